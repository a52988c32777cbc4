"""Search: a code first, then names that begin with the text, then names that have it, then parts of codes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_agent.db.reads import Reads
from edge_agent.domain.catalogue import Article
from edge_agent.domain.events import ArticleSoldOut, StockReceived
from edge_agent.domain.events.stock import ReceivedLine
from edge_agent.domain.ids import DocumentId, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.domain.search_terms import fold, search_text
from edge_agent.services.article_search import search
from edge_agent.services.articles import remove_article, save_articles
from edge_agent.wire.goods import ArticleView

if TYPE_CHECKING:
    from tests.services.conftest import Store

GOODS = {
    "P1": ("农夫山泉饮用天然水550ml", "06921168509256"),
    "P2": ("怡宝纯净水555ml", "06901285991219"),
    "P3": ("农夫山泉茶派柚子绿茶500ml", "06921168593576"),
    "P4": ("可口可乐500ml", "06928804011173"),
    "P5": ("RIO果酒水蜜桃味275ml", "06935145301030"),
    "W1": ("五花肉", ""),
    "D1": ("臭豆腐(小份)", ""),
}


def _article(sku: str, name: str, gtin: str = "", menu_no: str | None = None) -> Article:
    return Article(Sku(sku), name, Unit.EACH, Fen(200), (gtin,) if gtin else (), menu_no=menu_no)


@pytest.fixture
async def reads(store: Store) -> AsyncIterator[Reads]:
    """A reader beside a store with seven articles."""
    store.do(lambda tx: save_articles(tx, [_article(sku, *one) for sku, one in GOODS.items()]))
    opened = await Reads.open(store.settings.database)
    yield opened
    await opened.close()


async def _found(store: Store, reads: Reads, text: str, limit: int = 20) -> list[str]:
    return [one.sku for one in await search(reads, text, limit, store.clock.at)]


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("农夫山泉", ["P1", "P3"]),
        ("山泉", ["P1", "P3"]),
        ("绿茶", ["P3"]),
        ("天然水550", ["P1"]),
        ("水", ["P1", "P2", "P5"]),
        ("臭", ["D1"]),
        ("臭豆腐小份", ["D1"]),
        ("臭豆腐(小", ["D1"]),
        ("nfsq", ["P1", "P3"]),
        ("NFSQCP", ["P3"]),
        ("n", ["P1", "P3"]),
        ("kk", ["P4"]),
        ("sq", ["P1", "P3"]),
        ("wh", ["W1"]),
        ("rio", ["P5"]),
        ("ＲＩＯ果", ["P5"]),
        ("５００ｍｌ", ["P3", "P4"]),
        ("500 ml", ["P3", "P4"]),
        ("农夫绿茶", []),
        ("nfcp", []),
        ("xyz", []),
        ("%", []),
        ('"', []),
        ("·农", ["P1", "P3"]),
        ("农夫山泉饮用天然水550ml", ["P1"]),
        ("农夫山泉饮用天然水550mll", []),
        ("nfsqyytrs550ml", ["P1"]),
    ],
)
async def test_names_and_initials(store: Store, reads: Reads, text: str, skus: list[str]) -> None:
    """By any part, whatever the case, the width and the punctuation."""
    assert await _found(store, reads, text) == skus


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("6921168509256", ["P1"]),
        ("p2", ["P2"]),
        ("P", ["P1", "P2", "P3", "P4", "P5"]),
        ("692116", ["P1", "P3"]),
        ("9256", ["P1"]),
        ("256", []),
        ("1030", ["P5"]),
    ],
)
async def test_numbers(store: Store, reads: Reads, text: str, skus: list[str]) -> None:
    """A code whole, the beginning of an own number, the first or last digits of a barcode."""
    assert await _found(store, reads, text) == skus


async def test_what_fits_best_comes_first(store: Store, reads: Reads) -> None:
    """The exact code, then what begins with the text, then what has it, then parts of codes."""
    more = [
        _article("Z1", "大瓶500装", menu_no="500"),
        _article("Z2", "500克红枣"),
        _article("500X", "铅笔"),
    ]
    store.do(lambda tx: save_articles(tx, more))
    assert await _found(store, reads, "500") == ["Z1", "Z2", "P3", "P4", "500X"]


async def test_a_search_stops_at_its_limit(store: Store, reads: Reads) -> None:
    """However much there is to be found, and nothing twice."""
    many = [_article(f"N{no:03d}", f"奶油面包{no}号") for no in range(60)]
    store.do(lambda tx: save_articles(tx, many))
    assert len(await _found(store, reads, "奶油")) == 20
    assert await _found(store, reads, "mb", 3) == ["N000", "N001", "N002"]
    assert len(set(await _found(store, reads, "N0", 50))) == 50


async def test_an_article_is_found_by_its_new_name_alone(store: Store, reads: Reads) -> None:
    """The old name leads nowhere any more, and one that is removed is gone with its codes."""
    store.do(lambda tx: save_articles(tx, [_article("P1", "乐百氏饮用水", GOODS["P1"][1])]))
    assert await _found(store, reads, "农夫") == ["P3"]
    assert await _found(store, reads, "lbs") == ["P1"]
    assert store.do(lambda tx: remove_article(tx, Sku("P1")))
    assert await _found(store, reads, "乐百氏") == []
    assert await _found(store, reads, GOODS["P1"][1]) == []
    assert not store.do(lambda tx: remove_article(tx, Sku("P1")))


async def test_a_moved_barcode_finds_its_new_article(store: Store, reads: Reads) -> None:
    """By its last digits too."""
    store.do(lambda tx: save_articles(tx, [_article("P9", "天然水新装", GOODS["P1"][1])]))
    assert await _found(store, reads, "9256") == ["P9"]


async def test_what_is_found_is_told_as_it_is_now(store: Store, reads: Reads) -> None:
    """Sold out or not, what is on hand, and the price of the moment."""
    store.do(lambda tx: tx.record(ArticleSoldOut(Sku("W1"), sold_out=True)))
    received = StockReceived(DocumentId("d1"), (ReceivedLine(Sku("W1"), pieces(3)),))
    store.do(lambda tx: tx.record(received))
    [found] = await search(reads, "五花肉", 20, store.clock.at)
    assert found == ArticleView(
        Sku("W1"),
        "五花肉",
        Unit.EACH,
        Fen(200),
        (),
        None,
        None,
        "",
        sold_out=True,
        on_hand=pieces(3),
    )


_NAMES = st.text(st.sampled_from("农夫山泉水乐重庆ab１5 (大)"), min_size=1, max_size=9).filter(fold)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_NAMES, min_size=1, max_size=6), changed=_NAMES, query=_NAMES)
async def test_whatever_has_the_text_is_found_and_nothing_else(
    store: Store, reads: Reads, names: list[str], changed: str, query: str
) -> None:
    """Among any names, after any change of one: what a plain look at every text would find."""
    skus = [f"T{no}" for no in range(6)]
    store.do(lambda tx: [remove_article(tx, Sku(sku)) for sku in (*GOODS, *skus)])
    articles = [_article(sku, name) for sku, name in zip(skus, names, strict=False)]
    store.do(lambda tx: save_articles(tx, articles))
    store.do(lambda tx: save_articles(tx, [_article("T0", changed)]))
    texts = {f"T{no}": search_text(name) for no, name in enumerate([changed, *names[1:]])}
    text = fold(query)
    if len(text) == 1 and text.isascii():
        expected = {sku for sku, kept in texts.items() if f" {text}" in f" {kept}"}
    else:
        expected = {sku for sku, kept in texts.items() if text in kept}
    assert set(await _found(store, reads, query)) - {query.strip().upper()} == expected - {
        query.strip().upper()
    }
