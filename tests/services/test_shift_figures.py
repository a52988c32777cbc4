"""A shift's figures: whatever happened at two drawers, they are what a naive sum of the events says."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import hypothesis
import msgspec
from hypothesis import strategies as st

from config.load import load
from edge_agent.db.database import Database
from edge_agent.db.replay import check_tables
from edge_agent.db.snapshot import opened
from edge_agent.domain.events import (
    CashKind,
    CashMoved,
    Data,
    DrawerOpened,
    GoodsGo,
    PaidTender,
    ReceiptReprinted,
    RefundedLine,
    RefundLeg,
    RightUsed,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    SessionOpened,
    ShiftOpened,
    SoldLine,
    TenderCorrected,
)
from edge_agent.domain.ids import DrawerId, ShiftId, Sku, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.rights import Right
from edge_agent.domain.tax import tax_within
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.shift_figures import figures_of
from edge_agent.services.shifts import shift_of_drawer

if TYPE_CHECKING:
    import pytest

    from edge_agent.db.journal import JournalTx
    from edge_agent.domain.events import Figures

SHIFTS = (ShiftId("shift-1"), ShiftId("shift-2"))
"""Of drawer 1, with the tills 1 and 3, and of drawer 2."""
DRAWER_OF_TILL = {"1": "1", "2": "2", "3": "1"}
CASHIER = StaffId("1001")
COUNTERS: dict[type[Data], str] = {
    SaleCancelled: "cancelled_carts",
    DrawerOpened: "drawer_openings",
    ReceiptReprinted: "reprints",
}
TENDERS = [
    ("cash", ""),
    ("external", "wechat"),
    ("external", "meituan"),
    ("payment", "simulated"),
    ("exchange", ""),
]

_fen = st.integers(1, 100_000).map(Fen)
_legs = st.lists(st.tuples(st.sampled_from(TENDERS), _fen), max_size=3)
_shift = st.sampled_from(SHIFTS)
_classes = st.sampled_from(["", "13", "exempt"])


def _line(tax_class: str, amount: Fen, *, voided: bool) -> SoldLine:
    at = Millis(1) if voided else None
    return SoldLine(
        0, Sku("P1"), "水", Unit.EACH, Milli(1000), amount, amount, amount, "P1", Millis(0),
        tax_class=tax_class, voided_at=at,
    )  # fmt: skip


_lines = st.lists(st.builds(_line, _classes, _fen, voided=st.booleans()), max_size=3).map(
    lambda lines: tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, 1))
)


@st.composite
def _sale(draw: st.DrawFn) -> SaleCompleted:
    name, shift = draw(st.uuids()).hex, draw(_shift)
    tenders = [
        PaidTender(no, kind, amount, amount, method)
        for no, ((kind, method), amount) in enumerate(draw(_legs), 1)
    ]
    return SaleCompleted(
        name, name, draw(st.integers(1, 999)), name, shift, DrawerId("1"), Millis(0),  # type: ignore[arg-type]
        draw(_lines), tuple(tenders), draw(_fen), Fen(-draw(st.integers(0, 99))), Fen(0),
        rounding_fen=Fen(-draw(st.integers(0, 9))),
    )  # fmt: skip


@st.composite
def _refund(draw: st.DrawFn) -> SaleRefunded:
    name = draw(st.uuids()).hex
    legs = [RefundLeg(no, kind, amount, method) for no, ((kind, method), amount) in enumerate(draw(_legs), 1)]
    line = RefundedLine(
        1, Sku("P1"), "水", Unit.EACH, Milli(1000), draw(_fen), GoodsGo.KEPT, tax_class=draw(_classes)
    )
    return SaleRefunded(
        name, name, 1, draw(_shift), DrawerId("1"), (line,), tuple(legs), draw(_fen),  # type: ignore[arg-type]
        rounding_fen=Fen(-draw(st.integers(0, 9))),
    )  # fmt: skip


_correction = st.builds(
    TenderCorrected,
    sale=st.just("none"),
    tender=st.just(1),
    shift=_shift,
    amount_fen=_fen,
    from_kind=st.just("cash"),
    from_method=st.just(""),
    to_kind=st.just("external"),
    to_method=st.sampled_from(["wechat", "alipay"]),
)
_move = st.builds(
    CashMoved,
    shift=_shift,
    drawer=st.just("1"),
    kind=st.sampled_from(CashKind),
    amount_fen=st.integers(1, 10_000),
    reason=st.just("买水"),
)
_right = st.builds(
    RightUsed,
    right=st.sampled_from(Right),
    subject=st.just(""),
    approved_by=st.none() | st.sampled_from([CASHIER, "9001"]),
    shift=st.none() | _shift,
)
_cancelled = st.builds(
    SaleCancelled, cart=st.uuids().map(str), opened_at=st.just(0), lines=_lines, total_fen=_fen
)
_others = st.one_of(
    st.builds(DrawerOpened, drawer=st.just("1"), shift=st.none() | _shift, reason=st.just("找零")),
    st.builds(ReceiptReprinted, receipt_no=st.just("none"), copy=st.just(1)),
)
_events = st.tuples(
    st.sampled_from(sorted(DRAWER_OF_TILL)),
    st.one_of(_sale(), _sale(), _refund(), _correction, _move, _right, _cancelled, _others),
)
_days = st.lists(_events, max_size=25)


@hypothesis.settings(
    deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(day=_days)
def test_a_shift_s_figures_are_the_sum_of_its_events(
    tmp_path_factory: pytest.TempPathFactory, day: list[tuple[str, Data]]
) -> None:
    """Expected cash, tenders, taxes and counters of both drawers; and a replay makes the same tables."""
    settings = load(None, state_dir=tmp_path_factory.mktemp("day"))
    with Database(settings.database, settings.store.code, 1, SystemClock(), SystemChance()) as database:
        database.writer.call(_open)
        for till, data in day:
            database.writer.call(lambda tx, till=till, data=data: _record(tx, till, data))  # type: ignore[misc]
        for shift in SHIFTS:
            drawer = DrawerId(shift[-1])
            found = database.writer.call(
                lambda tx, drawer=drawer: figures_of(tx, settings, shift_of_drawer(tx, drawer))  # type: ignore[misc,arg-type]
            )
            _compare(found, _naive(shift, day), settings.tax_classes)
        with opened(settings.database) as connection:
            assert check_tables(connection) is None


def _open(tx: JournalTx) -> None:
    for shift in SHIFTS:
        _record(tx, shift[-1], ShiftOpened(shift, DrawerId(shift[-1]), Fen(20_000), Fen(0)))
    _record(tx, "3", SessionOpened(CASHIER, DrawerId("1")))


def _record(tx: JournalTx, till: str, data: Data) -> None:
    tx.record(data, actor=CASHIER, till=TillId(till), business_date=BusinessDate("2026-11-22"))


class _Sums:
    """What a person with a pencil would put down."""

    def __init__(self) -> None:
        self.cash = 20_000
        self.tenders: dict[tuple[str, str], int] = defaultdict(int)
        self.taxes: dict[str, int] = defaultdict(int)
        self.counts: Counter[str] = Counter()
        self.totals: Counter[str] = Counter()


def _naive(shift: ShiftId, day: list[tuple[str, Data]]) -> _Sums:
    sums = _Sums()
    for till, data in day:
        told: Any = data
        if getattr(told, "shift", SHIFTS[int(DRAWER_OF_TILL[till]) - 1]) == shift:
            _add(sums, told)
    sums.cash += sums.tenders[("cash", "")]
    return sums


def _add(sums: _Sums, data: Any) -> None:
    match data:
        case SaleCompleted():
            sums.counts["sales"] += 1
            sums.totals.update(sales=data.total_fen, discount=data.discount_fen, rounding=data.rounding_fen)
            _add_money(sums, data.tenders, [line for line in data.lines if line.voided_at is None], 1)
        case SaleRefunded():
            sums.counts["refunds"] += 1
            sums.totals.update(refunds=data.total_fen, rounding=-data.rounding_fen)
            _add_money(sums, data.legs, data.lines, -1)
        case TenderCorrected():
            sums.counts["corrections"] += 1
            sums.tenders[data.from_kind, data.from_method] -= data.amount_fen
            sums.tenders[data.to_kind, data.to_method] += data.amount_fen
        case CashMoved():
            sums.cash += data.amount_fen if data.kind is CashKind.IN else -data.amount_fen
        case SaleCancelled() | DrawerOpened() | ReceiptReprinted():
            sums.counts[COUNTERS[type(data)]] += 1
        case RightUsed():
            _add_right(sums, data)
    if isinstance(data, SaleCompleted | SaleCancelled):
        sums.counts["voids"] += sum(line.voided_at is not None for line in data.lines)


def _add_money(sums: _Sums, legs: Any, lines: Any, sign: int) -> None:
    for leg in legs:
        if leg.kind != "exchange":  # set off, and no money: no shift tells it
            sums.tenders[leg.kind, leg.method] += sign * leg.amount_fen
    for line in lines:
        sums.taxes[line.tax_class] += sign * line.amount_fen


def _add_right(sums: _Sums, data: RightUsed) -> None:
    sums.counts["reprices"] += data.right is Right.REPRICE
    sums.counts["line_discounts"] += data.right is Right.LINE_DISCOUNT
    sums.counts["cart_discounts"] += data.right is Right.CART_DISCOUNT
    sums.counts["single_approvals"] += data.approved_by == CASHIER
    sums.counts["approvals"] += data.approved_by not in (None, CASHIER)


def _compare(found: Figures, naive: _Sums, classes: Any) -> None:
    assert found.expected_fen == naive.cash
    told = {(tender.kind, tender.method): tender.total_fen for tender in found.tenders}
    assert {key: fen for key, fen in told.items() if fen} == {
        key: fen for key, fen in naive.tenders.items() if fen
    }
    assert {tax.tax_class: tax.amount_fen for tax in found.taxes} == naive.taxes
    rates = {tax.id: tax for tax in classes}
    for tax in found.taxes:
        within = tax_within(tax.amount_fen, rates[tax.tax_class]) if tax.tax_class in rates else 0
        assert tax.tax_fen == within
    counted = msgspec.structs.asdict(found.counts)
    assert {name: count for name, count in counted.items() if count} == +naive.counts
    assert (found.sales_fen, found.refunds_fen) == (naive.totals["sales"], naive.totals["refunds"])
    assert (found.discount_fen, found.rounding_fen) == (naive.totals["discount"], naive.totals["rounding"])
