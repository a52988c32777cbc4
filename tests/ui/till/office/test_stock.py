"""Stock at the till: sheets that are filled in and posted, counts that are reviewed, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.domain.ids import DocumentId, Sku, StaffId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.stock import (
    CountLine,
    CountLineView,
    CountStock,
    CountView,
    GoodsLine,
    LevelView,
    MoveView,
    ReceiptLine,
    ReceiveStock,
    ReviewCount,
    StockPosted,
    StockView,
    TransferStock,
    WriteOffStock,
)
from ui.till.commands import Call, DoFind
from ui.till.state import SaleScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.wire.problem import Problem
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
WATER = ArticleView(Sku("P1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料")
PORK = ArticleView(Sku("W2"), "五花肉", Unit.KG, Fen(2980), (), "00202", None, "肉")
POSTED = StockPosted(DocumentId("doc"), (LevelView(Sku("P1"), Milli(24_000)),))
LINE = CountLineView(
    2, Sku("P1"), "农夫山泉550ml", "each", Milli(22_000), NOON, Milli(24_000), Milli(-2_000), None
)
RIGHT = CountLineView(1, Sku("W2"), "五花肉", "kg", Milli(12_500), NOON, Milli(12_500), Milli(0), None)
COUNT = CountView(DocumentId("doc"), NOON, StaffId("1001"), "waiting", None, (RIGHT, LINE))


def test_a_delivery_is_a_sheet_of_articles(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Article, quantity, expiry and cost each; supplier and note number at the end; then it is posted."""
    selling.choose("库存", "进货")
    selling.press("1", "nfsq").found(WATER).press("Enter", "24", "Enter", "20270131", "Enter", "1.5", "Enter")
    selling.press("1", "whr").found(PORK).press("Enter", "12.5", "Enter", "Enter", "Enter")
    check_golden("delivery", selling)
    selling.press("+", "ACME", "Enter", "D-77", "Enter")
    assert _last(selling).path == "/v1/stock/receipts"
    assert _last(selling).body == ReceiveStock(
        (ReceiptLine(Sku("P1"), 24_000, 150, "2027-01-31"), ReceiptLine(Sku("W2"), 12_500)), "D-77", "ACME"
    )
    selling.reply(POSTED)
    assert isinstance(selling.state.screen, SaleScreen)
    assert "进货已过账: 1 种商品" in selling.text()


def test_goods_out_of_date_are_taken_in_by_one_more_key(
    selling: TillByHand, problem_of: Callable[..., Problem]
) -> None:
    """The agent's question stands on the sheet; Space sends it again, confirmed."""
    selling.choose("库存", "进货")
    selling.press("1", "nfsq").found(WATER).press("Enter", "24", "Enter", "20261101", "Enter", "Enter")
    selling.press("+", "Enter", "Enter").answer(problem_of("stock.expired.confirm", "已过期,还要收吗"))
    assert "已过期,还要收吗" in selling.text()
    selling.press("Space")
    assert _last(selling).body == ReceiveStock(
        (ReceiptLine(Sku("P1"), 24_000, None, "2026-11-01"),), confirm=True
    )


def test_an_article_stands_once_on_a_sheet(selling: TillByHand) -> None:
    """Picked again it is changed, what it holds is proposed; Delete takes it off."""
    selling.choose("库存", "盘点")
    selling.press("1", "nfsq").found(WATER).press("Enter", "24", "Enter")
    selling.press("1", "nfsq").found(WATER).press("Enter", "23", "Enter", "+")
    assert _last(selling).body == CountStock((CountLine(Sku("P1"), 23_000),))
    selling.reply(COUNT)
    assert "等审核" in selling.text()


def test_an_empty_sheet_is_not_posted(selling: TillByHand) -> None:
    """Taken off again, there is nothing to post."""
    selling.choose("库存", "盘点")
    selling.press("1", "nfsq").found(WATER).press("Enter", "24", "Enter", "Delete", "+")
    assert "表上还没有商品" in selling.text()


def test_a_scan_looks_the_article_up(selling: TillByHand) -> None:
    """On a sheet a scanner fills in, and sells nothing: only the quantity is typed."""
    selling.choose("库存", "盘点").scan("6921168509256")
    assert selling.sent[-1] == DoFind("6921168509256")
    selling.found(WATER).press("5", "Enter", "+")
    assert _last(selling).body == CountStock((CountLine(Sku("P1"), 5_000),))


def test_each_article_is_counted_at_its_own_moment(selling: TillByHand) -> None:
    """What other lanes sell while the sheet is filled in is no difference."""
    selling.desk.tick(NOON)
    selling.choose("库存", "盘点").scan("6921168509256").found(WATER).press("5", "Enter")
    selling.desk.tick(NOON + 600_000)
    selling.press("1", "whr").found(PORK).press("Enter", "2", "Enter", "+")
    assert _last(selling).body == CountStock(
        (CountLine(Sku("P1"), 5_000, NOON), CountLine(Sku("W2"), 2_000, NOON + 600_000))
    )


def test_a_sheet_that_is_left_is_found_again(selling: TillByHand) -> None:
    """By a key pressed by mistake, or while somebody signs in anew; once posted it is empty."""
    selling.choose("库存", "盘点").scan("6921168509256").found(WATER).press("5", "Enter", "Back")
    assert isinstance(selling.state.screen, SaleScreen)
    selling.choose("库存", "进货")
    assert WATER.name not in selling.text()
    selling.press("Back")
    selling.choose("库存", "盘点")
    assert "上次没过账的 1 种商品还在" in selling.text()
    selling.press("+").reply(COUNT)
    selling.choose("库存", "盘点")
    assert "按 1 加商品" in selling.text()


def test_a_sheet_is_cleared_on_purpose(selling: TillByHand) -> None:
    """After a question, and for good."""
    selling.choose("库存", "盘点").scan("6921168509256").found(WATER).press("5", "Enter")
    selling.press("0", "2")
    assert WATER.name in selling.text()
    selling.press("0", "1")
    assert "表已清空" in selling.text()
    selling.press("Back")
    selling.choose("库存", "盘点")
    assert WATER.name not in selling.text()


def test_goods_are_written_off_with_a_reason(selling: TillByHand) -> None:
    """By a digit, or in words when it is another one."""
    selling.choose("库存", "报损")
    selling.press("1", "nfsq").found(WATER).press("Enter", "2", "Enter", "+", "1")
    assert _last(selling).body == WriteOffStock((GoodsLine(Sku("P1"), 2_000),), "破损")
    selling.reply(POSTED)
    selling.choose("库存", "报损")
    selling.press("1", "nfsq").found(WATER).press("Enter", "2", "Enter", "+", "5", "mouse", "Enter")
    assert _last(selling).body == WriteOffStock((GoodsLine(Sku("P1"), 2_000),), "mouse")


def test_goods_go_to_another_store(selling: TillByHand) -> None:
    """调出 names the store and the note."""
    selling.choose("库存", "调出")
    selling.press("1", "nfsq").found(WATER).press("Enter", "6", "Enter", "+", "S0732", "Enter", "T1", "Enter")
    assert _last(selling).body == TransferStock(
        (GoodsLine(Sku("P1"), 6_000),), to_store="S0732", document="T1"
    )


def test_a_count_is_reviewed(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Book, count and difference of each article, what differs first; accepted as a whole."""
    selling.choose("库存", "盘点审核").reply((COUNT,))
    selling.press("Enter")
    check_golden("count-review", selling)
    selling.press("+")
    assert _last(selling).path == "/v1/stock/counts/doc/review"
    assert _last(selling).body == ReviewCount(accept=True)


def test_a_line_of_a_count_is_left_out(selling: TillByHand) -> None:
    """Enter takes it out and in again; with none left there is nothing to post."""
    selling.choose("库存", "盘点审核").reply((COUNT,))
    selling.press("Enter", "Enter", "Down", "Enter", "+")
    assert "全都不要就按 Delete 作废" in selling.text()
    selling.press("Enter", "+")
    assert _last(selling).body == ReviewCount(accept=True, lines=(1,))


def test_a_count_is_rejected_after_a_question(selling: TillByHand) -> None:
    """One key alone throws nobody's work away."""
    selling.choose("库存", "盘点审核").reply((COUNT,))
    selling.press("Enter", "Delete", "2")
    assert "没有作废" in selling.text()
    selling.press("Delete", "1")
    assert _last(selling).body == ReviewCount(accept=False)
    selling.reply(COUNT)
    assert "盘点已作废" in selling.text()


def test_low_stock_leads_to_an_articles_moves(selling: TillByHand, check_golden: CheckGolden) -> None:
    """From the list to what went and came of one article."""
    level = LevelView(Sku("P1"), Milli(2_000), "农夫山泉550ml")
    selling.choose("库存", "低库存").reply((level,)).press("Enter")
    moves = (MoveView(NOON, "sale", Milli(-2_000)), MoveView(NOON, "receipt", Milli(24_000)))
    selling.reply(StockView(level, moves))
    check_golden("moves", selling)


def test_every_kind_of_move_has_a_word() -> None:
    """The agent's kinds and the till's words are the same set."""
    from edge_agent.domain.stock import MoveKind  # noqa: PLC0415
    from ui.till.office.stock_lists import Moved  # noqa: PLC0415

    assert {kind.value for kind in MoveKind} == {one.name.lower() for one in Moved}


def _last(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call
