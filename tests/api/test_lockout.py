"""Wrong PINs: five in a row lock the account for a growing time, wherever they are typed, restart or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.lockout import LOCK_MINUTES
from edge_agent.domain.moments import MINUTE, Millis

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop, Till

CASHIER, SUPERVISOR, MANAGER, PIN = "1001", "8001", "9001", "1234"


async def _try(till: Till, staff: str, pin: str) -> Any:
    """A sign-in that may be refused: its code, and the minutes that are told."""
    body = {"staff": staff, "pin": pin, "till": till.number}
    response = await till.call("POST", "/sessions", body)
    if response.is_success:
        return "ok", None
    return response.json()["code"], response.json().get("params", {}).get("minutes")


async def _fail(till: Till, staff: str, times: int) -> list[Any]:
    return [await _try(till, staff, "9999") for _ in range(times)]


def _later(shop: Shop, minutes: int, ms: int = 0) -> None:
    shop.clock.at = Millis(shop.clock.at + minutes * MINUTE + ms)


@pytest.mark.parametrize("staff", [CASHIER, "7777"])
async def test_the_table_of_locks_is_walked(shop: Shop, staff: str) -> None:
    """Four wrong, the fifth locks; after the time five more, and a longer lock; nobody's number alike."""
    for minutes in (*LOCK_MINUTES, LOCK_MINUTES[-1]):
        told = await _fail(shop.till, staff, 5)
        assert told == [("session.wrong-pin", None)] * 4 + [("session.locked", minutes)]
        _later(shop, minutes, -1_000)
        assert await _try(shop.till, staff, PIN) == ("session.locked", 1)
        _later(shop, 0, 1_000)
    if staff == CASHIER:
        assert await _try(shop.till, staff, PIN) == ("ok", None)
    shop.prove()


async def test_the_right_pin_begins_anew(shop: Shop) -> None:
    """Four wrong ones and a right one, as often as one likes, lock nobody."""
    for _ in range(3):
        await _fail(shop.till, CASHIER, 4)
        assert await _try(shop.till, CASHIER, PIN) == ("ok", None)


async def test_old_wrong_pins_lapse(shop: Shop) -> None:
    """Four on one day and four on the next lock nobody; the fifth of one day does, and grows as before."""
    for _ in range(3):
        await _fail(shop.till, CASHIER, 4)
        _later(shop, 12 * 60)
    await _fail(shop.till, CASHIER, 4)
    _later(shop, 11 * 60)
    assert await _fail(shop.till, CASHIER, 1) == [("session.locked", 1)]
    _later(shop, 12 * 60)
    assert (await _fail(shop.till, CASHIER, 5))[-1] == ("session.locked", 5)
    shop.prove()


async def test_a_lock_is_that_account_s_alone(shop: Shop) -> None:
    """Whoever shares the till with a forgetful colleague works on."""
    await _fail(shop.till, CASHIER, 5)
    assert await _try(shop.till, "1002", PIN) == ("ok", None)
    assert (await _try(shop.other, CASHIER, PIN))[0] == "session.locked"


async def test_attempts_while_it_is_locked_make_it_no_longer(shop: Shop) -> None:
    """They are on record as what they are, and count for nothing."""
    await _fail(shop.till, CASHIER, 9)
    assert [event["data"]["what"] for event in shop.events("access.refused")] == ["pin"] * 5 + ["locked"] * 4
    _later(shop, 1)
    assert await _try(shop.till, CASHIER, PIN) == ("ok", None)


async def test_a_lock_survives_a_restart(open_shop: OpenShop) -> None:
    """Pulling the plug is no way around it."""
    async with open_shop() as shop:
        await _fail(shop.till, CASHIER, 5)
    async with open_shop() as shop:
        assert await _try(shop.till, CASHIER, PIN) == ("session.locked", 1)


async def test_pins_of_approvals_count_with_those_of_sign_in(shop: Shop) -> None:
    """Three here and two there are five; and a right one at either place begins anew."""
    await shop.till.open()
    asked = {"staff": SUPERVISOR, "pin": "9999", "action": "refund"}
    for _ in range(3):
        await shop.till.call("POST", "/approvals", asked)
    assert (await _fail(shop.other, SUPERVISOR, 2))[-1] == ("session.locked", 1)
    locked = await shop.till.call("POST", "/approvals", {**asked, "pin": PIN})
    assert (locked.status_code, locked.json()["code"]) == (423, "session.locked")

    _later(shop, 1)
    await _fail(shop.other, SUPERVISOR, 4)
    await shop.till.do("POST", "/approvals", {**asked, "pin": PIN})
    assert (await _fail(shop.other, SUPERVISOR, 4))[-1] == ("session.wrong-pin", None)


async def test_a_manager_frees_an_account(shop: Shop) -> None:
    """At once, and with five new attempts; the list shows who is locked."""
    await _fail(shop.other, CASHIER, 5)
    await shop.till.sign_in(MANAGER)
    listed = {person["staff"]: person for person in await shop.till.do("GET", "/staff")}
    assert listed[CASHIER]["locked_minutes"] == 1
    assert "locked_minutes" not in await shop.till.do("POST", f"/staff/{CASHIER}/unlock")

    assert (await _fail(shop.other, CASHIER, 4))[-1] == ("session.wrong-pin", None)
    assert await _try(shop.other, CASHIER, PIN) == ("ok", None)
    event = shop.events("staff.unlocked")[-1]
    assert (event["edgeactor"], event["data"]) == (MANAGER, {"staff": CASHIER})


async def test_a_new_pin_frees_an_account(shop: Shop) -> None:
    """Whoever forgot it gets another, and need not wait."""
    await _fail(shop.other, CASHIER, 5)
    await shop.till.do("PUT", f"/staff/{CASHIER}/pin", {"pin": "8642"})
    assert await _try(shop.other, CASHIER, PIN) == ("session.wrong-pin", None)
    assert await _try(shop.other, CASHIER, "8642") == ("ok", None)


async def test_the_remaining_time_is_told_in_words(shop: Shop) -> None:
    """What a cashier reads, in both languages."""
    await _fail(shop.till, CASHIER, 5)
    body = {"staff": CASHIER, "pin": PIN, "till": "1"}
    said = [
        (await shop.till.http.post("/v1/sessions", json=body, headers={"Accept-Language": language})).json()
        for language in ("zh-CN", "en")
    ]
    assert [(one["title"], one["hint"]) for one in said] == [
        ("密码错的次数太多,这个工号已锁定", "请等 1 分钟,或请店长解锁"),
        ("Too many wrong PINs: this number is locked.", "Wait 1 min, or ask a manager."),
    ]
