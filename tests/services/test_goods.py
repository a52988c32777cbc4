"""沽清 and 待建档: what is not to be had, and what was sold without being in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.db.reads import Reads
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PaidTender, SaleCompleted, SoldLine
from edge_agent.domain.ids import CartId, DrawerId, ReceiptNo, SaleId, ShiftId, Sku, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.services import goods
from edge_agent.services.articles import find_by_sku, save_articles
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.goods import (
    ArticleDetail,
    ArticleView,
    MarkSoldOut,
    OptionPick,
    SoldOutView,
    UnfiledView,
)
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

CASHIER = Who(StaffId("1001"), TillId("1"))
CUP = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), 1, 1, ("m",))
TEA = Article(Sku("D1"), "奶茶", Unit.EACH, Fen(1_200), menu_no="7", options=(CUP,))
OPEN = Article(Sku("OPEN-1"), "无码商品", Unit.EACH, Fen(0), menu_no="91", is_open_price=True)


@pytest.fixture
def shop(store: Store) -> Store:
    """The store with tea, an open-price article and a cashier, who may mark things sold out."""
    store.do(lambda tx: save_articles(tx, [TEA, OPEN]))
    store.do(lambda tx: add_staff(tx, AddStaff("1001", "小李", "cashier", "1234"), "no PIN"))
    return store


def _mark(
    shop: Store, sold_out: bool, choice: OptionPick | None = None, sku: str = "D1"
) -> ArticleView | Refused:
    asked = MarkSoldOut(sold_out, choice)
    return shop.do(lambda tx: goods.mark_sold_out(tx, shop.settings, CASHIER, Sku(sku), asked))


async def _sold_out(shop: Store) -> list[SoldOutView]:
    reads = await Reads.open(shop.settings.database)
    try:
        return list(await goods.sold_out_list(reads))
    finally:
        await reads.close()


async def _detail(shop: Store) -> ArticleDetail:
    reads = await Reads.open(shop.settings.database)
    try:
        found = await goods.read_article(reads, "D1", shop.clock.at)
    finally:
        await reads.close()
    assert found is not None
    return found


async def test_an_article_is_sold_out_and_to_be_had_again(shop: Store) -> None:
    """Whoever scans it knows, and the list names it until then."""
    marked = _mark(shop, sold_out=True)
    assert isinstance(marked, ArticleView)
    assert marked.sold_out
    assert shop.do(lambda tx: find_by_sku(tx, "D1")) == msgspec.structs.replace(TEA, sold_out=True)
    assert await _sold_out(shop) == [SoldOutView(Sku("D1"), "奶茶", shop.clock.at, staff=StaffId("1001"))]
    _mark(shop, sold_out=False)
    assert shop.do(lambda tx: find_by_sku(tx, "D1")) == TEA
    assert await _sold_out(shop) == []


async def test_one_choice_is_sold_out(shop: Store) -> None:
    """The article is to be had with the others; an import of its options does not bring the choice back."""
    _mark(shop, sold_out=True, choice=OptionPick("cup", "l"))
    shop.do(lambda tx: save_articles(tx, [TEA]))
    article = shop.do(lambda tx: find_by_sku(tx, "D1"))
    assert article is not None
    assert not article.sold_out
    assert [choice.sold_out for choice in article.options[0].choices] == [False, True]
    [listed] = await _sold_out(shop)
    assert (listed.choice, listed.choice_name) == (OptionPick("cup", "l"), "大杯")
    detail = await _detail(shop)
    assert [(one.name, one.sold_out, one.chosen) for one in detail.options[0].choices] == [
        ("中杯", False, True),
        ("大杯", True, False),
    ]


def test_what_is_so_already_is_not_recorded_again(shop: Store) -> None:
    """Twice sold out is once in the journal."""
    _mark(shop, sold_out=True)
    before = shop.rows("journal")
    _mark(shop, sold_out=True)
    assert shop.rows("journal") == before


@pytest.mark.parametrize(
    ("sku", "choice", "code"),
    [
        ("D9", None, Code.ARTICLE_UNKNOWN),
        ("D1", OptionPick("cup", "xl"), Code.ARTICLE_CHOICE_UNKNOWN),
        ("D1", OptionPick("ice", "l"), Code.ARTICLE_CHOICE_UNKNOWN),
        ("OPEN-1", OptionPick("cup", "l"), Code.ARTICLE_CHOICE_UNKNOWN),
    ],
)
def test_what_is_not_there_cannot_be_sold_out(
    shop: Store, sku: str, choice: OptionPick | None, code: Code
) -> None:
    """An article or a choice that nobody knows is refused, and nothing is on record."""
    before = shop.rows("journal")
    refused = _mark(shop, sold_out=True, choice=choice, sku=sku)
    assert isinstance(refused, Refused)
    assert refused.code is code
    assert shop.rows("journal") == before


# --- 待建档 -------------------------------------------------------------------------------------------------


def _line(no: int, code: str, price: int, *, is_open: bool = True, voided: bool = False) -> SoldLine:
    return SoldLine(
        no=no,
        sku=OPEN.sku if is_open else TEA.sku,
        name=OPEN.name,
        unit=Unit.EACH,
        quantity=pieces(2),
        price_fen=Fen(price),
        gross_fen=Fen(2 * price),
        amount_fen=Fen(2 * price),
        code=code,
        added_at=Millis(0),
        is_open_price=is_open,
        voided_at=Millis(1) if voided else None,
    )


def _sell(shop: Store, *lines: SoldLine) -> None:
    shop.clock.at = Millis(shop.clock.at + 1)
    name = f"sale-{shop.clock.at}"
    data = SaleCompleted(
        sale=SaleId(name),
        receipt_no=ReceiptNo(name),
        number=1,
        cart=CartId(name),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=shop.clock.at,
        lines=lines,
        tenders=(PaidTender(1, "cash", Fen(0), Fen(0)),),
        total_fen=Fen(0),
        discount_fen=Fen(0),
        change_fen=Fen(0),
    )
    day = BusinessDate("2026-11-22")
    shop.do(lambda tx: tx.record(data, actor=CASHIER.staff, till=CASHIER.till, business_date=day))


async def _unfiled(shop: Store) -> list[UnfiledView]:
    reads = await Reads.open(shop.settings.database)
    try:
        return list(await goods.unfiled(reads, 100))
    finally:
        await reads.close()


async def test_what_the_catalogue_lacks_is_listed_with_its_prices(shop: Store) -> None:
    """The latest first, each code once, the price that it was sold at most often before the others."""
    _sell(shop, _line(1, "6901234567892", 350), _line(2, "X-12", 100))
    _sell(shop, _line(1, "6901234567892", 380))
    _sell(shop, _line(1, "6901234567892", 380))
    assert await _unfiled(shop) == [
        UnfiledView("6901234567892", (Fen(380), Fen(350)), 3, pieces(6), shop.clock.at, OPEN.sku, "无码商品"),
        UnfiledView("X-12", (Fen(100),), 1, pieces(2), shop.clock.at - 2, OPEN.sku, "无码商品"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        _line(1, "OPEN-1", 350),
        _line(1, "open-1", 350),
        _line(1, "91", 350),
        _line(1, "6901234567892", 350, is_open=False),
        _line(1, "6901234567892", 350, voided=True),
    ],
    ids=["its own number", "in small letters", "its menu number", "an article with a price", "voided"],
)
async def test_what_is_filed_or_was_not_sold_is_not_listed(shop: Store, line: SoldLine) -> None:
    """An open-price article by its own codes, an article of the catalogue, a line struck out."""
    _sell(shop, line)
    assert await _unfiled(shop) == []


@pytest.mark.parametrize(
    ("code", "filed"),
    [
        ("6901234567892", Article(Sku("N1"), "新品", Unit.EACH, Fen(1), ("06901234567892",))),
        ("X-12", Article(Sku("X-12"), "新品", Unit.EACH, Fen(1))),
        ("x-12", Article(Sku("X-12"), "新品", Unit.EACH, Fen(1))),
        ("00321", Article(Sku("N1"), "新品", Unit.KG, Fen(1), plu="00321")),
        ("8", Article(Sku("N1"), "新品", Unit.EACH, Fen(1), menu_no="8")),
    ],
)
async def test_a_code_that_is_filed_leaves_the_list(shop: Store, code: str, filed: Article) -> None:
    """As soon as the catalogue has it, in whatever way."""
    _sell(shop, _line(1, code, 350))
    assert [one.code for one in await _unfiled(shop)] == [code]
    shop.do(lambda tx: save_articles(tx, [filed]))
    assert await _unfiled(shop) == []
