"""Approvals at the counter: one action, once, in time, at one till, by somebody else who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import MINUTE, Millis

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop, Till

CASHIER, SUPERVISOR, MANAGER, PIN = "1001", "8001", "9001", "1234"
OPEN_DRAWER = {"reason": "换零钱"}
SINGLE = '\n[rights]\npreset = "single"\n'


async def _approval(till: Till, action: str = "open_drawer", **other: str) -> Any:
    """An approval that must be given; its id."""
    asked = {"staff": SUPERVISOR, "pin": PIN, "action": action, **other}
    return (await till.do("POST", "/approvals", asked))["id"]


async def _opens(till: Till, approval: str | None) -> str:
    """What becomes of an attempt to open the drawer: `ok`, or the code of the refusal."""
    response = await till.call("POST", "/drawer/open", OPEN_DRAWER, approval=approval)
    return "ok" if response.is_success else str(response.json()["code"])


async def test_an_approval_names_both_people(shop: Shop) -> None:
    """Who asked, who approved, what for: in the journal twice, when it is given and when it is used."""
    await shop.till.open()
    assert await _opens(shop.till, None) == "right.needed"
    approval = await _approval(shop.till, reason="顾客要零钱")
    assert await _opens(shop.till, approval) == "ok"

    given, used = shop.events("approval.given")[-1], shop.events("right.used")[-1]
    refused = shop.events("access.refused")[-1]
    assert (refused["edgeactor"], refused["data"]) == (CASHIER, {"what": "open_drawer", "staff": CASHIER})
    assert (given["edgeactor"], given["data"]["staff"]) == (CASHIER, SUPERVISOR)
    assert (used["edgeactor"], used["data"]["approved_by"], used["data"]["reason"]) == (
        CASHIER,
        SUPERVISOR,
        "顾客要零钱",
    )
    assert used["data"]["shift"] == (await shop.till.do("GET", "/shifts/current"))["id"]
    shop.prove()


async def test_an_approval_is_used_once(shop: Shop) -> None:
    """The second opening asks again; a repeated request is no second one."""
    await shop.till.open()
    approval = await _approval(shop.till)
    first = await shop.till.call(
        "POST", "/drawer/open", OPEN_DRAWER, approval=approval, request_id="drawer-once"
    )
    again = await shop.till.call(
        "POST", "/drawer/open", OPEN_DRAWER, approval=approval, request_id="drawer-once"
    )

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await _opens(shop.till, approval) == "right.needed"
    assert len(shop.events("drawer.opened")) == 1


async def test_an_approval_lasts_two_minutes(shop: Shop) -> None:
    """Whoever walks away takes it with him."""
    await shop.till.open()
    late, in_time = await _approval(shop.till), await _approval(shop.till)
    shop.clock.at = Millis(shop.clock.at + 2 * MINUTE - 100)
    assert await _opens(shop.till, in_time) == "ok"
    shop.clock.at = Millis(shop.clock.at + 200)
    assert await _opens(shop.till, late) == "right.needed"


async def test_an_approval_gains_no_day_by_a_clock_that_is_set_back(shop: Shop) -> None:
    """Its two minutes are counted in either direction."""
    await shop.till.open()
    approval = await _approval(shop.till)
    shop.clock.at = Millis(shop.clock.at - 24 * 60 * MINUTE)
    assert await _opens(shop.till, approval) == "right.needed"


async def test_an_approval_is_for_one_action(shop: Shop) -> None:
    """One for moving cash opens no drawer, and is not used up by the attempt."""
    await shop.till.open()
    approval = await _approval(shop.till, "move_cash")
    assert await _opens(shop.till, approval) == "right.needed"
    move = {"kind": "in", "amount_fen": 100, "reason": "零钱"}
    await shop.till.do("POST", "/cash-moves", move, approval=approval)


async def test_an_approval_with_a_subject_is_for_that_alone(shop: Shop) -> None:
    """What the till was told to ask for is what it gets."""
    await shop.till.open()
    move = {"kind": "in", "amount_fen": 100, "reason": "零钱"}
    needed = (await shop.till.call("POST", "/cash-moves", move)).json()["params"]
    approval = await _approval(shop.till, needed["right"], subject=needed["subject"])

    larger = await shop.till.call("POST", "/cash-moves", {**move, "amount_fen": 99_900}, approval=approval)
    assert larger.json()["code"] == "right.needed"
    await shop.till.do("POST", "/cash-moves", move, approval=approval)


async def test_an_approval_is_for_one_till_and_one_cashier(shop: Shop) -> None:
    """Neither the other till nor the next cashier at this one takes it over."""
    await shop.till.open()
    await shop.other.sign_in("1002")
    approval = await _approval(shop.till)
    assert await _opens(shop.other, approval) == "right.needed"
    await shop.till.sign_in("1002")
    assert await _opens(shop.till, approval) == "right.needed"
    await shop.till.sign_in(CASHIER)
    assert await _opens(shop.till, approval) == "ok"


async def test_an_approval_made_up_is_none(shop: Shop) -> None:
    """Whatever stands in the header."""
    await shop.till.open()
    for approval in ("x", "019aaaaa-0000-7000-8000-000000000000", "' OR 1=1 --"):
        assert await _opens(shop.till, approval) == "right.needed"


@pytest.mark.parametrize(
    ("asked", "code", "status"),
    [
        ({"action": "open_safe"}, "approval.unknown-action", 422),
        ({"action": ""}, "approval.unknown-action", 422),
        ({"staff": CASHIER}, "approval.self", 403),
        ({"staff": "1002"}, "approval.lacks-right", 403),
        ({"action": "manage_staff"}, "approval.lacks-right", 403),
        ({"pin": "9999"}, "session.wrong-pin", 401),
        ({"staff": "7777"}, "session.wrong-pin", 401),
        ({"reason": "x" * 61}, "reason.invalid", 422),
        ({"reason": "a\nb"}, "reason.invalid", 422),
        ({"subject": "x" * 101}, "request.malformed", 400),
    ],
)
async def test_what_is_not_approved(shop: Shop, asked: dict[str, str], code: str, status: int) -> None:
    """Each has its own code, no approval is kept, and a refused person is on record."""
    await shop.till.open()
    before = len(shop.events("access.refused"))
    body = {"staff": SUPERVISOR, "pin": PIN, "action": "open_drawer", **asked}
    refused = await shop.till.call("POST", "/approvals", body)

    assert (refused.json()["code"], refused.status_code) == (code, status)
    assert shop.tables()["approval"] == []
    assert len(shop.events("access.refused")) - before == (status in (401, 403))


async def test_a_disabled_person_approves_nothing(shop: Shop) -> None:
    """Nor does what was approved before."""
    await shop.till.open()
    approval = await _approval(shop.till)
    await shop.other.do("POST", f"/staff/{SUPERVISOR}/disable")

    assert await _opens(shop.till, approval) == "right.needed"
    body = {"staff": SUPERVISOR, "pin": PIN, "action": "open_drawer"}
    assert (await shop.till.call("POST", "/approvals", body)).json()["code"] == "staff.disabled"


async def test_no_digest_of_a_pin_is_kept(shop: Shop) -> None:
    """An answer's digest would be a PIN's: approvals, new people and new PINs are not among the answers."""
    await shop.till.sign_in(MANAGER)
    person = {"staff": "2001", "name": "小张", "role": "cashier", "pin": "4321"}
    await shop.till.do("POST", "/staff", person)
    await shop.till.do("PUT", "/staff/2001/pin", {"pin": "8642"})
    await shop.till.sign_in()
    await _approval(shop.till)

    assert shop.tables()["request_answer"] == []


async def test_whoever_is_alone_in_the_shop_approves_alone_with_a_reason(open_shop: OpenShop) -> None:
    """The preset `single`: the own PIN and a reason, listed on the Z report."""
    async with open_shop(more=SINGLE) as shop:
        session = await shop.till.sign_in()
        await shop.till.do("POST", "/shifts", {"float_fen": 0})
        asked = {"staff": CASHIER, "pin": PIN, "action": "open_drawer"}
        for reason, code in (("", "reason.needed"), ("  ", "reason.needed")):
            refused = await shop.till.call("POST", "/approvals", {**asked, "reason": reason})
            assert refused.json()["code"] == code
        approval = await _approval(shop.till, staff=CASHIER, reason="找零")
        assert await _opens(shop.till, approval) == "ok"
        assert await _opens(shop.till, None) == "right.needed"
        z = await shop.till.do("POST", "/shifts/current/close", {"counted_fen": 0, "float_left_fen": 0})

    assert session["is_single"]
    assert (z["counts"]["single_approvals"], z["counts"]["approvals"]) == (1, 0)


async def test_alone_in_the_shop_another_s_pin_still_needs_the_right(open_shop: OpenShop) -> None:
    """The preset lets nobody approve for somebody else what the own role has not."""
    async with open_shop(more=SINGLE) as shop:
        await shop.till.open()
        body = {"staff": "1002", "pin": PIN, "action": "open_drawer", "reason": "找零"}
        assert (await shop.till.call("POST", "/approvals", body)).json()["code"] == "approval.lacks-right"
