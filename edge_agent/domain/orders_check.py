"""Whether an order or a batch from headquarters is one that a shop can keep and hand over."""

import re
from collections.abc import Iterable

from edge_agent.domain.orders import UNITS_MAX, PickupOrder
from edge_agent.domain.pickup.claims import GENERATION_MAX
from edge_agent.domain.stock_documents import QUANTITY_MAX

LINES_MAX = 1000
OPTIONS_MAX = 50
TEXT_LENGTH_MAX = 100
NUMBER_MAX = 1 << 53
"""Of versions and amounts: what JSON carries everywhere without loss."""
TIME_MAX = 4_102_444_800_000
"""The year 2100: a later one is no time of a shop, and beyond the last date that can be shown at all."""
_PICKUP_ID = re.compile(r"[0-9a-f]{16}")
_HASH = re.compile(r"(?:[0-9a-f]{64})?")
_TAIL = re.compile(r"(?:[0-9]{4})?")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, ends of lines, and what turns the direction of writing."""


def is_sound(order: PickupOrder) -> bool:
    """Its names printable, its numbers within bounds, and each line in a parcel that there is."""
    return (
        _PICKUP_ID.fullmatch(order.id) is not None
        and _HASH.fullmatch(order.short_hash) is not None
        and _HASH.fullmatch(order.phone_hash) is not None
        and _TAIL.fullmatch(order.tail) is not None
        and bool(order.number)
        and are_texts((order.number, order.leader, order.community, order.batch or ""))
        and are_times((order.placed_at, order.expires_at, order.paid_at or 0, order.wanted_at or 0))
        and are_numbers((order.total_fen, order.generation))
        and order.generation <= GENERATION_MAX
        and 1 <= order.units <= UNITS_MAX
        and _are_sound_lines(order)
    )


def are_texts(texts: Iterable[str]) -> bool:
    """Short enough, and nothing in them that moves a cursor or shows as something else."""
    return all(len(text) <= TEXT_LENGTH_MAX and not _UNFIT.search(text) for text in texts)


def are_numbers(numbers: Iterable[int]) -> bool:
    """Zero or more, and not beyond what is exact everywhere."""
    return all(0 <= number < NUMBER_MAX for number in numbers)


def are_times(moments: Iterable[int]) -> bool:
    """Milliseconds of this century or the last."""
    return all(0 <= moment < TIME_MAX for moment in moments)


def are_quantities(quantities: Iterable[int]) -> bool:
    """Above zero, and no more than a shop can move: their sums stay within what the file holds."""
    return all(0 < quantity <= QUANTITY_MAX for quantity in quantities)


def _are_sound_lines(order: PickupOrder) -> bool:
    return (
        1 <= len(order.lines) <= LINES_MAX
        and len({line.no for line in order.lines}) == len(order.lines)
        and all(
            bool(line.sku)
            and 0 <= line.parcel < order.units
            and are_quantities((line.quantity,))
            and are_numbers((line.no, line.amount_fen))
            and len(line.options) <= OPTIONS_MAX
            and are_texts((line.sku, line.name, *line.options))
            for line in order.lines
        )
    )
