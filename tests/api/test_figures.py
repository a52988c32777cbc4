"""`/v1/figures`: by right, on record, and what was sold a moment ago is in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from edge_agent.db.queries import push
from edge_agent.domain.moments import DAY, HOUR, MINUTE

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
