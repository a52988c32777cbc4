"""待核: what is printed for whoever has come in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.db.queries import members as member_queries
from edge_agent.services.orders import STORE_KEY

if TYPE_CHECKING:
    from drivers.simulated.printer import SimulatedPrinter
    from tests.api.conftest import OpenShop, Shop


async def _papers(shop: Shop) -> list[str]:
    """What the jobs hold, oldest first."""
    rows = shop.tables()["print_job"]
    return [str(value) for row in sorted(rows) for value in row if isinstance(value, str) and "待核" in value]


async def test_a_short_code_that_is_wrong_again_prints_a_slip(
    open_shop: OpenShop, printer: SimulatedPrinter
) -> None:
    """The first may be a slip of the finger. The time, and no more of the code than its last digits."""
    body = {"code": "12345678", "tail": "5678"}
    async with open_shop(printer.address) as shop:
        await shop.agent.writer.run(lambda tx: tx.run(member_queries.KEEP_SECRET, STORE_KEY, b"k" * 32))
        await shop.till.sign_in()
        first = await shop.till.call("POST", "/pickups/look-short", body)
        assert (first.status_code, await _papers(shop)) == (409, [])
        await shop.till.call("POST", "/pickups/look-short", body)
        (paper,) = await _papers(shop)
    assert "2026-11-22 12:00:00" in paper
    assert "**** 5678" in paper
    assert "1234" not in paper
