"""`/v1/figures`: by right, on record, and what was sold a moment ago is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Shop

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


@pytest.mark.parametrize("query", ["first=22.11.", "first=2026-11-22&last=2026-11-21", "last=x"])
async def test_what_is_no_window_is_malformed(shop: Shop, query: str) -> None:
    """One sentence instead of empty figures."""
    await shop.till.sign_in("9001")
    refused = await shop.till.call("GET", f"/figures?{query}")
    assert (refused.status_code, refused.json()["code"]) == (400, "request.malformed")
