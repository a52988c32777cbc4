"""Articles: found by the first code that is known, and every code names one of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, given, settings

from edge_agent.domain.catalogue import Article, Choice, OptionGroup, PriceUnit
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.services.articles import find_article, find_by_plu, save_articles

if TYPE_CHECKING:
    from tests.services.conftest import Store

GTINS = tuple(f"{number:014d}" for number in (6921168509256, 6907992500010, 6901234567892))


def _article(
    sku: str, *gtins: str, plu: str | None = None, menu_no: str | None = None, price: int = 100
) -> Article:
    return Article(Sku(sku), f"商品 {sku}", Unit.EACH, Fen(price), gtins, plu, menu_no)


def _found(store: Store, kind: KeyKind, value: str) -> Article | None:
    return store.do(lambda tx: find_article(tx, (ArticleKey(kind, value),)))


def test_an_article_is_found_by_each_of_its_codes(store: Store) -> None:
    """Barcodes, PLU, menu number and its own number lead to the same article, whole."""
    article = _article("A", GTINS[0], GTINS[1], plu="00202", menu_no="7")
    store.do(lambda tx: save_articles(tx, [article]))

    for kind, value in (
        (KeyKind.GTIN, GTINS[0]),
        (KeyKind.GTIN, GTINS[1]),
        (KeyKind.PLU, "00202"),
        (KeyKind.MENU, "7"),
        (KeyKind.SKU, "A"),
    ):
        assert _found(store, kind, value) == article
    assert store.do(lambda tx: find_by_plu(tx, "00202")) == article
    assert _found(store, KeyKind.PLU, "7") is None


def test_an_article_is_kept_as_it_is(store: Store) -> None:
    """Every column, options and all; saved again without some of them, they are gone."""
    cup = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), 1, 1, ("m",))
    article = Article(
        sku=Sku("D1"),
        name="奶茶",
        unit=Unit.EACH,
        price_fen=Fen(1_200),
        gtins=GTINS[:2],
        plu="00202",
        menu_no="7",
        category="茶饮",
        tax_class="6",
        tax_code="3070401000000000000",
        station="吧台",
        prep_seconds=75,
        member_price_fen=Fen(1_100),
        cost_fen=Fen(384),
        price_unit=PriceUnit.JIN,
        is_open_price=True,
        options=(cup,),
    )
    for saved in (article, _article("D1"), article):
        store.do(lambda tx, saved=saved: save_articles(tx, [saved]))  # type: ignore[misc]
        store.clock.at = Millis(store.clock.at + 1)
        assert _found(store, KeyKind.SKU, "D1") == saved


def test_the_first_key_that_is_known_wins(store: Store) -> None:
    """Typed digits are a menu number before they are a PLU."""
    store.do(lambda tx: save_articles(tx, [_article("M", menu_no="7"), _article("P", plu="00007")]))
    keys = (ArticleKey(KeyKind.MENU, "8"), ArticleKey(KeyKind.PLU, "00007"), ArticleKey(KeyKind.MENU, "7"))

    found = store.do(lambda tx: find_article(tx, keys))

    assert found is not None
    assert found.sku == "P"
    assert store.do(lambda tx: find_article(tx, ())) is None


def test_a_code_moves_to_the_article_that_the_file_names(store: Store) -> None:
    """The loser keeps its other codes, and the move is told."""
    loser = _article("A", GTINS[0], GTINS[1], plu="00202", menu_no="7")
    store.do(lambda tx: save_articles(tx, [loser]))
    taker = _article("B", GTINS[1], plu="00202", menu_no="7")
    moved = store.do(lambda tx: save_articles(tx, [taker]))

    assert moved == [("A", GTINS[1], "B"), ("A", "00202", "B"), ("A", "7", "B")]
    assert _found(store, KeyKind.GTIN, GTINS[1]) == taker
    assert _found(store, KeyKind.SKU, "A") == _article("A", GTINS[0])


def test_two_articles_swap_their_codes_in_one_file(store: Store) -> None:
    """Whatever the order of the rows, each has in the end what its row says."""
    store.do(
        lambda tx: save_articles(tx, [_article("A", GTINS[0], plu="1"), _article("B", GTINS[1], plu="2")])
    )
    swapped = [_article("A", GTINS[1], plu="2"), _article("B", GTINS[0], plu="1")]
    store.do(lambda tx: save_articles(tx, swapped))

    assert [_found(store, KeyKind.PLU, plu) for plu in ("2", "1")] == swapped
    assert [_found(store, KeyKind.GTIN, gtin) for gtin in (GTINS[1], GTINS[0])] == swapped


def test_a_code_that_its_article_no_longer_has_is_nobody_s(store: Store) -> None:
    """A row without the old barcode takes it away."""
    store.do(lambda tx: save_articles(tx, [_article("A", GTINS[0], plu="1")]))
    moved = store.do(lambda tx: save_articles(tx, [_article("A", GTINS[1], price=150)]))

    assert moved == []
    assert _found(store, KeyKind.GTIN, GTINS[0]) is None
    assert _found(store, KeyKind.PLU, "1") is None
    assert _found(store, KeyKind.GTIN, GTINS[1]) == _article("A", GTINS[1], price=150)


_ARTICLES = st.lists(
    st.builds(
        lambda sku, gtins, plu, menu_no: _article(sku, *gtins, plu=plu, menu_no=menu_no),
        st.sampled_from("ABC"),
        st.lists(st.sampled_from(GTINS), unique=True, max_size=3),
        st.none() | st.sampled_from(("00001", "00002")),
        st.none() | st.sampled_from(("1", "2")),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=_ARTICLES, piece=st.integers(1, 8))
def test_any_import_leaves_each_code_with_the_last_article_that_named_it(
    store: Store, articles: list[Article], piece: int
) -> None:
    """In pieces of any size, in any order of rows: as when each row took its codes from all the others."""
    model = {sku: _article(sku) for sku in "ABC"}
    store.do(lambda tx: save_articles(tx, model.values()))
    for first in range(0, len(articles), piece):
        taken = articles[first : first + piece]
        store.do(lambda tx, taken=taken: save_articles(tx, taken))  # type: ignore[misc]
        for article in taken:
            model = {sku: _without(other, article) for sku, other in model.items()} | {article.sku: article}

    assert {sku: _found(store, KeyKind.SKU, sku) for sku in "ABC"} == model
    for gtin in GTINS:
        owners: list[Article | None] = [one for one in model.values() if gtin in one.gtins]
        assert [_found(store, KeyKind.GTIN, gtin)] == (owners or [None])


def _without(article: Article, taker: Article) -> Article:
    """`article` less the codes of `taker`."""
    return msgspec.structs.replace(
        article,
        gtins=tuple(gtin for gtin in article.gtins if gtin not in taker.gtins),
        plu=None if article.plu == taker.plu else article.plu,
        menu_no=None if article.menu_no == taker.menu_no else article.menu_no,
    )
