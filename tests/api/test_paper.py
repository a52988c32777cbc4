"""Paper and drawer, from the till's call to the printer: never lost, never double, never in a sale's way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from drivers.simulated.printer import SimulatedPrinter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.api.conftest import OpenShop, Shop

WATER, MILK = "6921168509256", "6907992500010"


@pytest.fixture
async def printer() -> AsyncIterator[SimulatedPrinter]:
    """Its kicks are timed by the slips printed so far."""
    twin = SimulatedPrinter(48, now=lambda: twin.slips_printed)
    async with twin:
        yield twin


async def _jobs(shop: Shop, state: str) -> list[Any]:
    jobs: list[Any] = await shop.till.do("GET", f"/print-jobs?state={state}")
    return jobs


async def _until(shop: Shop, state: str, count: int = 1) -> list[Any]:
    """The jobs in a state, as soon as there are so many."""
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(topics: frozenset[str]) -> None:
        if "print-jobs" in topics:
            loop.call_soon_threadsafe(changed.set)

    shop.agent.writer.listen(tell)
    while True:
        changed.clear()
        jobs = await _jobs(shop, state)
        if len(jobs) == count:
            return jobs
        await changed.wait()


async def test_a_sale_is_printed_once_after_its_drawer(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """One kick, then one slip with the sale's own number, total and QR code."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        sale = await shop.till.sell(WATER, MILK)
        await _until(shop, "printed")

    (slip,) = printer.slips
    paper = "\n".join(slip.rows)
    assert (slip.qr, list(printer.kicks)) == ((sale["receipt_no"],), [0])
    assert sale["receipt_no"] in paper
    assert "￥5.50" in paper
    assert "小1001" in paper


async def test_every_cash_sale_of_a_busy_lane_opens_the_drawer_before_its_paper(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """Sale after sale: the n-th kick comes before the n-th slip."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        for count in range(1, 6):
            await shop.till.sell(WATER)
            await _until(shop, "printed", count)

    assert list(printer.kicks) == [0, 1, 2, 3, 4]


async def test_a_repeated_payment_neither_prints_nor_kicks_again(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """A till that asks again after a lost answer gets the answer, not a second receipt or an open drawer."""
    async with open_shop(printer.address) as shop:
        cart = await shop.till.scan(await shop.till.open(), WATER)
        pay = {"kind": "cash", "amount_fen": 200}
        for _ in range(4):
            await shop.till.do(
                "POST", f"/carts/{cart['id']}/tenders", pay, version=cart["version"], request_id="pay-once-1"
            )
        await _until(shop, "printed")
        await shop.till.sell(WATER)
        await _until(shop, "printed", 2)

    assert (printer.slips_printed, list(printer.kicks)) == (2, [0, 1])


async def test_money_on_another_device_opens_no_drawer(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """A wall code is paid without a sound from the drawer; so is a cart that costs nothing."""
    async with open_shop(printer.address) as shop:
        cart = await shop.till.scan(await shop.till.open(), WATER)
        await shop.till.change(cart, "tenders", {"kind": "external", "method": "wechat", "amount_fen": 200})
        cart = await shop.till.scan(await shop.till.do("POST", "/carts"), "9000001")
        await shop.till.pay(cart, 0)
        await _until(shop, "printed", 2)

    assert (printer.slips_printed, list(printer.kicks)) == (2, [])
    assert "微信" in "\n".join(printer.slips[0].rows)


async def test_a_printer_that_hangs_keeps_no_sale_waiting(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """Sales are answered while their printer says nothing; their paper comes when it wakes."""
    printer.stall()
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        sales = [await shop.till.sell(WATER) for _ in range(5)]
        assert (printer.slips_printed, await _jobs(shop, "printed")) == (0, [])
        printer.resume()
        await _until(shop, "printed", 5)

    assert [sale["receipt_no"] for sale in sales] == [slip.qr[0] for slip in printer.slips]


async def test_a_printer_that_is_not_there_keeps_no_sale_waiting(open_shop: OpenShop) -> None:
    """Nobody answers on its address: sales go on, their paper waits, and the status line says so."""
    async with open_shop("tcp://127.0.0.1:9") as shop:
        await shop.till.open()
        for _ in range(3):
            await shop.till.sell(WATER)
        queued = await _until(shop, "queued", 3)
        (told,) = (await shop.till.do("GET", "/health"))["printers"]

    assert (told["name"], told["waiting"], told["stuck"]) == ("counter", 3, 0)
    assert [job["copy"] for job in queued] == [0, 0, 0]


async def test_each_printer_has_troubles_of_its_own(open_shop: OpenShop, printer: SimulatedPrinter) -> None:
    """One lane's printer is out of paper; the other lane's customers get their receipts."""
    async with SimulatedPrinter(48) as door, open_shop(printer.address, door.address) as shop:
        printer.load_paper(0)
        await shop.till.open()
        await shop.other.open()
        waiting = await shop.till.sell(WATER)
        served = await shop.other.sell(MILK)
        await _until(shop, "printed")
        assert [slip.qr for slip in door.slips] == [(served["receipt_no"],)]
        printer.load_paper()
        await _until(shop, "printed", 2)
        assert [slip.qr for slip in printer.slips] == [(waiting["receipt_no"],)]


async def test_paper_that_was_on_its_way_at_a_stop_is_a_person_s_question(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """After the restart it is uncertain, it is not sent again by itself, and a person's word ends it."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        await shop.till.sell(WATER)
        await _until(shop, "printed")
        printer.load_paper(5)  # it runs out in the middle of the receipt
        await shop.till.sell(MILK)
        await _until(shop, "fenced")
    async with open_shop(printer.address) as shop:
        await shop.till.sign_in()
        (doubted,) = await _jobs(shop, "uncertain")
        printer.load_paper()
        last = await shop.till.sell(WATER)
        await _until(shop, "printed", 2)
        assert await _jobs(shop, "uncertain") == [doubted]
        assert (await shop.till.do("GET", "/health"))["printers"][0]["stuck"] == 1

        path = f"/print-jobs/{doubted['id']}/settle"
        assert (await shop.till.call("POST", path, {"as": "eaten"})).json()["code"] == "request.malformed"
        settled = await shop.till.do("POST", path, {"as": "printed"})

    assert (settled["state"], settled["id"]) == ("printed", doubted["id"])
    assert printer.slips[-1].qr == (last["receipt_no"],)


async def test_a_reprint_asked_for_twice_under_one_id_is_one_paper(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """The second paper is marked 补打 1, and its answer repeated prints no third."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        printer.close_after(100)
        sale = await shop.till.sell(WATER)
        (doubted,) = await _until(shop, "uncertain")
        path = f"/print-jobs/{doubted['id']}/settle"
        first = await shop.till.do("POST", path, {"as": "reprint"}, request_id="reprint-once")
        (reprinted,) = await _until(shop, "printed")
        again = await shop.till.do("POST", path, {"as": "reprint"}, request_id="reprint-once")
        refused = await shop.till.call("POST", path, {"as": "reprint"})
        jobs = len(shop.tables()["print_job"])

    assert first == again
    assert (refused.status_code, refused.json()["code"]) == (409, "print-job.state")
    assert (reprinted["sale"], reprinted["copy"], jobs) == (sale["id"], 1, 2)
    assert any("补打 1" in row for row in printer.slips[-1].rows)


@pytest.mark.parametrize("sku", ["M1", "M2", "M3", "M4"])
async def test_a_name_of_any_kind_is_printed_harmlessly(
    open_shop: OpenShop, printer: SimulatedPrinter, sku: str
) -> None:
    """No name opens the drawer, cuts the paper, forges a line or stops the printer."""
    async with open_shop(printer.address) as shop:
        cart = await shop.till.scan(await shop.till.open(), sku)
        await shop.till.change(cart, "tenders", {"kind": "external", "method": "wechat", "amount_fen": 100})
        await _until(shop, "printed")

    (slip,) = printer.slips
    assert (list(printer.kicks), printer.unknown) == ([], frozenset())
    assert not any(row.startswith("合计 0.00") for row in slip.rows)
    assert len([row for row in slip.rows if "￥1.00" in row]) == 1


async def test_a_shop_that_prints_on_demand_prints_nothing_by_itself(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """无纸化: the drawer opens, no paper comes."""
    more = '\n[printing]\nreceipt = "on_demand"\n'
    async with open_shop(printer.address, more=more) as shop:
        await shop.till.open()
        await shop.till.sell(WATER)
        await printer.until(lambda: len(printer.kicks) == 1)
        assert shop.tables()["print_job"] == []
    assert printer.slips_printed == 0


async def test_an_exchange_is_told_by_two_slips(open_shop: OpenShop, printer: SimulatedPrinter) -> None:
    """The refund's and the receipt, each with what was set off; the drawer opens for money alone."""
    async with open_shop(printer.address) as shop:
        till = shop.till
        await till.sign_in("9001")
        await till.do("POST", "/shifts", {"float_fen": 20_000})
        sale = await till.sell(MILK, WATER)
        wish = {"sale": sale["id"], "lines": [{"line": 1, "quantity": 1_000}]}
        cart = await till.scan(await till.do("POST", "/exchanges", wish), WATER)
        await till.change(cart, "tenders", {"kind": "exchange"})
        wish = {"sale": sale["id"], "lines": [{"line": 2, "quantity": 1_000}]}
        cart = await till.scan(await till.do("POST", "/exchanges", wish), WATER)
        await till.change(cart, "tenders", {"kind": "exchange"})
        await _until(shop, "printed", 5)

    papers = ["".join("\n".join(slip.rows).split(" ")) for slip in printer.slips]
    _, refund, receipt, even, _ = papers
    assert all(told in refund for told in ("退款单", "换货-2.00", "实退￥1.50", "现金1.50"))
    assert all(told in receipt for told in ("换货S0731-1-20261122-0002", "￥2.00", "换货2.00"))
    assert "实退￥0.00" in even
    assert len(printer.kicks) == len((sale, refund))
