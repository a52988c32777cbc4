"""Staff: managed by right at a till, or by whoever may open the agent's socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Shop

CASHIER, SUPERVISOR, MANAGER, PIN = "1001", "8001", "9001", "1234"
CHANGES: list[tuple[str, str, Any]] = [
    ("GET", "/staff", None),
    ("POST", "/staff", {"staff": "2001", "name": "小张", "role": "cashier", "pin": "4321"}),
    ("POST", f"/staff/{SUPERVISOR}/disable", None),
    ("POST", f"/staff/{SUPERVISOR}/enable", None),
    ("POST", f"/staff/{SUPERVISOR}/unlock", None),
    ("PUT", f"/staff/{SUPERVISOR}/pin", {"pin": "4321"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_at_a_till_it_takes_the_right(shop: Shop, method: str, path: str, body: Any) -> None:
    """A cashier is refused and a manager is not, both on record; so is whoever has a manager's approval."""
    await shop.till.sign_in(CASHIER)
    refused = await shop.till.call(method, path, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "right.needed")
    right = "unlock_staff" if path.endswith("/unlock") else "manage_staff"
    assert shop.events("access.refused")[-1]["data"]["what"] == right

    asked = {"staff": MANAGER, "pin": PIN, "action": right}
    approval = (await shop.till.do("POST", "/approvals", asked))["id"]
    await shop.till.do(method, path, body, approval=approval)
    used = shop.events("right.used")[-1]
    assert (used["edgeactor"], used["data"]["approved_by"]) == (CASHIER, MANAGER)


async def test_a_supervisor_frees_a_locked_account(shop: Shop) -> None:
    """Nobody has to wait for the manager on a Saturday night."""
    await shop.till.sign_in(SUPERVISOR)
    assert (await shop.till.do("POST", f"/staff/{CASHIER}/unlock"))["staff"] == CASHIER
    assert (await shop.till.call("POST", f"/staff/{CASHIER}/disable")).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_on_the_socket_it_takes_no_session(shop: Shop, method: str, path: str, body: Any) -> None:
    """As the command line does; but a session that is none is refused."""
    await shop.till.do(method, path, body)
    shop.till.http.headers["Authorization"] = "Bearer made-up"
    assert (await shop.till.call(method, path, body)).json()["code"] == "session.needed"


async def test_a_disabled_person_s_sessions_end(shop: Shop) -> None:
    """At once, at every till; the right PIN is told what is the matter, a wrong one is not."""
    await shop.till.open()
    await shop.other.sign_in(MANAGER)
    disabled = await shop.other.do("POST", f"/staff/{CASHIER}/disable")
    assert disabled["is_disabled"]

    assert (await shop.till.call("POST", "/carts")).json()["code"] == "session.needed"
    body = {"staff": CASHIER, "pin": PIN, "till": "1"}
    refused = await shop.till.call("POST", "/sessions", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "staff.disabled")
    wrong = await shop.till.call("POST", "/sessions", {**body, "pin": "9999"})
    assert wrong.json()["code"] == "session.wrong-pin"

    await shop.other.do("POST", f"/staff/{CASHIER}/enable")
    await shop.till.sign_in(CASHIER)
    changes = [event["data"] for event in shop.events("staff.changed")]
    assert changes == [{"staff": CASHIER, "change": "disabled"}, {"staff": CASHIER, "change": "enabled"}]
    shop.prove()


async def test_nobody_disables_the_own_account(shop: Shop) -> None:
    """A shop must not lock its last manager out by a slip of the finger."""
    await shop.till.sign_in(MANAGER)
    refused = await shop.till.call("POST", f"/staff/{MANAGER}/disable")
    assert refused.json()["code"] == "staff.self"
    assert MANAGER in {person["staff"] for person in await shop.till.do("GET", "/staff")}


@pytest.mark.parametrize("change", ["disable", "enable", "unlock"])
async def test_nobody_of_that_number(shop: Shop, change: str) -> None:
    """Neither an unknown number nor nonsense changes anything."""
    before = shop.tables()
    for number in ("7777", "x" * 300, "%00", "'; --"):
        refused = await shop.till.call("POST", f"/staff/{number}/{change}")
        assert (refused.status_code, refused.json()["code"]) == (404, "staff.unknown")
    assert before == shop.tables()


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "١٢٣٤"])
async def test_a_pin_that_will_not_do(shop: Shop, pin: str) -> None:
    """Four to twelve digits, and the old one stays."""
    refused = await shop.till.call("PUT", f"/staff/{CASHIER}/pin", {"pin": pin})
    assert refused.json()["code"] == "staff.pin-invalid"
    await shop.till.sign_in(CASHIER)


async def test_a_pin_of_nobody(shop: Shop) -> None:
    """Nobody is made by giving a PIN."""
    refused = await shop.till.call("PUT", "/staff/7777/pin", {"pin": "4321"})
    assert refused.json()["code"] == "staff.unknown"
