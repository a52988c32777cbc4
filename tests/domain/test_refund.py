"""A refund: any part of a sale, in any order, and together exactly what was paid."""

import itertools

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import GoodsGo, RefundLeg
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.refund import (
    LineLeft,
    Plan,
    SaleLeft,
    TenderLeft,
    Wish,
    everything,
    plan,
)

KINDS = ("cash", "external", "payment")


def line(no: int, quantity: int, amount: int, unit: Unit = Unit.EACH, worth: int | None = None) -> LineLeft:
    worth = amount if worth is None else worth
    return LineLeft(no, Sku(f"A{no}"), f"商品{no}", unit, Milli(quantity), Fen(amount), Fen(worth))


def tender(no: int, amount: int, kind: str = "cash") -> TenderLeft:
    return TenderLeft(no, kind, Fen(amount), "" if kind == "cash" else "wechat")


WATER, PORK, BAG = line(1, 3_000, 1_000), line(2, 532, 1_585, Unit.KG), line(3, 1_000, 0)
SALE = SaleLeft(
    lines=(WATER, PORK, BAG),
    tenders=(tender(1, 500), tender(2, 2_080, "external")),
    rounding_fen=Fen(-5),
    points_earned=25,
    points_spent=100,
)


def made(left: SaleLeft, *wishes: Wish) -> Plan:
    planned = plan(left, wishes)
    assert isinstance(planned, Plan), planned
    return planned


def after(left: SaleLeft, done: Plan) -> SaleLeft:
    """What is left after a refund, worked out from its event alone, as the tables do it."""
    back = {one.sale_line: one for one in done.lines}
    legs = {leg.of_tender: leg.amount_fen for leg in done.legs}
    return SaleLeft(
        lines=tuple(_less(one, back[one.no].quantity, back[one.no].amount_fen) if one.no in back else one
                    for one in left.lines),
        tenders=tuple(
            msgspec.structs.replace(one, amount_fen=one.amount_fen - legs.get(one.no, 0))
            for one in left.tenders
        ),
        rounding_fen=Fen(left.rounding_fen - done.rounding_fen),
        points_earned=left.points_earned - done.points_taken,
        points_spent=left.points_spent - done.points_returned,
    )  # fmt: skip


def _less(one: LineLeft, quantity: Milli, amount: Fen) -> LineLeft:
    rest = one.quantity - quantity
    worth = one.worth_fen * rest // one.quantity if one.quantity else 0
    return msgspec.structs.replace(
        one, quantity=Milli(rest), amount_fen=Fen(one.amount_fen - amount), worth_fen=Fen(worth)
    )


@st.composite
def sales(draw: st.DrawFn) -> SaleLeft:
    """Pieces and weighed goods, some free; rounded off or not; paid by one leg or several; with points."""
    lines = []
    for no in range(1, draw(st.integers(1, 6)) + 1):
        unit = draw(st.sampled_from(Unit))
        quantity = draw(st.integers(1, 9)) * 1_000 if unit is Unit.EACH else draw(st.integers(1, 9_999))
        worth = draw(st.integers(0, 20_000))
        lines.append(line(no, quantity, worth - draw(st.integers(0, worth)), unit, worth))
    total = sum(one.amount_fen for one in lines)
    rounding = -draw(st.integers(0, min(99, max(0, total - 1))))
    cuts = sorted(draw(st.lists(st.integers(0, total + rounding), max_size=3)))
    edges = [0, *cuts, total + rounding]
    tenders = [
        tender(no, high - low, draw(st.sampled_from(KINDS)))
        for no, (low, high) in enumerate(itertools.pairwise(edges), 1)
    ]
    points = draw(st.integers(0, 500)), draw(st.integers(0, 5_000))
    return SaleLeft(tuple(lines), tuple(tenders), Fen(rounding), *points)


def _some(data: st.DataObject, left: SaleLeft) -> tuple[Wish, ...]:
    """A part of what is left: at least one line of it, each whole or in part."""
    there = [one for one in left.lines if not one.is_gone]
    chosen = data.draw(st.lists(st.sampled_from(there), min_size=1, unique_by=lambda one: one.no))
    step = {Unit.EACH: 1_000, Unit.KG: 1}
    return tuple(
        Wish(one.no, Milli(data.draw(st.integers(1, one.quantity // step[one.unit])) * step[one.unit]))
        for one in chosen
    )


def _check_a_sale_in_parts(data: st.DataObject, sale: SaleLeft) -> None:
    left, taken = sale, []
    while any(not one.is_gone for one in left.lines):
        done = made(left, *_some(data, left))
        back = done.total_fen + done.rounding_fen
        assert back == sum(leg.amount_fen for leg in done.legs) >= 0
        assert all(leg.amount_fen > 0 for leg in done.legs)
        assert all(one.amount_fen >= 0 for one in done.lines)
        left = after(left, done)
        assert all(one.amount_fen >= 0 for one in left.lines)
        assert all(one.amount_fen >= 0 for one in left.tenders)
        assert left.rounding_fen <= 0 <= min(left.points_earned, left.points_spent)
        assert done.is_last == all(one.is_gone for one in left.lines)
        taken.append(done)
    _check_nothing_is_left(sale, left, taken)


def _check_nothing_is_left(sale: SaleLeft, left: SaleLeft, taken: list[Plan]) -> None:
    assert [one.amount_fen for one in left.tenders] == [0] * len(sale.tenders)
    assert (left.rounding_fen, left.points_earned, left.points_spent) == (0, 0, 0)
    assert sum(done.total_fen for done in taken) == sum(one.amount_fen for one in sale.lines)
    assert sum(done.points_taken for done in taken) == sale.points_earned
    assert sum(done.points_returned for done in taken) == sale.points_spent


@hypothesis.given(st.data())
@hypothesis.settings(max_examples=300, deadline=None)
def test_any_parts_in_any_order_are_the_whole(data: st.DataObject) -> None:
    """Lines, tenders, points and 抹零 are exactly what they were, and never more on the way."""
    _check_a_sale_in_parts(data, data.draw(sales()))


@pytest.mark.prove
@pytest.mark.timeout(1_800)
@hypothesis.given(st.data())
@hypothesis.settings(
    max_examples=10_000, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
def test_ten_thousand_sales_in_parts_are_whole(data: st.DataObject) -> None:
    """The same, longer."""
    _check_a_sale_in_parts(data, data.draw(sales()))


@hypothesis.given(sales())
@hypothesis.settings(deadline=None)
def test_line_by_line_is_the_whole(sale: SaleLeft) -> None:
    """Each line on its own gives back what it cost."""
    left, taken = sale, []
    for one in sale.lines:
        done = made(left, Wish(one.no, one.quantity))
        assert done.total_fen == one.amount_fen
        left = after(left, done)
        taken.append(done)
    _check_nothing_is_left(sale, left, taken)


@hypothesis.given(sales())
@hypothesis.settings(deadline=None)
def test_all_at_once_is_the_whole(sale: SaleLeft) -> None:
    """And is the last there is."""
    done = made(sale, *everything(sale))
    assert done.is_last
    _check_nothing_is_left(sale, after(sale, done), [done])
    assert plan(after(sale, done), ()) == Refused(Code.REFUND_NOTHING_LEFT)


@hypothesis.given(sales(), st.data())
@hypothesis.settings(deadline=None)
def test_a_share_is_the_nearest_fen(sale: SaleLeft, data: st.DataObject) -> None:
    """What a part of a line gives back is its exact share, rounded to a fen beside it."""
    wishes = _some(data, sale)
    lines = {one.no: one for one in sale.lines}
    for one in made(sale, *wishes).lines:
        whole = lines[one.sale_line or 0]
        share = whole.amount_fen * one.quantity
        assert share // whole.quantity <= one.amount_fen <= -(-share // whole.quantity)


def test_the_money_goes_back_the_way_it_came_the_last_tender_first() -> None:
    """A small refund touches one tender, a large one as many as it must."""
    small = made(SALE, Wish(1, Milli(1_000)))
    assert small.total_fen == 333
    assert small.legs == (RefundLeg(1, "external", Fen(332), "wechat", of_tender=2),)
    whole = made(SALE, *everything(SALE))
    assert [(leg.of_tender, leg.amount_fen) for leg in whole.legs] == [(2, 2_080), (1, 500)]


def test_goods_without_a_price_come_back_without_money() -> None:
    """A free bag: no leg at all, no points, and the line says where it goes."""
    done = made(SALE, Wish(3, Milli(1_000), GoodsGo.WRITTEN_OFF))
    assert (done.total_fen, done.legs, done.points_taken, done.points_returned) == (0, (), 0, 0)
    assert done.lines[0].goods is GoodsGo.WRITTEN_OFF


def test_what_points_paid_for_comes_back_by_worth() -> None:
    """A sale that points paid for altogether has no money to share by."""
    sale = SaleLeft((line(1, 1_000, 0, worth=300), line(2, 1_000, 0, worth=100)), (), points_spent=400)
    first = made(sale, Wish(1, Milli(1_000)))
    assert first.points_returned == 300
    assert made(after(sale, first), Wish(2, Milli(1_000))).points_returned == 100


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ((), Code.REFUND_LINES),
        ((Wish(1, Milli(1_000)), Wish(1, Milli(1_000))), Code.REFUND_LINES),
        ((Wish(9, Milli(1_000)),), Code.REFUND_LINE_UNKNOWN),
        ((Wish(1, Milli(4_000)),), Code.REFUND_ABOVE_LEFT),
        ((Wish(2, Milli(533)),), Code.REFUND_ABOVE_LEFT),
        ((Wish(1, Milli(0)),), Code.QUANTITY_INVALID),
        ((Wish(1, Milli(-1_000)),), Code.QUANTITY_INVALID),
        ((Wish(1, Milli(1_500)),), Code.QUANTITY_INVALID),
    ],
)
def test_what_cannot_be_refunded_says_why(wishes: tuple[Wish, ...], code: Code) -> None:
    """Each mistake has a code of its own."""
    refused = plan(SALE, wishes)
    assert isinstance(refused, Refused)
    assert refused.code is code


def test_a_line_that_is_gone_is_not_given_back_again() -> None:
    """However small the wish."""
    left = after(SALE, made(SALE, Wish(1, Milli(3_000))))
    assert plan(left, (Wish(1, Milli(1_000)),)) == Refused(Code.REFUND_NOTHING_LEFT)
