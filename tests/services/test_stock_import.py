"""Importing opening stock: a move for each article, once, and every bad row is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.demo import CATALOGUE, STOCK
from edge_agent.db.replay import check_tables
from edge_agent.db.snapshot import opened
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.catalogue_import import import_catalogue
from edge_agent.services.stock_import import PIECE_LINES_MAX, import_stock

if TYPE_CHECKING:
    from tests.services.conftest import Store

FILE = b"sku,name,quantity,expiry\nRICE,,12,2027-01-31\npork,,3.25,\nSALT,,0,\n"
ARTICLES = 250


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with rice, pork by weight, salt, something without a price, and a shelf of others."""
    store.do(
        lambda tx: save_articles(
            tx,
            [
                Article(Sku("RICE"), "大米5kg", Unit.EACH, Fen(3_500)),
                Article(Sku("PORK"), "五花肉", Unit.KG, Fen(2_980)),
                Article(Sku("SALT"), "盐", Unit.EACH, Fen(200)),
                *(Article(Sku(f"A{no}"), f"商品{no}", Unit.EACH, Fen(1)) for no in range(ARTICLES)),
            ],
        )
    )
    return store


def _levels(shop: Store) -> dict[object, object]:
    return {sku: quantity for sku, quantity in shop.rows("stock_level")}  # noqa: C416 of tuples of any length


async def test_opening_stock_is_a_move_for_each_article(shop: Store) -> None:
    """Pieces and kilograms as people write them; the expiry is kept for the near-expiry list."""
    answer = await import_stock(shop.writer, FILE, "en")

    assert (answer.taken, answer.refused, answer.notes) == (3, (), ())
    assert _levels(shop) == {"RICE": 12_000, "PORK": 3_250, "SALT": 0}
    assert shop.rows("stock_expiry") == [("RICE", "2027-01-31", 12_000)]
    assert {columns[3] for columns in shop.rows("stock_move")} == {"opening"}


async def test_the_same_file_again_adds_nothing(shop: Store) -> None:
    """It says so, and leaves the journal as it was."""
    await import_stock(shop.writer, FILE, "en")
    before = shop.rows("journal")

    answer = await import_stock(shop.writer, FILE, "en")

    assert (answer.taken, answer.refused) == (0, ())
    assert answer.notes == ("3 rows were taken from this file before, and not added again",)
    assert shop.rows("journal") == before


async def test_another_file_does_not_open_an_article_again(shop: Store) -> None:
    """Whoever finds the stock wrong counts it."""
    await import_stock(shop.writer, FILE, "en")

    answer = await import_stock(shop.writer, b"sku,quantity\nRICE,5\nA1,5\n", "en")

    assert answer.taken == 1
    assert answer.refused == ("line 2: RICE has an opening stock already; count it if it is wrong",)
    assert _levels(shop)["RICE"] == 12_000


async def test_a_long_file_comes_in_events_of_bounded_size(shop: Store) -> None:
    """A piece each; the last event has the file's counts; a replay makes the same tables."""
    rows = "".join(f"A{no},{no}\n" for no in range(ARTICLES))
    answer = await import_stock(shop.writer, f"sku,quantity\n{rows}".encode(), "en")
    types = [columns[4] for columns in shop.rows("journal")]

    assert answer.taken == ARTICLES
    assert types.count("stock.opened") == -(-ARTICLES // PIECE_LINES_MAX)
    assert types[-1] == "stock.imported"
    with opened(shop.settings.database) as connection:
        assert check_tables(connection) is None


async def test_a_file_whose_import_was_cut_short_is_finished(shop: Store) -> None:
    """What the first pieces opened stays as it is, the rest is taken, nothing is doubled."""
    rows = [f"A{no},7\n" for no in range(ARTICLES)]
    data = ("sku,quantity\n" + "".join(rows)).encode()

    class Cut(Exception):
        """The power goes."""

    class CutWriter:
        """The store's writer, for one piece."""

        pieces = 0

        async def run_bulk(self, unit: object) -> object:
            """The first piece, and no other."""
            if self.pieces:
                raise Cut
            self.pieces += 1
            return await shop.writer.run_bulk(unit)  # type: ignore[arg-type]

    with pytest.raises(Cut):
        await import_stock(CutWriter(), data, "en")  # type: ignore[arg-type]
    answer = await import_stock(shop.writer, data, "en")

    assert answer.taken == ARTICLES - PIECE_LINES_MAX
    assert _levels(shop) == {f"A{no}": 7_000 for no in range(ARTICLES)}


async def test_the_stock_of_the_demo_is_taken(store: Store) -> None:
    """All of it, for the articles of the demo's catalogue."""
    await import_catalogue(store.writer, store.settings, CATALOGUE.read_bytes(), "en")

    answer = await import_stock(store.writer, STOCK.read_bytes(), "en")

    assert answer.refused == ()
    assert answer.taken == len(store.rows("stock_level")) > 100


async def test_every_bad_row_is_named(shop: Store) -> None:
    """With its line and its reason, in order; the rest of the file is taken."""
    bad = b"""sku,quantity,expiry
,1,
RICE,,
RICE,-1,
RICE,1.5,
PORK,1.2345,
NONE,1,
RICE,1,31/01/2027
RICE,1,2019-01-01
SALT,999999999,
A1,1,,more
A2,2,2027-01-31
A2,2,
"A3,1,
A4,\xe4\xb8\x80,
A5,5,
"""
    answer = await import_stock(shop.writer, bad, "en")

    lines = [int(sentence.split(":")[0].removeprefix("line ")) for sentence in answer.refused]
    assert lines == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15]
    assert _levels(shop) == {"A2": 2_000, "A5": 5_000}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\xff", Code.FILE_UNREADABLE),
        (b"sku\nRICE\n", Code.FILE_HEADER),
        (b"sku,quantity,price\nRICE,1,2\n", Code.FILE_HEADER),
    ],
)
async def test_what_is_no_file_of_stock_is_refused_whole(shop: Store, data: bytes, code: Code) -> None:
    """Nothing is taken, and nothing is on record."""
    before = shop.rows("journal")
    with pytest.raises(TableError) as refused:
        await import_stock(shop.writer, data, "en")

    assert refused.value.code == code
    assert shop.rows("journal") == before
