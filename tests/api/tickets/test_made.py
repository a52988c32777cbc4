"""`/v1/tickets`: from the sale of a drink to its customer, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.simulated.printer import SimulatedPrinter
    from tests.api.tickets.conftest import Cafe, OpenCafe

TEA, SOUP, WATER = "81", "82", "6921168509256"


async def test_a_drink_is_sold_made_called_and_served(cafe: Cafe) -> None:
    """The whole way of a ticket, each step told in its story with its person, and proved by a replay."""
    sale = await cafe.till.sell(TEA)
    no = sale["ticket"]
    made = await cafe.act(no, "ready")
    called = await cafe.call_next()
    served = await cafe.act(no, "serve")

    story = await cafe.till.do("GET", f"/tickets/{no}")
    assert [no, "ready", "called", "collected"] == ["A001", made["state"], called["state"], served["state"]]
    assert [(one["what"], one["staff"], one.get("counter", "")) for one in story["moments"]] == [
        ("issued", "1001", ""),
        ("ready", "1001", ""),
        ("called", "1001", "1"),
        ("collected", "1001", ""),
    ]
    assert (await cafe.till.do("GET", f"/sales/{sale['id']}"))["ticket"] == no
    assert await cafe.queue() == []
    cafe.shop.prove()


async def test_a_sale_without_anything_to_make_has_no_ticket(cafe: Cafe) -> None:
    """Water is taken along."""
    sale = await cafe.till.sell(WATER)

    assert cafe.shop.events("ticket.issued") == []
    assert "ticket" not in sale
    assert "ticket" not in cafe.shop.events("sale.completed")[0]["data"]


async def test_each_piece_is_an_item_with_its_choices_and_station(cafe: Cafe) -> None:
    """Two teas and a soup are three items; the ticket is as ready as the slowest of them."""
    no = await cafe.order(TEA, TEA, WATER, SOUP)
    first = await cafe.ticket(no)
    states = [
        (await cafe.act(no, "start", item=1))["state"],
        (await cafe.act(no, "ready", item=1))["state"],
        (await cafe.act(no, "ready", item=3))["state"],
        (await cafe.act(no, "ready"))["state"],
    ]

    assert [(item["no"], item["name"], item["station"]) for item in first["items"]] == [
        (1, "珍珠奶茶", "bar"),
        (2, "珍珠奶茶", "bar"),
        (3, "牛肉汤", "kitchen"),
    ]
    assert [item.get("options") for item in first["items"]] == [["少糖"], ["少糖"], None]
    assert first["wait_high_ms"] > first["wait_low_ms"]
    assert states == ["preparing", "preparing", "preparing", "ready"]


async def test_a_cup_labels_code_makes_its_item_ready(cafe: Cafe) -> None:
    """One after the other, with whatever ends the scanner's line."""
    await cafe.order(TEA, TEA)
    one = await cafe.till.do("POST", "/tickets/scan", {"code": "L:1122A00101"})
    both = await cafe.till.do("POST", "/tickets/scan", {"code": "L:1122A00102\r"})

    assert [item["state"] for item in one["items"]] == ["ready", "ordered"]
    assert both["state"] == "ready"


async def test_a_remake_goes_before_all_others(cafe: Cafe) -> None:
    """What was spilt is made first, called first, and counted with its reason; nothing is paid."""
    spilt, other = await cafe.order(TEA), await cafe.order(TEA)
    await cafe.act(spilt, "ready")
    await cafe.act(spilt, "serve")
    await cafe.act(other, "ready")
    remade = await cafe.act(spilt, "remake", item=1, reason="洒了")
    queue = await cafe.queue()
    await cafe.act(spilt, "ready")
    called = [(await cafe.call_next())["no"] for _ in range(2)]

    assert (remade["state"], remade["items"][0]["remakes"]) == ("ordered", 1)
    assert queue == called == [spilt, other]
    assert [event["data"]["reason"] for event in cafe.shop.events("ticket.remade")] == ["洒了"]
    cafe.shop.prove()


async def test_the_last_cup_calls_by_itself_where_the_shop_wants_it(open_cafe: OpenCafe) -> None:
    """To the first making counter, once."""
    async with open_cafe(more="[queue]\ncalls_when_ready = true\n") as cafe:
        await cafe.order(TEA, TEA)
        half = await cafe.act("A001", "ready", item=1)
        whole = await cafe.act("A001", "ready", item=2)

    assert half["state"] == "preparing"
    assert (whole["state"], whole["counter"], whole["calls"]) == ("called", "1", 1)


async def test_labels_come_from_the_stations_printer_and_the_number_from_the_receipt(
    open_cafe: OpenCafe, printer: SimulatedPrinter
) -> None:
    """A label a cup with its place, its choices and its code; the receipt has the number in huge type."""
    async with open_cafe(printer.address, more='printer = "counter"\n') as cafe:
        await cafe.order(TEA, TEA)
        await printer.until(lambda: printer.slips_printed >= 3)

    labels = [slip for slip in printer.slips if "L:1122A001" in str(slip)]
    receipt = next(slip for slip in printer.slips if "S0731-1-" in str(slip))
    assert [("1/2" in str(one), "2/2" in str(one), "少糖" in str(one)) for one in labels] == [
        (True, False, True),
        (False, True, True),
    ]
    assert "A001" in str(receipt)
