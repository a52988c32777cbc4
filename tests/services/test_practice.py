"""Practice: the shop's goods as they are now, in another store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.load import load
from edge_agent.db.database import Database
from edge_agent.db.reads import Reads
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.events import PriceChanged
from edge_agent.domain.ids import RuleId, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import Scope, TimedPrice
from edge_agent.domain.quantity import Unit
from edge_agent.ports.system import SystemChance
from edge_agent.services.articles import find_by_sku, save_articles
from edge_agent.services.practice import PIECE_ARTICLES_MAX, copy_goods, find_example
from edge_agent.services.promotions import put_promotions_in_force, save_rule
from edge_agent.services.rules import rules_in_force, rules_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.services.conftest import Store

CUP = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), defaults=("m",))
TEA = Article(Sku("D1"), "奶茶", Unit.EACH, Fen(1500), menu_no="1", options=(CUP,))
WATER = Article(Sku("P1"), "水", Unit.EACH, Fen(200), gtins=("06921168509256",))
RULE = TimedPrice(id=RuleId("T1"), name="特价", scope=Scope(skus=(Sku("P1"),)), price_fen=Fen(150))


@pytest.fixture
async def reads(store: Store) -> AsyncIterator[Reads]:
    """The shop's file, read only."""
    opened = await Reads.open(store.settings.database)
    yield opened
    await opened.close()


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[Database]:
    """The store to practise in."""
    settings = load(None, state_dir=tmp_path / "practice")
    code = settings.store.code
    with Database(settings.database, code, 1, store.clock, SystemChance()) as database:
        yield database


async def test_goods_come_with_their_options_prices_and_promotions(
    store: Store, reads: Reads, other: Database
) -> None:
    """The price is the one that the shop has set itself; what is in force there is in force here."""
    store.do(lambda tx: save_articles(tx, (TEA, WATER)))
    store.do(lambda tx: tx.record(PriceChanged(WATER.sku, Fen(250), None, Fen(200), None)))
    store.do(lambda tx: (save_rule(tx, RULE), put_promotions_in_force(tx)))
    assert await copy_goods(reads, other.writer, store.clock.now()) == 2
    water = other.writer.call(lambda tx: find_by_sku(tx, "P1"))
    assert water is not None
    assert (water.name, water.price_fen, water.gtins) == ("水", 250, WATER.gtins)
    assert other.writer.call(lambda tx: find_by_sku(tx, "D1")) == TEA
    (rule,) = other.writer.call(lambda tx: rules_of(tx, rules_in_force(tx))).rules
    assert rule == RULE


async def test_many_articles_come_in_pieces(store: Store, reads: Reads, other: Database) -> None:
    """None twice, none left out at the end of a piece."""
    count = 2 * PIECE_ARTICLES_MAX + 1
    articles = [Article(Sku(f"A{no:04d}"), f"商品{no}", Unit.EACH, Fen(no + 1)) for no in range(count)]
    store.do(lambda tx: save_articles(tx, articles))
    assert await copy_goods(reads, other.writer, store.clock.now()) == count
    assert other.writer.call(lambda tx: find_by_sku(tx, f"A{count - 1:04d}")) == articles[-1]


async def test_a_shop_without_goods_has_none_to_copy(store: Store, reads: Reads, other: Database) -> None:
    """Then the demo's are taken."""
    assert await copy_goods(reads, other.writer, store.clock.now()) == 0


async def test_the_example_asks_nothing(store: Store, reads: Reads) -> None:
    """Neither options, nor weight, nor price; as the packet shows the code."""
    assert await find_example(reads, store.clock.now()) == ""
    pork = Article(Sku("A1"), "五花肉", Unit.KG, Fen(2980), gtins=("06900000000007",))
    store.do(lambda tx: save_articles(tx, (pork, TEA, WATER)))
    assert await find_example(reads, store.clock.now()) == "6921168509256"
