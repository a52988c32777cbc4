"""Paper that somebody asks for: the first is no copy, every other says which one it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from drivers.simulated.printer import SimulatedPrinter
from edge_agent.domain.moments import DAY, MINUTE, Millis

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

WATER, MILK = "6921168509256", "6907992500010"
SUPERVISOR = "8001"
ON_DEMAND, ASK = '\n[printing]\nreceipt = "on_demand"\n', '\n[printing]\nreceipt = "ask"\n'


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
        jobs: list[Any] = await shop.till.do("GET", f"/print-jobs?state={state}")
        if len(jobs) == count:
            return jobs
        await changed.wait()


async def _print(shop: Shop, sale: Any, how: str = "reprint") -> Any:
    return await shop.till.do("POST", f"/sales/{sale['id']}/{how}")


def _marks(printer: SimulatedPrinter) -> list[str]:
    """The mark of each slip printed, or nothing."""
    return [next((row.strip() for row in slip.rows if "补打" in row), "") for slip in printer.slips]


async def test_each_copy_has_its_own_number_and_is_on_record(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """补打 1, 补打 2: by receipt number or id, and the sale shows how many there are."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        sale = await shop.till.sell(WATER)
        await _until(shop, "printed")
        first = await _print(shop, sale)
        second = await shop.till.do("POST", f"/sales/{sale['receipt_no']}/reprint")
        await _until(shop, "printed", 3)
        seen = await shop.till.do("GET", f"/sales/{sale['id']}")
        events = [event["data"] for event in shop.events("receipt.reprinted")]
        shop.prove()

    assert (first["copy"], second["copy"], seen["copies"]) == (1, 2, 2)
    assert [event["copy"] for event in events] == [1, 2]
    assert _marks(printer) == ["", "补打 1", "补打 2"]
    assert {slip.qr for slip in printer.slips} == {(sale["receipt_no"],)}


async def test_a_doubted_receipt_printed_again_is_a_copy_on_record(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """Some of it may be on paper; its number is not used again by the next copy."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        printer.close_after(100)
        sale = await shop.till.sell(WATER)
        (doubted,) = await _until(shop, "uncertain")
        await shop.till.do("POST", f"/print-jobs/{doubted['id']}/settle", {"as": "reprint"})
        await _until(shop, "printed")
        await _print(shop, sale)
        await _until(shop, "printed", 2)

        assert [event["data"]["copy"] for event in shop.events("receipt.reprinted")] == [1, 2]
    assert _marks(printer)[-2:] == ["补打 1", "补打 2"]


@pytest.mark.parametrize("more", [ON_DEMAND, ASK])
@pytest.mark.parametrize("how", ["print", "reprint"])
async def test_the_first_paper_is_no_copy(
    open_shop: OpenShop, printer: SimulatedPrinter, more: str, how: str
) -> None:
    """Where nothing is printed by itself, whoever wants a receipt gets the receipt; the next is a copy."""
    async with open_shop(printer.address, more=more) as shop:
        await shop.till.open()
        sale = await shop.till.sell(WATER)
        assert shop.tables()["print_job"] == []
        await _print(shop, sale, how)
        await _until(shop, "printed")
        again = await shop.till.call("POST", f"/sales/{sale['id']}/print")
        await _print(shop, sale)
        await _until(shop, "printed", 2)

    assert (again.status_code, again.json()["code"]) == (409, "receipt.printed")
    assert _marks(printer) == ["", "补打 1"]


async def test_a_receipt_that_was_held_is_no_copy(
    open_shop: OpenShop, printer: SimulatedPrinter, clock: Any
) -> None:
    """Nobody has it: printed late, or dropped and asked for after all, it bears no mark."""
    printer.load_paper(0)
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        late, dropped = await shop.till.sell(WATER), await shop.till.sell(MILK)
        clock.at = Millis(clock.at + 3 * MINUTE)
        held = {job["sale"]: job["id"] for job in await _until(shop, "held", 2)}
        await shop.till.do("POST", f"/print-jobs/{held[dropped['id']]}/settle", {"as": "drop"})
        printer.load_paper()
        await shop.till.do("POST", f"/print-jobs/{held[late['id']]}/settle", {"as": "reprint"})
        await _until(shop, "printed")
        await _print(shop, dropped)
        await _until(shop, "printed", 2)

        assert shop.events("receipt.reprinted") == []
    assert [(slip.qr[0], mark) for slip, mark in zip(printer.slips, _marks(printer), strict=True)] == [
        (late["receipt_no"], ""),
        (dropped["receipt_no"], ""),
    ]


async def test_a_sale_whose_job_is_long_gone_is_printed_anew(
    open_shop: OpenShop, printer: SimulatedPrinter, clock: Any
) -> None:
    """The paper comes from the journal: the same lines, marked, since its first may have been printed."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        sale = await shop.till.sell(WATER, MILK)
        await _until(shop, "printed")
        clock.at = Millis(clock.at + 30 * DAY)
        await shop.agent.writer.run(_prune_everything(shop))
        assert shop.tables()["print_job"] == []
        await _print(shop, sale)
        await _until(shop, "printed")

    first, again = printer.slips
    assert _marks(printer) == ["", "补打 1"]
    assert again.rows[1:] == first.rows


async def test_a_copy_shows_a_tender_as_it_was_corrected(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """Cash that was 微信 after all: the copy says so, and tells of no change."""
    async with open_shop(printer.address) as shop:
        await shop.till.open()
        cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
        sale = (await shop.till.pay(cart, 1_000))["sale"]
        await _until(shop, "printed")
        asked = {"staff": SUPERVISOR, "pin": "1234", "action": "correct_tender"}
        approval = (await shop.till.do("POST", "/approvals", asked))["id"]
        correction = {"tender": 1, "to": {"kind": "external", "method": "wechat"}}
        path = f"/sales/{sale['id']}/tender-correction"
        await shop.till.do("POST", path, correction, approval=approval)
        await _print(shop, sale)
        await _until(shop, "printed", 2)
        shop.prove()

    first, copy = ("\n".join(slip.rows) for slip in printer.slips)
    assert ("现金" in first, "找零" in first, "微信" in first) == (True, True, False)
    assert ("现金" in copy, "找零" in copy, "微信" in copy) == (False, False, True)


def _prune_everything(shop: Shop) -> Any:
    from edge_agent.services.upkeep import prune  # noqa: PLC0415 used here alone

    return lambda tx: prune(tx, shop.settings.limits)


async def test_a_refund_has_a_slip_to_sign_and_its_copies(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """Its own number as a QR code, the receipt's in words; by its id or its number it is printed again."""
    async with open_shop(printer.address, more=ON_DEMAND) as shop:
        await shop.till.sign_in(SUPERVISOR)
        await shop.till.do("POST", "/shifts", {"float_fen": 0})
        sale = await shop.till.sell(WATER)
        done = await shop.till.do("POST", f"/sales/{sale['id']}/refunds", {"all": True, "reason": "变质"})
        await _until(shop, "printed")
        for name in ("id", "receipt_no"):
            await shop.till.do("POST", f"/refunds/{done['refund'][name]}/reprint")
        await _until(shop, "printed", 3)
        seen = await shop.till.do("GET", f"/refunds/{done['refund']['id']}")
        shop.prove()

    paper = "\n".join(printer.slips[0].rows)
    assert {slip.qr for slip in printer.slips} == {(done["refund"]["receipt_no"],)}
    assert _marks(printer) == ["", "补打 1", "补打 2"]
    assert all(word in paper for word in ("退款单", sale["receipt_no"], "变质", "￥2.00", "顾客签名"))
    assert (seen["copies"], len(printer.kicks)) == (2, 2)


async def test_what_cannot_be_printed_says_why(shop: Shop) -> None:
    """No such sale, no such refund, and a lane without a printer."""
    await shop.till.open()
    sale = await shop.till.sell(WATER)
    for path, code, status in (
        ("/sales/none/print", "sale.unknown", 404),
        ("/sales/none/reprint", "sale.unknown", 404),
        ("/refunds/none/reprint", "refund.unknown", 404),
        (f"/sales/{sale['id']}/print", "printer.none", 409),
        (f"/sales/{sale['id']}/reprint", "printer.none", 409),
    ):
        response = await shop.till.call("POST", path)
        assert (response.json()["code"], response.status_code) == (code, status)
