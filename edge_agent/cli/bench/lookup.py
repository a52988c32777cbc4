"""`lookup.barcode` and `lookup.search`: an article found among many, by its barcode and by what people type.

Both are the value below which 99 of 100 look-ups lie. A barcode is looked up as a scan does it, inside of a
unit. A search is the whole of `search`, reader's thread included: two, four and six characters, from anywhere
in a name or in its initials, of articles that are there and of such as are not, as many of each; 20 answers.
"""

import asyncio
import gc
import random
import time
from functools import partial
from pathlib import Path

import uvloop

from config.load import load
from edge_agent.cli.bench.figures import Figure, percentile, within
from edge_agent.cli.bench.names import name, named_article
from edge_agent.cli.bench.shop import gtin
from edge_agent.db.database import Database, StoreWriter
from edge_agent.db.reads import Reads
from edge_agent.db.search_index import merge
from edge_agent.db.tx import Tx
from edge_agent.domain.moments import Millis
from edge_agent.domain.pinyin import initials
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.domain.search_terms import fold
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.article_search import search
from edge_agent.services.articles import find_article, save_articles

ARTICLES = 100_000
"""Of the shop that is made; `make bench` asks for the million that the targets are about."""
BARCODES, SEARCHES_OF_A_KIND = 20_000, 300
BARCODE_US_MAX, SEARCH_MS_MAX = 50.0, 1.0
LIMIT = 20

_PIECE = 500
_MERGE_PAGES = 512
_LENGTHS = (2, 4, 6)
_LETTERS = "abcdefghjklmnpqrstwxyz"
_WARM_UP = 200


def measure(folder: Path, articles: int = ARTICLES) -> list[Figure]:
    """Both figures, in a shop of so many articles."""
    settings = load(None, state_dir=folder / "lookup-store")
    store = settings.store
    with Database(settings.database, store.code, 1, SystemClock(), SystemChance()) as database:
        _fill(database.writer, articles)
        gc.collect()
        gc.freeze()
        chance = random.Random(20_261_122)  # noqa: S311 the same each time
        codes = ["0" + gtin(chance.randrange(articles)) for _ in range(BARCODES)]
        barcodes = database.writer.call(partial(_look_up, codes=codes))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            searches = runner.run(_search_all(settings.database, queries(chance, articles)))
    return [
        within("lookup.barcode", percentile(barcodes, 0.99) * 1e6, "µs", BARCODE_US_MAX),
        within("lookup.search", percentile(searches, 0.99) * 1e3, "ms", SEARCH_MS_MAX),
    ]


def queries(chance: random.Random, articles: int) -> list[str]:
    """What is typed, in an order of chance."""
    asked = [
        kind(chance, articles, length)
        for kind in (_part_of_name, _part_of_initials, _no_name, _no_initials)
        for length in _LENGTHS
        for _ in range(SEARCHES_OF_A_KIND)
    ]
    chance.shuffle(asked)
    return asked


def _fill(writer: StoreWriter, articles: int) -> None:
    for first in range(0, articles, _PIECE):
        piece = [named_article(no) for no in range(first, min(first + _PIECE, articles))]
        writer.call(partial(save_articles, articles=piece))
        writer.call(partial(merge, pages=_MERGE_PAGES))


def _look_up(tx: Tx, codes: list[str]) -> list[float]:
    """The seconds of each look-up."""
    times = []
    for code in codes:
        started = time.perf_counter()
        found = find_article(tx, (ArticleKey(KeyKind.GTIN, code),))
        times.append(time.perf_counter() - started)
        if found is None:
            raise RuntimeError(f"the barcode {code} of a benchmark is not found")
    return times[_WARM_UP:]


async def _search_all(path: Path, asked: list[str]) -> list[float]:
    reads = await Reads.open(path)
    times = []
    for text in asked:
        started = time.perf_counter()
        await search(reads, text, LIMIT, Millis(0))
        times.append(time.perf_counter() - started)
    await reads.close()
    return times[_WARM_UP:]


def _part_of_name(chance: random.Random, articles: int, length: int) -> str:
    return _part(chance, fold(name(chance.randrange(articles))), length)


def _part_of_initials(chance: random.Random, articles: int, length: int) -> str:
    return _part(chance, initials(fold(name(chance.randrange(articles)))), length)


def _no_name(chance: random.Random, articles: int, length: int) -> str:
    """The beginning of one name and a part of another: hardly ever a name."""
    half = length // 2
    return fold(name(chance.randrange(articles)))[:half] + _part_of_name(chance, articles, length - half)


def _no_initials(chance: random.Random, articles: int, length: int) -> str:
    del articles
    return "".join(chance.choice(_LETTERS) for _ in range(length))


def _part(chance: random.Random, text: str, length: int) -> str:
    start = chance.randrange(max(1, len(text) - length))
    return text[start : start + length]
