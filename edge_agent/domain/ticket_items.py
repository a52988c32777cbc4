"""What a ticket is made of: one item for each piece of what is made to order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from edge_agent.domain.events import TicketItem
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.ticket_labels import ITEMS_MAX

_MILLI = 1000
Drink: TypeAlias = tuple[Sku, tuple[str, ...]]
"""An article and its choices: whatever is of the same is one as good as the other."""


class Wanted(msgspec.Struct, frozen=True):
    """A line of a sale or an order that is made to order."""

    line: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    station: str
    prep_seconds: int
    """Of one piece, above zero."""
    servers: int
    options: tuple[str, ...] = ()

    @property
    def drink(self) -> Drink:
        """What each piece is."""
        return self.sku, self.options

    @property
    def pieces(self) -> int:
        """Cups or dishes; what is weighed is one."""
        return pieces_of(self.unit, self.quantity)


def pieces_of(unit: Unit, quantity: Milli) -> int:
    """How many cups or dishes a quantity is: what is weighed is one, however much."""
    return -(-quantity // _MILLI) if unit is Unit.EACH else int(quantity > 0)


class Unbegun(msgspec.Struct, frozen=True):
    """An item that nobody has begun."""

    no: int
    drink: Drink
    pieces: int


def left_to_make(lines: Iterable[Wanted], begun: Counter[Drink]) -> list[Wanted]:
    """What of these lines is not made by what was begun before: each piece begun is one piece less."""
    begun, left = begun.copy(), list[Wanted]()
    for line in lines:
        pieces = min(line.pieces, begun[line.drink])
        begun[line.drink] -= pieces
        if pieces < line.pieces:
            left.append(msgspec.structs.replace(line, quantity=Milli(line.quantity - pieces * _MILLI)))
    return left


def not_to_make(items: Sequence[Unbegun], too_many: Counter[Drink]) -> tuple[int, ...]:
    """The last of these items that are too many; a label of several pieces only as a whole."""
    too_many, found = too_many.copy(), list[int]()
    for item in reversed(items):
        if item.pieces <= too_many[item.drink]:
            too_many[item.drink] -= item.pieces
            found.append(item.no)
    return tuple(reversed(found))


def items_of(lines: Sequence[Wanted]) -> tuple[TicketItem, ...]:
    """One item a piece; of a very large order one a line (`珍珠奶茶 ×120`), the last lines in one."""
    if sum(line.pieces for line in lines) <= ITEMS_MAX:
        return _numbered(_item(line) for line in lines for _ in range(line.pieces))
    own, rest = lines[: ITEMS_MAX - 1], lines[ITEMS_MAX - 1 :]
    return _numbered(_batch(group) for group in (*([line] for line in own), rest) if group)


def _item(line: Wanted) -> TicketItem:
    return TicketItem(
        no=0,
        sku=line.sku,
        name=line.name,
        station=line.station,
        prep_seconds=line.prep_seconds,
        servers=line.servers,
        options=line.options,
        line=line.line,
    )


def _batch(lines: Sequence[Wanted]) -> TicketItem:
    """Several pieces under one label; of several lines their names stand as choices."""
    first, pieces = lines[0], sum(line.pieces for line in lines)
    more = tuple(f"{line.name} ×{line.pieces}" for line in lines[1:])
    return msgspec.structs.replace(
        _item(first),
        name=f"{first.name} ×{first.pieces}" if pieces > 1 else first.name,
        prep_seconds=sum(line.prep_seconds * line.pieces for line in lines),
        options=(*first.options, *more),
        line=None if more else first.line,
        pieces=pieces,
    )


def _numbered(items: Iterable[TicketItem]) -> tuple[TicketItem, ...]:
    return tuple(msgspec.structs.replace(item, no=no) for no, item in enumerate(items, 1))
