"""What is not made after all: refunded, cancelled, sold once more, or left behind by its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.moments import DAY, HOUR, MINUTE
from edge_agent.services.board import read_board

if TYPE_CHECKING:
    from tests.api.tickets.conftest import Cafe

TEA, SOUP, WATER = "81", "82", "6921168509256"
CUTOFF_MS = 16 * HOUR
"""From the tests' noon to 04:00."""


async def test_what_nobody_has_begun_of_a_refund_is_not_made(cafe: Cafe) -> None:
    """Of three cups, one begun, two refunded: both unstarted ones go, and the begun one is still made."""
    sale = await cafe.till.sell(TEA, TEA, TEA)
    await cafe.act("A001", "start", item=1)
    await cafe.till.sign_in("9001")
    back = {"line": sale["lines"][0]["no"], "quantity": 2_000, "goods": "kept"}
    await cafe.till.do("POST", f"/sales/{sale['id']}/refunds", {"lines": [back]})
    after = await cafe.ticket("A001")
    made = await cafe.act("A001", "ready")

    assert [item["state"] for item in after["items"]] == ["preparing", "cancelled", "cancelled"]
    assert made["state"] == "ready"


async def test_a_cancelled_ticket_takes_a_right_and_a_reason(cafe: Cafe) -> None:
    """A supervisor gives it up, item by item or whole; with its last item the ticket is cancelled."""
    await cafe.order(TEA, TEA)
    asked = await cafe.till.call("POST", "/tickets/A001/cancel", {"reason": "顾客走了"})
    await cafe.till.sign_in("8001")
    bare = await cafe.till.call("POST", "/tickets/A001/cancel", {"reason": " "})
    one = await cafe.act("A001", "cancel", item=1, reason="少一杯")
    all_ = await cafe.act("A001", "cancel", reason="顾客走了")

    assert (asked.json()["code"], bare.json()["code"]) == ("right.needed", "reason.needed")
    assert [event["data"]["what"] for event in cafe.shop.events("access.refused")] == ["cancel_ticket"]
    assert [one["state"], all_["state"]] == ["ordered", "cancelled"]
    assert await cafe.queue() == []


async def test_a_reopened_sale_makes_nothing_twice(cafe: Cafe) -> None:
    """反结账 with one cup begun: it stays with its old ticket, and only the other one gets a new number."""
    sale = await cafe.till.sell(TEA, TEA)
    await cafe.act("A001", "start", item=1)
    cart = await cafe.reopen(sale)
    again = (await cafe.till.pay(cart, cart["total_fen"]))["sale"]
    old, new = await cafe.ticket("A001"), await cafe.ticket("A002")

    assert [item["state"] for item in old["items"]] == ["preparing", "cancelled"]
    assert (again["ticket"], [item["state"] for item in new["items"]]) == ("A002", ["ordered"])
    cafe.shop.prove()


async def test_a_refund_after_a_reopened_sale_knows_what_was_begun_before_it(cafe: Cafe) -> None:
    """One cup is being made under the old number: of two that are paid one goes back, the unstarted one."""
    sale = await cafe.till.sell(TEA, TEA)
    await cafe.act("A001", "start", item=1)
    cart = await cafe.reopen(sale)
    again = (await cafe.till.pay(cart, cart["total_fen"]))["sale"]
    back = {"line": again["lines"][0]["no"], "quantity": 1_000, "goods": "kept"}
    await cafe.till.do("POST", f"/sales/{again['id']}/refunds", {"lines": [back]})
    old, new = await cafe.ticket("A001"), await cafe.ticket("A002")

    assert [item["state"] for item in old["items"]] == ["preparing", "cancelled"]
    assert (new["state"], [item["state"] for item in new["items"]]) == ("cancelled", ["cancelled"])
    cafe.shop.prove()


async def test_a_sale_reopened_twice_still_makes_nothing_twice(cafe: Cafe) -> None:
    """Everything made already: the sale keeps its number; what is added later gets a new one."""
    sale = await cafe.till.sell(TEA)
    await cafe.act("A001", "ready")
    await cafe.act("A001", "serve")
    cart = await cafe.reopen(sale)
    second = (await cafe.till.pay(cart, cart["total_fen"]))["sale"]
    cart = await cafe.till.scan(await cafe.reopen(second), TEA, SOUP)
    third = (await cafe.till.pay(cart, cart["total_fen"]))["sale"]
    added = await cafe.ticket("A002")

    assert (second["ticket"], third["ticket"]) == ("A001", "A002")
    assert [item["name"] for item in added["items"]] == ["珍珠奶茶", "牛肉汤"]
    assert len(cafe.shop.events("ticket.issued")) == 2
    cafe.shop.prove()


async def test_what_is_left_of_a_day_expires_and_numbers_begin_anew(cafe: Cafe) -> None:
    """After the cutoff, with no shift open: the story stays, the next morning's first number is the first."""
    await cafe.order(TEA)
    await cafe.take()
    await cafe.till.sign_in("9001")
    await cafe.tend()
    before = len(cafe.shop.events("ticket.expired"))
    await cafe.till.do("POST", "/shifts/current/close", {"counted_fen": 21_500, "float_left_fen": 20_000})
    await cafe.tend(DAY)
    await cafe.till.open()

    assert (before, len(cafe.shop.events("ticket.expired"))) == (0, 2)
    assert await cafe.take() == "A001"
    cafe.shop.prove()


async def test_a_shop_open_past_the_cutoff_keeps_its_tickets(cafe: Cafe) -> None:
    """One till's shift is still yesterday's: what was ordered there lives, is shown, shares no number."""
    no = await cafe.order(TEA)
    await cafe.tend(CUTOFF_MS + MINUTE)
    await cafe.shop.other.open()
    other = (await cafe.shop.other.sell(TEA))["ticket"]
    await cafe.tend()
    label = await cafe.till.do("POST", "/tickets/scan", {"code": f"L:1122{no}01"})
    called = await cafe.call_next()
    shop = cafe.shop
    board = await read_board(shop.agent.reads, shop.settings, shop.clock.at, has_voice=False)

    dates = [event["edgedate"] for event in cafe.shop.events("ticket.issued")]
    assert (no, other, dates) == ("A001", "A002", ["2026-11-22", "2026-11-23"])
    assert (label["state"], called["no"]) == ("ready", no)
    assert ([call.ticket for call in board.calls], board.preparing) == ([no], (other,))
    assert cafe.shop.events("ticket.expired") == []


@pytest.mark.parametrize(("before_ms", "left"), [(MINUTE, ["A001"]), (HOUR, [])])
async def test_a_shop_that_never_closes_calls_what_was_just_ordered(
    cafe: Cafe, before_ms: int, left: list[str]
) -> None:
    """Its shift is closed at the cutoff: what was ordered within the hour lives on, the rest expires."""
    await cafe.tend(CUTOFF_MS - before_ms)
    await cafe.order(TEA)
    await cafe.till.sign_in("9001")
    await cafe.till.do("POST", "/shifts/current/close", {"counted_fen": 21_500, "float_left_fen": 20_000})
    await cafe.tend(before_ms)
    await cafe.till.open()
    await cafe.tend()

    assert await cafe.queue() == left
    assert await cafe.take() == ("A001" if not left else "A002")
