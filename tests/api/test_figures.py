"""`/v1/figures`: by right, on record, and what was sold a moment ago is in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.db.queries import push
from edge_agent.domain.catalogue import Article
from edge_agent.domain.events import PickupRedeemed, Proof
from edge_agent.domain.ids import HandoverId, PickupId, Sku
from edge_agent.domain.moments import DAY, HOUR, MINUTE, SECOND, BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.orders import keep_order

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.api.conftest import OpenShop, Shop

NOON = 1_795_320_000_000
"""2026-11-22 12:00 in Shanghai."""
WATER = "6921168509256"


async def test_a_manager_sees_what_was_sold(shop: Shop) -> None:
    """Orders, net sales and the average order of today."""
    await shop.till.open()
    await shop.till.sell(WATER)
    await shop.till.sell(WATER, WATER)
    await shop.till.sign_in("9001")
    figures = await shop.till.do("GET", "/figures")
    assert (figures["first"], figures["last"]) == ("2026-11-22", "2026-11-22")
    assert (figures["orders"], figures["net_fen"], figures["average_fen"]) == (2, 600, 300)
    assert [(one["kind"], one["fen"]) for one in figures["tenders"]] == [("cash", 600)]


async def test_a_cashier_asks_for_an_approval(shop: Shop) -> None:
    """Costs and margins are not everybody's."""
    await shop.till.open()
    refused = await shop.till.call("GET", "/figures")
    assert (refused.status_code, refused.json()["code"]) == (403, "right.needed")


async def test_the_minutes_offline_are_told_by_day(open_shop: OpenShop) -> None:
    """What lies in the day, from cutoff to cutoff, of every silence of headquarters."""
    cutoff = NOON - 2 * DAY - 8 * HOUR
    silences = {cutoff - 30 * MINUTE: 40 * MINUTE, cutoff + HOUR: 5 * MINUTE + 59_000}
    async with open_shop(more='\n[headquarters]\nurl = "http://127.0.0.1:9"\n') as shop:
        await shop.till.sign_in("9001")
        for began, lasted in silences.items():
            await shop.agent.writer.run(partial(_keep_silence, began=began, ended=began + lasted))
        told = [await shop.till.do("GET", f"/figures?first=2026-11-{day}") for day in (18, 19, 20)]
    assert [figures["offline_minutes"] for figures in told] == [0, 30, 15]


async def test_a_shop_without_headquarters_is_never_offline(shop: Shop) -> None:
    """Not zero minutes: there is nothing to be reached."""
    await shop.till.sign_in("9001")
    assert (await shop.till.do("GET", "/figures"))["offline_minutes"] is None


def _keep_silence(tx: JournalTx, began: int, ended: int) -> None:
    tx.run(push.KEEP_SILENCE, began, ended)


async def test_a_day_may_be_named_by_its_last_alone(shop: Shop) -> None:
    """One date is one day, whichever end it is."""
    await shop.till.sign_in("9001")
    figures = await shop.till.do("GET", "/figures?last=2026-11-20")
    assert (figures["first"], figures["last"]) == ("2026-11-20", "2026-11-20")


@pytest.mark.parametrize(
    "query",
    [
        "first=22.11.",
        "first=2026-11-22&last=2026-11-21",
        "last=x",
        "first=0001-01-01",
        "first=1999-12-31",
        "first=9999-12-31",
    ],
)
async def test_what_is_no_window_is_malformed(shop: Shop, query: str) -> None:
    """One sentence instead of empty figures."""
    await shop.till.sign_in("9001")
    refused = await shop.till.call("GET", f"/figures?{query}")
    assert (refused.status_code, refused.json()["code"]) == (400, "request.malformed")


CAFE = """
[[counters]]
id = "1"
name = "1号台"
kind = "service"
"""


def _wanted(number: int, at: int) -> PickupOrder:
    return PickupOrder(
        id=PickupId(f"{number:016x}"),
        number=f"W{number}",
        channel=Channel.ONLINE,
        placed_at=Millis(at - HOUR),
        expires_at=Millis(at + DAY),
        lines=(OrderLine(1, Sku("P1"), "农夫山泉", Unit.EACH, Milli(1_000), Fen(200)),),
        total_fen=Fen(200),
        units=1,
        wanted_at=Millis(at),
    )


async def _after(shop: Shop, ms: int, no: str, act: str, body: dict[str, str] | None = None) -> None:
    shop.clock.at = Millis(shop.clock.at + ms)
    await shop.till.do("POST", f"/tickets/{no}/{act}", body)


async def test_the_queue_is_told_by_its_first_calls(open_shop: OpenShop) -> None:
    """Of five, four were called after 1, 2, 3 and 4 minutes; one of these came late, and was called anew."""
    async with open_shop(more=CAFE) as shop:
        await shop.till.sign_in("9001")
        none = (await shop.till.do("GET", "/figures"))["queue"]
        for _ in range(5):
            await shop.till.do("POST", "/tickets", {})
        for number in range(1, 5):
            await _after(shop, MINUTE, f"A00{number}", "recall", {"counter": "1"})
        await _after(shop, MINUTE, "A002", "skip")
        missed = (await shop.till.do("GET", "/figures"))["queue"]
        await _after(shop, HOUR, "A002", "reinstate")
        waiting_again = (await shop.till.do("GET", "/figures"))["queue"]
        await _after(shop, MINUTE, "A002", "recall", {"counter": "1"})
        queue = (await shop.till.do("GET", "/figures"))["queue"]
        yesterday = (await shop.till.do("GET", "/figures?first=2026-11-21"))["queue"]

    assert (none, yesterday) == (None, None)
    assert missed == waiting_again == queue
    assert (queue["tickets"], queue["called"], queue["missed"]) == (5, 4, 1)
    assert queue["missed_permille"] == 250
    assert queue["told_permille"] is None
    assert [round(queue[wait] / SECOND) for wait in ("wait_p50_ms", "wait_p90_ms")] == [180, 240]


async def test_how_true_the_waits_were_told(open_shop: OpenShop) -> None:
    """Of three who were told 0 to 5 minutes, two are called within them: 报准率."""
    tea = Article(Sku("T1"), "珍珠奶茶", Unit.EACH, Fen(1_500), menu_no="81", station="bar", prep_seconds=60)
    async with open_shop(more=CAFE.replace("service", "making")) as shop:
        await shop.agent.writer.run(lambda tx: save_articles(tx, [tea]))
        await shop.till.open()
        for number, after_ms in ((1, MINUTE), (2, 3 * MINUTE), (3, 9 * MINUTE)):
            await shop.till.sell("81")
            await _after(shop, after_ms, f"A00{number}", "ready", {})
            await _after(shop, 0, f"A00{number}", "recall", {"counter": "1"})
            await _after(shop, 0, f"A00{number}", "serve")
        await shop.till.sign_in("9001")
        queue = (await shop.till.do("GET", "/figures"))["queue"]

    assert (queue["called"], queue["told_permille"]) == (3, 667)


async def test_how_many_online_orders_were_collected(shop: Shop) -> None:
    """自提率: of three wanted today one was handed over; tomorrow's and a cancelled one do not count."""
    orders = [_wanted(number, NOON + number * HOUR) for number in (1, 2, 3)]
    cancelled = msgspec.structs.replace(_wanted(4, NOON), is_cancelled=True)
    handed = PickupRedeemed(orders[0].id, HandoverId("h1"), Proof.CODE, (0,), 0, ())

    def bring(tx: JournalTx) -> None:
        for order in (*orders, cancelled, _wanted(5, NOON + DAY)):
            keep_order(tx, order, 1)
        tx.record(handed, business_date=BusinessDate("2026-11-22"))

    await shop.agent.writer.run(bring)
    await shop.till.sign_in("9001")
    queue = (await shop.till.do("GET", "/figures"))["queue"]

    assert [queue[key] for key in ("online_orders", "collected", "collected_permille")] == [3, 1, 333]
