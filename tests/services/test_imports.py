"""Files of goods: a catalogue and options, taken in beside what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from config.demo import CATALOGUE, MEMBERS, OPTIONS, PROMOTIONS, STOCK
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.events import decode
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import find_by_sku, save_articles
from edge_agent.services.imports import IMPORTS
from edge_agent.wire.imports import ImportAnswer

if TYPE_CHECKING:
    from tests.services.conftest import Store

TEA = Article(Sku("D1"), "奶茶", Unit.EACH, Fen(300))
HEAD = "sku,group_id,group_name,least,most,choice_id,choice_name,fen,default"
FILES = {
    "catalogue": CATALOGUE,
    "options": OPTIONS,
    "promotions": PROMOTIONS,
    "members": MEMBERS,
    "stock": STOCK,
}


async def _import(store: Store, kind: str, *lines: str) -> ImportAnswer:
    data = "\n".join(lines).encode()
    return await IMPORTS[kind](store.writer, store.settings, data, "zh-CN")


def _article(store: Store, sku: str) -> Article:
    found = store.do(lambda tx: find_by_sku(tx, sku))
    assert found is not None
    return found


def _last_event(store: Store) -> tuple[object, ...]:
    event = decode(str(store.rows("journal")[-1][9]))
    return (event.type, *(getattr(event.data, name) for name in ("rows_taken", "rows_refused")))


async def test_the_demo_s_files_are_taken_whole_in_their_order(store: Store) -> None:
    """Every kind that can be imported, and no row is refused; again, nothing is refused either."""
    assert list(FILES) == list(IMPORTS)
    for _ in range(2):
        for kind, file in FILES.items():
            answer = await IMPORTS[kind](store.writer, store.settings, file.read_bytes(), "zh-CN")
            assert answer.refused == (), kind


async def test_options_become_the_article_s(store: Store) -> None:
    """They replace those it had; the import is on record."""
    old = (OptionGroup("ice", "冰", (Choice("no", "去冰"),), 0, 1),)
    store.do(lambda tx: save_articles(tx, [Article(Sku("D1"), "奶茶", Unit.EACH, Fen(300), options=old)]))
    answer = await _import(store, "options", HEAD, "D1,cup,杯型,1,1,m,中杯,,1", "D1,cup,,,,l,大杯,300,")
    assert answer == ImportAnswer(2, ())
    assert _article(store, "D1").options == (
        OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), 1, 1, ("m",)),
    )
    assert _last_event(store) == ("options.imported", 2, 0)
    await _import(store, "options", HEAD, "D1,,,,,,,,")
    assert _article(store, "D1").options == ()


async def test_options_that_cannot_be_are_named_and_the_rest_is_taken(store: Store) -> None:
    """An article that nobody knows, a bad row, and choices that would cost less than nothing."""
    store.do(lambda tx: save_articles(tx, [TEA, Article(Sku("D2"), "咖啡", Unit.EACH, Fen(1_000))]))
    answer = await _import(
        store,
        "options",
        HEAD,
        "D9,cup,杯型,1,1,m,中杯,,1",
        "D1,cup,杯型,1,1,m,中杯,-301,1",
        "D3,cup,杯型,1,1,m,中杯,1.50,1",
        "D2,cup,杯型,1,1,m,中杯,-301,1",
    )
    assert answer.taken == 1
    assert answer.refused == (
        "第 2 行:没有货号 D9,请先导入目录",
        "第 3 行:D1 选最便宜的选项时价格小于零,没有导入",
        "第 4 行:加价 1.50 应为整数的分,减价写负数",
    )
    assert _article(store, "D1") == TEA
    assert len(_article(store, "D2").options) == 1
    assert _last_event(store) == ("options.imported", 1, 3)


async def test_options_of_what_members_get_for_nothing_take_nothing_off(store: Store) -> None:
    """The member price of zero is a price: a choice below it would pay the member."""
    free = msgspec.structs.replace(TEA, member_price_fen=Fen(0))
    store.do(lambda tx: save_articles(tx, [free]))
    answer = await _import(store, "options", HEAD, "D1,cup,杯型,1,1,m,中杯,-1,1")
    assert answer.refused == ("第 2 行:D1 选最便宜的选项时价格小于零,没有导入",)


async def test_a_catalogue_keeps_the_options_that_it_does_not_know(store: Store) -> None:
    """A new price or name of a drink does not take its sizes away."""
    await _import(store, "catalogue", "sku,name,unit,price_fen", "D1,奶茶,each,1200")
    await _import(store, "options", HEAD, "D1,cup,杯型,1,1,m,中杯,,1")
    await _import(store, "catalogue", "sku,name,unit,price_fen", "D1,珍珠奶茶,each,1300")
    article = _article(store, "D1")
    assert (article.name, article.price_fen, len(article.options)) == ("珍珠奶茶", 1_300, 1)


@pytest.mark.parametrize(
    ("rows", "notes"),
    [
        (("D1,奶茶,each,300,13,2030-01-01",), ("奶茶(D1) 是新品,没有旧价,价格立即生效",)),
        (("D1,奶茶,each,300,13,2020-01-01",), ()),
    ],
)
async def test_what_a_catalogue_cannot_do_is_noted(
    store: Store, rows: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    """A new article whose price should wait."""
    answer = await _import(store, "catalogue", "sku,name,unit,price_fen,tax_class,valid_from", *rows)
    assert (answer.taken, answer.refused, answer.notes) == (1, (), notes)


async def test_a_tax_class_is_one_of_the_shop_s(store: Store) -> None:
    """Another is refused, by the shop's own configuration."""
    head = "sku,name,unit,price_fen,tax_class"
    answer = await _import(store, "catalogue", head, "D1,奶茶,each,300,13", "D2,茶,each,300,17")
    assert answer.refused == ("第 3 行:税类 17 不在本店的 [[tax_classes]] 里",)
    assert _article(store, "D1").tax_class == "13"
