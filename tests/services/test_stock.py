"""Stock: on hand is the sum of the moves, whatever happens and in whatever order."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import strategies as st

from edge_agent.db.journal import JournalTx
from edge_agent.db.replay import check_tables
from edge_agent.db.snapshot import opened
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import GoodsGo, RefundedLine, SaleCompleted, SaleRefunded, SoldLine
from edge_agent.domain.ids import (
    CartId,
    DocumentId,
    DrawerId,
    ReceiptNo,
    RefundId,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services import stock, stock_counts
from edge_agent.services.articles import save_articles
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.staff import AddStaff
from edge_agent.wire.stock import (
    CountLine,
    CountStock,
    CountView,
    GoodsLine,
    ReceiptLine,
    ReceiveStock,
    ReviewCount,
    TransferStock,
    WriteOffStock,
)

if TYPE_CHECKING:
    from tests.services.conftest import Store

BOSS = Who(StaffId("9001"), TillId("1"))
RICE, PORK = Sku("RICE"), Sku("PORK")
SKUS = (RICE, PORK)
_numbers = itertools.count(1)


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with a manager and two articles: rice by the bag, pork by the kilogram."""
    rice = Article(RICE, "大米5kg", Unit.EACH, Fen(3_500))
    pork = Article(PORK, "五花肉", Unit.KG, Fen(2_980))
    store.do(lambda tx: save_articles(tx, [rice, pork]))
    store.do(lambda tx: add_staff(tx, AddStaff("9001", "店长", "manager", "1234"), "hash"))
    return store


def _do(shop: Store, work: Callable[..., Any], *more: Any) -> Any:
    """A use-case that must be taken; a moment later than the one before."""
    shop.clock.at = Millis(shop.clock.at + 1)
    done = shop.do(lambda tx: work(tx, shop.settings, BOSS, *more))
    assert not isinstance(done, Refused), done
    return done


def _refused(shop: Store, work: Callable[..., Any], *more: Any) -> Refused:
    shop.clock.at = Millis(shop.clock.at + 1)
    refused = shop.do(lambda tx: work(tx, shop.settings, BOSS, *more))
    assert isinstance(refused, Refused), refused
    return refused


def _sell(shop: Store, sku: Sku, quantity: int, *, voided: bool = False, is_open_price: bool = False) -> None:
    number = next(_numbers)
    line = SoldLine(
        no=1,
        sku=sku,
        name=sku,
        unit=Unit.EACH,
        quantity=Milli(quantity),
        price_fen=ZERO,
        gross_fen=ZERO,
        amount_fen=ZERO,
        code=sku,
        added_at=Millis(0),
        voided_at=Millis(0) if voided else None,
        is_open_price=is_open_price,
    )
    sale = SaleCompleted(
        sale=SaleId(f"sale-{number}"),
        receipt_no=ReceiptNo(f"R{number}"),
        number=number,
        cart=CartId(f"cart-{number}"),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=Millis(0),
        lines=(line,),
        tenders=(),
        total_fen=ZERO,
        discount_fen=ZERO,
        change_fen=ZERO,
    )
    _record(shop, sale)


def _refund(shop: Store, sku: Sku, quantity: int, goods: GoodsGo, *, is_open_price: bool = False) -> None:
    number = next(_numbers)
    line = RefundedLine(
        no=1,
        sku=sku,
        name=sku,
        unit=Unit.EACH,
        quantity=Milli(quantity),
        amount_fen=Fen(1),
        goods=goods,
        is_open_price=is_open_price,
    )
    refund = SaleRefunded(
        refund=RefundId(f"refund-{number}"),
        receipt_no=ReceiptNo(f"R{number}"),
        number=number,
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        lines=(line,),
        legs=(),
        total_fen=Fen(1),
    )
    _record(shop, refund)


def _record(shop: Store, data: SaleCompleted | SaleRefunded) -> None:
    def unit(tx: JournalTx) -> None:
        tx.record(data, actor=BOSS.staff, till=BOSS.till, business_date=BusinessDate("2026-11-22"))

    shop.clock.at = Millis(shop.clock.at + 1)
    shop.do(unit)


def _on_hand(shop: Store, sku: Sku) -> int:
    return shop.do(lambda tx: stock.on_hand(tx, sku))


def _receive(shop: Store, sku: Sku, quantity: int, **more: Any) -> None:
    _do(shop, stock.receive, ReceiveStock((ReceiptLine(sku, quantity),), **more))


def _count(shop: Store, sku: Sku, counted: int, at: int | None = None) -> CountView:
    view = _do(shop, stock_counts.count, CountStock((CountLine(sku, counted, at),)))
    assert isinstance(view, CountView)
    return view


def _review(shop: Store, count: CountView, *, accept: bool = True) -> CountView:
    view = _do(shop, stock_counts.review, count.document, ReviewCount(accept))
    assert isinstance(view, CountView)
    return view


# --- the ledger -------------------------------------------------------------------------------------------

_KINDS = ("sale", "refund", "receipt", "write_off", "out", "in", "count")
_operation = st.tuples(
    st.sampled_from(_KINDS), st.sampled_from(SKUS), st.integers(1, 50), st.sampled_from(GoodsGo)
)


@hypothesis.settings(max_examples=25, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(operations=st.lists(_operation, max_size=25))
def test_on_hand_is_the_sum_of_the_moves(
    shop: Store, operations: list[tuple[str, Sku, int, GoodsGo]]
) -> None:
    """After anything: the level is what a person would have added up, the ledger's sum, and its replay."""
    expected = Counter({sku: _on_hand(shop, sku) for sku in SKUS})
    for kind, sku, pieces, goods in operations:
        expected[sku] = _happen(shop, kind, sku, pieces * 1000, goods, expected[sku])
    sums: Counter[object] = Counter()
    for _, _, sku_moved, _, quantity in shop.rows("stock_move"):
        assert isinstance(quantity, int)
        sums[sku_moved] += quantity

    levels = {sku: quantity for sku, quantity in shop.rows("stock_level")}  # noqa: C416 tuples of any length
    assert {sku: levels.get(sku, 0) for sku in SKUS} == {sku: expected[sku] for sku in SKUS}
    assert levels == {sku: sums[sku] for sku in levels}
    with opened(shop.settings.database) as connection:
        assert check_tables(connection) is None


def _happen(shop: Store, kind: str, sku: Sku, quantity: int, goods: GoodsGo, before: int) -> int:
    """Let it happen; what a person would write down as on hand."""
    lines = (GoodsLine(sku, quantity),)
    happen: dict[str, tuple[Callable[[], object], int]] = {
        "sale": (lambda: _sell(shop, sku, quantity), -1),
        "refund": (lambda: _refund(shop, sku, quantity, goods), 1 if goods is GoodsGo.BACK else 0),
        "receipt": (lambda: _receive(shop, sku, quantity), 1),
        "write_off": (lambda: _do(shop, stock.write_off, WriteOffStock(lines, "破损")), -1),
        "out": (lambda: _do(shop, stock.transfer, TransferStock(lines, to_store="S0002")), -1),
        "in": (lambda: _do(shop, stock.transfer, TransferStock(lines, from_store="S0002")), 1),
    }
    if kind == "count":
        _review(shop, _count(shop, sku, quantity))
        return quantity
    act, sign = happen[kind]
    act()
    return before + sign * quantity


def test_what_has_an_open_price_or_was_voided_moves_nothing(shop: Store) -> None:
    """Neither when it is sold nor when it comes back."""
    _sell(shop, RICE, 1_000, is_open_price=True)
    _sell(shop, RICE, 1_000, voided=True)
    _refund(shop, RICE, 1_000, GoodsGo.BACK, is_open_price=True)

    assert shop.rows("stock_move") == []


def test_goods_that_come_back_broken_are_written_off(shop: Store) -> None:
    """They were returned, and then they are nobody's: both are in the ledger."""
    _refund(shop, RICE, 2_000, GoodsGo.WRITTEN_OFF)
    _refund(shop, RICE, 3_000, GoodsGo.KEPT)

    assert [columns[2:] for columns in shop.rows("stock_move")] == [
        ("RICE", "return", 2_000),
        ("RICE", "write_off", -2_000),
    ]


def test_a_sale_goes_below_zero(shop: Store) -> None:
    """The goods are on the counter, whatever the ledger says."""
    _sell(shop, RICE, 2_000)

    assert _on_hand(shop, RICE) == -2_000


def test_a_note_is_posted_once(shop: Store) -> None:
    """The same number from the same supplier is refused, from another it is another note."""
    _receive(shop, RICE, 1_000, document="N1", supplier="米业")

    again = ReceiveStock((ReceiptLine(RICE, 1_000),), document="N1", supplier="米业")
    assert _refused(shop, stock.receive, again) == Refused(Code.STOCK_NOTE_TWICE, {"number": "N1"})
    _receive(shop, RICE, 1_000, document="N1", supplier="粮油")
    _receive(shop, RICE, 1_000)
    _receive(shop, RICE, 1_000)
    assert _on_hand(shop, RICE) == 4_000


# --- counting ---------------------------------------------------------------------------------------------

_moves = st.lists(st.integers(-40, 40).filter(bool), max_size=5)


@hypothesis.settings(max_examples=40, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(before=_moves, between=_moves, waiting=_moves, after=_moves, counted=st.integers(0, 60))
def test_a_count_and_its_review_give_what_was_counted_and_what_moved_since(
    shop: Store, before: list[int], between: list[int], waiting: list[int], after: list[int], counted: int
) -> None:
    """Sold between the counting and the typing, until the review, or after: no sale is lost or doubled."""
    _move_all(shop, before)
    shop.clock.at = Millis(shop.clock.at + 1)
    counted_at = shop.clock.at
    _move_all(shop, between)
    count = _count(shop, RICE, counted * 1000, counted_at)
    _move_all(shop, waiting)
    _review(shop, count)
    _move_all(shop, after)

    assert _on_hand(shop, RICE) == (counted + sum(between) + sum(waiting) + sum(after)) * 1000


def _move_all(shop: Store, moves: list[int]) -> None:
    for pieces in moves:
        if pieces < 0:
            _sell(shop, RICE, -pieces * 1000)
        else:
            _receive(shop, RICE, pieces * 1000)


@hypothesis.settings(max_examples=30, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(first=st.integers(0, 30), second=st.integers(0, 30), in_order=st.booleans())
def test_two_counts_that_wait_correct_the_ledger_once(
    shop: Store, first: int, second: int, *, in_order: bool
) -> None:
    """Whichever is reviewed first, the later count holds, and a difference is never posted twice."""
    earlier = _count(shop, RICE, first * 1000)
    _sell(shop, RICE, 2_000)
    later = _count(shop, RICE, second * 1000)
    _sell(shop, RICE, 1_000)
    if in_order:
        _review(shop, earlier)
        _review(shop, later)
    else:
        _review(shop, later)
        refused = _refused(shop, stock_counts.review, earlier.document, ReviewCount(accept=True))
        assert refused == Refused(Code.STOCK_COUNT_OVERTAKEN, {"name": "大米5kg"})
        _review(shop, earlier, accept=False)

    assert _on_hand(shop, RICE) == second * 1000 - 1_000


def test_a_count_that_waits_or_was_rejected_moves_nothing(shop: Store) -> None:
    """And is reviewed once."""
    count = _count(shop, RICE, 7_000)
    assert _on_hand(shop, RICE) == 0

    rejected = _review(shop, count, accept=False)

    assert _on_hand(shop, RICE) == 0
    assert (rejected.state, rejected.lines[0].posted) == ("reviewed", None)
    again = _refused(shop, stock_counts.review, count.document, ReviewCount(accept=True))
    assert again == Refused(Code.STOCK_COUNT_REVIEWED)


def test_a_review_may_accept_some_lines(shop: Store) -> None:
    """The others are rejected; a line that is not there refuses the whole review."""
    lines = CountStock((CountLine(RICE, 5_000), CountLine(PORK, 1_250)))
    count = _do(shop, stock_counts.count, lines)

    refused = _refused(shop, stock_counts.review, count.document, ReviewCount(accept=True, lines=(2, 3)))
    assert refused == Refused(Code.STOCK_COUNT_LINE, {"line": 3})
    done = _do(shop, stock_counts.review, count.document, ReviewCount(accept=True, lines=(2, 2)))

    assert [line.posted for line in done.lines] == [None, 1_250]
    assert (_on_hand(shop, RICE), _on_hand(shop, PORK)) == (0, 1_250)


def test_a_sheet_older_than_a_reviewed_count_is_refused(shop: Store) -> None:
    """It would put the shelf back to what it was before."""
    early = shop.clock.at
    _review(shop, _count(shop, RICE, 5_000))

    refused = _refused(shop, stock_counts.count, CountStock((CountLine(RICE, 9_000, early),)))

    assert refused == Refused(Code.STOCK_COUNT_OVERTAKEN, {"name": "大米5kg"})


def test_nobody_reviews_what_is_not_there(shop: Store) -> None:
    """An unknown count is said to be unknown."""
    refused = _refused(shop, stock_counts.review, DocumentId("none"), ReviewCount(accept=True))

    assert refused == Refused(Code.STOCK_COUNT_UNKNOWN)
