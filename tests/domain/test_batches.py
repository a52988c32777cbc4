"""Group buying as arithmetic: nobody gets what is not there, and whoever paid first is served first."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.batches import Bags, bag_numbers, bag_pieces, place_of_bag, split
from edge_agent.domain.events import ShareLine
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.quantity import Milli, Unit

_SKUS = ("apple", "pork")
_lines = st.lists(
    st.builds(
        OrderLine,
        no=st.just(0),
        sku=st.sampled_from(_SKUS),
        name=st.just("x"),
        unit=st.just(Unit.KG),
        quantity=st.integers(1, 3_000),
        amount_fen=st.just(Fen(0)),
    ),
    min_size=1,
    max_size=3,
).map(lambda lines: tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, 1)))


@st.composite
def _orders(draw: st.DrawFn) -> list[PickupOrder]:
    count = draw(st.integers(0, 6))
    return [
        PickupOrder(
            id=PickupId(f"{no:016x}"),
            number=f"T{no}",
            channel=Channel.GROUP,
            placed_at=Millis(0),
            expires_at=Millis(1),
            lines=draw(_lines),
            total_fen=Fen(0),
            paid_at=Millis(draw(st.integers(0, 3))),
        )
        for no in range(count)
    ]


_counted = st.fixed_dictionaries({sku: st.integers(0, 9_000) for sku in _SKUS})


def _split(orders: list[PickupOrder], counted: dict[Sku, Milli]) -> dict[PickupId, tuple[ShareLine, ...]]:
    return split([(order, order.lines) for order in orders], counted)


@given(_orders(), _counted)
def test_no_more_is_given_than_was_counted(orders: list[PickupOrder], counted: dict[Sku, Milli]) -> None:
    """Of any article; and nothing stays behind while somebody is short of it."""
    lines = [line for share in _split(orders, counted).values() for line in share]
    for sku in _SKUS:
        of_it = [line for line in lines if line.sku == sku]
        given_out = sum(line.given for line in of_it)
        assert given_out == min(counted[Sku(sku)], sum(line.given + line.short for line in of_it))


@given(_orders(), _counted)
def test_every_line_is_given_or_short(orders: list[PickupOrder], counted: dict[Sku, Milli]) -> None:
    """The two make what was ordered, and neither is below zero."""
    shares = _split(orders, counted)
    for order in orders:
        for line, share in zip(order.lines, shares[order.id], strict=True):
            assert (line.no, line.sku, line.quantity) == (share.line, share.sku, share.given + share.short)
            assert share.given >= 0
            assert share.short >= 0


@given(_orders(), _counted)
def test_nobody_is_short_while_somebody_who_paid_later_has_it(
    orders: list[PickupOrder], counted: dict[Sku, Milli]
) -> None:
    """After the first line that is short of an article nobody gets any; of one moment the id decides."""
    shares = _split(orders, counted)
    in_turn = sorted(orders, key=lambda order: (order.due_at, order.id))
    assert list(shares) == [order.id for order in in_turn]
    short: set[str] = set()
    for line in (line for order in in_turn for line in shares[order.id]):
        assert line.sku not in short or line.given == 0
        if line.short:
            short.add(line.sku)


@given(
    st.integers(0, 12),
    st.sets(st.integers(1, 9).map(lambda number: f"T{number:03d}")),
    st.integers(0, 20),
)
def test_no_bag_is_numbered_like_one_that_lies_here(given_last: int, taken: set[str], count: int) -> None:
    """However many there are: after the last number they begin anew, and go on when all are taken."""
    names, last = bag_numbers(Bags("T", 1, 9, given_last, taken), count)
    assert len(set(names) | taken) == count + len(taken)
    assert last == (int(names[-1][1:]) if names else given_last)


def test_what_is_weighed_is_one_thing() -> None:
    """However heavy; of pieces each counts; what was not given does not."""
    lines = [(Unit.EACH, Milli(3_000)), (Unit.KG, Milli(5_250)), (Unit.KG, Milli(0)), (Unit.EACH, Milli(0))]
    assert bag_pieces(lines) == 4


def test_bags_lie_in_the_order_of_their_numbers() -> None:
    """Also where they get another digit."""
    bags = ["T1000", "T999", "T001", "T10000"]
    assert sorted(bags, key=place_of_bag) == ["T001", "T999", "T1000", "T10000"]
