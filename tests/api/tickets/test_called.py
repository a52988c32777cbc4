"""叫号 over the API: by hand and by the clock, no-shows, and who comes back after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.domain.moments import MINUTE, SECOND, Millis

if TYPE_CHECKING:
    from tests.api.tickets.conftest import Cafe


async def test_a_ticket_by_hand_is_called_at_a_service_counter(cafe: Cafe) -> None:
    """取号 has no items: the service counter calls it as it is ordered, the making counter never does."""
    issued = await cafe.till.do("POST", "/tickets", {})
    at_making = await cafe.till.call("POST", "/tickets/call-next", {"counter": "1"})
    called = await cafe.call_next("2")

    assert (issued["no"], issued["state"]) == ("A001", "ordered")
    assert at_making.json()["code"] == "ticket.none-waiting"
    assert (called["no"], called["state"], called["counter"]) == ("A001", "called", "2")


async def test_at_most_three_calls_and_not_at_once(cafe: Cafe) -> None:
    """A recall comes twenty seconds after the call; after the third it is a no-show."""
    await cafe.take()
    await cafe.call_next("2")
    told = []
    for _ in range(3):
        refused = await cafe.till.call("POST", "/tickets/A001/recall", {"counter": "2"})
        told.append((refused.json()["code"], refused.json()["params"].get("seconds")))
        cafe.shop.clock.at = Millis(cafe.shop.clock.at + 20 * SECOND)
        again = await cafe.till.call("POST", "/tickets/A001/recall", {"counter": "2"})
    skipped = await cafe.act("A001", "skip")

    assert told == [
        ("ticket.called-just-now", 20),
        ("ticket.called-just-now", 20),
        ("ticket.calls-spent", None),
    ]
    assert (again.json()["code"], skipped["state"]) == ("ticket.calls-spent", "no_show")
    assert [event["data"]["times"] for event in cafe.shop.events("ticket.called")] == [1, 2, 3]


async def test_nobody_came_by_the_clock(cafe: Cafe) -> None:
    """Twenty seconds after the third call, or ten minutes after the first, a ticket is a no-show."""
    numbers = [await cafe.take() for _ in range(3)]
    for _ in range(2):
        await cafe.call_next("2")
    for _ in range(2):
        cafe.shop.clock.at = Millis(cafe.shop.clock.at + 20 * SECOND)
        await cafe.act("A001", "recall", counter="2")

    async def states_after(ms: int) -> list[str]:
        await cafe.tend(ms)
        return [(await cafe.ticket(no))["state"] for no in numbers]

    assert await states_after(19 * SECOND) == ["called", "called", "ordered"]
    assert await states_after(SECOND) == ["no_show", "called", "ordered"]
    assert await states_after(10 * MINUTE) == ["no_show", "no_show", "ordered"]


async def test_who_comes_after_all_is_put_back_three_places_behind(cafe: Cafe) -> None:
    """By a scan of the slip; its calls begin anew."""
    for _ in range(6):
        await cafe.take()
    assert (await cafe.call_next("2"))["no"] == "A001"
    await cafe.act("A001", "skip")
    back = await cafe.till.do("POST", "/tickets/scan", {"code": "L:1122A00100"})
    called = [(await cafe.call_next("2"))["no"] for _ in range(6)]

    assert (back["state"], back.get("calls", 0)) == ("ready", 0)
    assert called == ["A002", "A003", "A004", "A001", "A005", "A006"]
