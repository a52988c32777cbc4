"""The formulas of the shop's figures: shares in permille, averages rounded half up, time out of stock."""

from collections.abc import Iterable, Mapping

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import THOUSANDTHS, Milli

PERMILLE = 1000


def permille(part: int, whole: int) -> int | None:
    """`part` of `whole` in thousandths, halves rounded up; None of nothing."""
    return (part * PERMILLE * 2 + whole) // (whole * 2) if whole > 0 else None


def average(total: Fen, count: int) -> Fen | None:
    """客单价: halves rounded up; None without orders."""
    return Fen((total * 2 + count) // (count * 2)) if count > 0 else None


def at_cost(cost: int) -> Fen:
    """Fen from fen × thousandths, halves rounded up."""
    return Fen((cost * 2 + THOUSANDTHS) // (THOUSANDTHS * 2))


class StockMoved(msgspec.Struct, frozen=True):
    """One move of an article."""

    sku: Sku
    at: Millis
    quantity: Milli
    is_opening: bool = False
    """Opening stock: nobody knows what there was before."""


def stock_out_minutes(
    now_levels: Mapping[Sku, Milli], newest_first: Iterable[StockMoved], since: Millis, until: Millis
) -> Mapping[Sku, int]:
    """How long each article was out of stock between `since` and `until`, in whole minutes.

    Goes back from the levels at `until` over every move after `since`; articles that never were out are not
    in the answer, and what was before an article's opening stock does not count.
    """
    levels, seen_at = dict(now_levels), dict.fromkeys(now_levels, until)
    out_ms: dict[Sku, int] = dict.fromkeys(now_levels, 0)
    for move in newest_first:
        if move.sku not in levels:
            continue
        at = min(max(move.at, since), until)
        if levels[move.sku] <= 0:
            out_ms[move.sku] += seen_at[move.sku] - at
        levels[move.sku] = Milli(levels[move.sku] - move.quantity)
        seen_at[move.sku] = at
        if move.is_opening:
            del levels[move.sku]
    for sku, level in levels.items():
        if level <= 0:
            out_ms[sku] += seen_at[sku] - since
    return {sku: ms // MINUTE for sku, ms in out_ms.items() if ms >= MINUTE}
