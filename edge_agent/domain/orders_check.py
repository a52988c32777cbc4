"""Whether an order or a batch from headquarters is one that a shop can keep and hand over."""

import re
from collections.abc import Iterable

from edge_agent.domain.orders import UNITS_MAX, PickupOrder
from edge_agent.domain.pickup.claims import GENERATION_MAX

LINES_MAX = 1000
TEXT_LENGTH_MAX = 100
NUMBER_MAX = 1 << 53
"""Of times, versions and amounts: what JSON carries everywhere without loss."""
_PICKUP_ID = re.compile(r"[0-9a-f]{16}")
_HASH = re.compile(r"(?:[0-9a-f]{64})?")
_TAIL = re.compile(r"(?:[0-9]{4})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_sound(order: PickupOrder) -> bool:
    """Its names printable, its numbers within bounds, and each line in a parcel that there is."""
    return (
        _PICKUP_ID.fullmatch(order.id) is not None
        and _HASH.fullmatch(order.short_hash) is not None
        and _HASH.fullmatch(order.phone_hash) is not None
        and _TAIL.fullmatch(order.tail) is not None
        and bool(order.number)
        and are_texts((order.number, order.leader, order.community, order.batch or ""))
        and are_numbers((order.placed_at, order.expires_at, order.paid_at or 0, order.wanted_at or 0))
        and are_numbers((order.total_fen, order.generation))
        and order.generation <= GENERATION_MAX
        and 1 <= order.units <= UNITS_MAX
        and _are_sound_lines(order)
    )


def are_texts(texts: Iterable[str]) -> bool:
    """Short enough, and nothing in them that moves a cursor."""
    return all(len(text) <= TEXT_LENGTH_MAX and not _CONTROL.search(text) for text in texts)


def are_numbers(numbers: Iterable[int]) -> bool:
    """Zero or more, and not beyond what is exact everywhere."""
    return all(0 <= number < NUMBER_MAX for number in numbers)


def _are_sound_lines(order: PickupOrder) -> bool:
    return (
        1 <= len(order.lines) <= LINES_MAX
        and len({line.no for line in order.lines}) == len(order.lines)
        and all(
            0 <= line.parcel < order.units
            and line.quantity > 0
            and are_numbers((line.no, line.quantity, line.amount_fen))
            and are_texts((line.sku, line.name, *line.options))
            for line in order.lines
        )
    )
