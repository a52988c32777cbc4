"""Group buying as arithmetic: who gets what of a batch that came short, and what may be said of it."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import CountedGoods, HandedLine, NoShow, ShareLine
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.orders import OrderLine, PickupOrder
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit
from edge_agent.domain.stock_documents import QUANTITY_MAX
from edge_agent.domain.tickets import numbers_after, ticket_no

WEIGHT_TIMES_MAX = 2
"""What weighs more than so many times what was ordered is a slip of the finger."""
REDEEMABLE = frozenset(("", NoShow.KEPT))
"""What may have become of an order that can still be collected."""


class Goods(msgspec.Struct, frozen=True):
    """An article of a batch and how much of it should come."""

    sku: Sku
    name: str
    unit: Unit
    expected: Milli


class Bags(msgspec.Struct, frozen=True):
    """How bags are numbered: by a letter and running numbers, which begin anew after `last`."""

    prefix: str
    first: int
    last: int
    given: int
    """The number given last."""
    taken: AbstractSet[str]
    """Bags that may still lie here."""


def split(
    wanted: Iterable[tuple[PickupOrder, Sequence[OrderLine]]], counted: Mapping[Sku, Milli]
) -> dict[PickupId, tuple[ShareLine, ...]]:
    """Give what was counted to the orders in the order of their payment, which is that of the answer too.

    Whoever paid earlier gets all of an article before anybody later gets any of it.
    """
    left = dict(counted)
    in_turn = sorted(wanted, key=lambda one: (one[0].due_at, one[0].id))
    return {order.id: tuple(_give(line, left) for line in lines) for order, lines in in_turn}


def short_lines(parts: Iterable[Sequence[ShareLine]]) -> int:
    """How many lines do not come whole."""
    return sum(line.short > 0 for lines in parts for line in lines)


def bag_numbers(bags: Bags, count: int) -> tuple[list[str], int]:
    """The next bags, none of which may be taken for one that lies here; and the last number given."""
    names: list[str] = []
    number, taken = bags.given, set(bags.taken)
    for _ in range(count):
        numbers = numbers_after(number, bags.first, bags.last)
        number = next(one for one in numbers if ticket_no(bags.prefix, one) not in taken)
        names.append(ticket_no(bags.prefix, number))
        taken.add(names[-1])
    return names, number


def place_of_bag(bag: str) -> tuple[int, str]:
    """Bags in their order: `T999` before `T1000`."""
    return len(bag), bag


def given_of(share: Iterable[ShareLine]) -> tuple[HandedLine, ...]:
    """What there is to hand over of these lines."""
    return tuple(HandedLine(line.sku, line.given, line.line) for line in share if line.given)


def count_again(
    goods: Mapping[Sku, Goods], before: Mapping[Sku, Milli], counts: Sequence[tuple[Sku, int]]
) -> tuple[CountedGoods, ...] | Refused:
    """What was counted of the batch's articles, each once, against the count before."""
    if not counts or len(dict(counts)) < len(counts):
        return Refused(Code.BATCH_COUNTS)
    lines: list[CountedGoods] = []
    for sku, counted in counts:
        known = goods.get(sku)
        if known is None:
            return Refused(Code.BATCH_SKU, {"sku": sku[:40]})
        if not 0 <= counted <= QUANTITY_MAX or (known.unit is Unit.EACH and counted % THOUSANDTHS):
            return Refused(Code.BATCH_QUANTITY, {"name": known.name})
        lines.append(CountedGoods(sku, Milli(counted), Milli(counted - before.get(sku, 0))))
    return tuple(lines)


def check_above(
    goods: Mapping[Sku, Goods], lines: Iterable[CountedGoods], *, confirmed: bool
) -> Refused | None:
    """Ask once about what came more than was expected."""
    above = [goods[line.sku] for line in lines if line.counted > goods[line.sku].expected]
    return Refused(Code.BATCH_ABOVE_CONFIRM, {"goods": first_of(above)}) if above and not confirmed else None


def first_of(goods: Sequence[Goods]) -> str:
    """The first by name, and how many more there are."""
    more = f" +{len(goods) - 1}" if len(goods) > 1 else ""
    return goods[0].name + more


def check_weight(line: OrderLine, given: Milli, grams: int) -> Refused | None:
    """Refuse an actual weight of what is not weighed or not there, or one that nobody can have meant."""
    if line.unit is not Unit.KG or not given:
        return Refused(Code.BATCH_NOT_WEIGHED, {"name": line.name})
    if not 0 < grams <= WEIGHT_TIMES_MAX * line.quantity:
        return Refused(Code.BATCH_WEIGHT, {"name": line.name})
    return None


def bag_pieces(lines: Iterable[tuple[Unit, Milli]]) -> int:
    """How many things lie in a bag: what is weighed is one, however much."""
    return sum(quantity // THOUSANDTHS if unit is Unit.EACH else 1 for unit, quantity in lines if quantity)


def _give(line: OrderLine, left: dict[Sku, Milli]) -> ShareLine:
    given = min(line.quantity, left.get(line.sku, Milli(0)))
    left[line.sku] = Milli(left.get(line.sku, Milli(0)) - given)
    return ShareLine(line.no, line.sku, given, Milli(line.quantity - given))
