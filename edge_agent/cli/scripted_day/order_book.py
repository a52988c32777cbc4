"""Headquarters' order book as a bookkeeper reads it: who ordered what, and who gets what of a short batch."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec


class Line(msgspec.Struct, frozen=True):
    """Something ordered."""

    no: int
    sku: str
    quantity: int
    parcel: int = 0


class Order(msgspec.Struct, frozen=True):
    """An order, as far as its goods go."""

    id: str
    number: str
    placed_at: int
    lines: tuple[Line, ...]
    units: int = 1
    paid_at: int | None = None
    is_cancelled: bool = False
    batch: str | None = None


def shares(orders: Iterable[Order], came: Mapping[str, int]) -> dict[tuple[str, int], int]:
    """Order and line of a batch → what it gets: whoever paid first is served first."""
    left, given = dict(came), dict[tuple[str, int], int]()
    for order in sorted(orders, key=lambda order: (order.paid_at or order.placed_at, order.id)):
        for line in order.lines:
            given[order.id, line.no] = min(line.quantity, left.get(line.sku, 0))
            left[line.sku] = left.get(line.sku, 0) - given[order.id, line.no]
    return given


def handed_over(
    book: Mapping[str, Order],
    collected: Mapping[tuple[str, int], int],
    came: Mapping[str, int],
    weighed: Mapping[tuple[str, int], int],
) -> Counter[str]:
    """What is in the parcels that customers have: as ordered, of a batch as shared out, and weighed."""
    given = {**shares((order for order in book.values() if order.batch), came), **weighed}
    sums: Counter[str] = Counter()
    for (pickup, parcel), times in collected.items():
        for line in book[pickup].lines if pickup in book else ():
            if line.parcel == parcel:
                sums[line.sku] += times * given.get((pickup, line.no), line.quantity)
    return sums
