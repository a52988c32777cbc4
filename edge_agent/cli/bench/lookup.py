"""`lookup.barcode` and `lookup.search`: an article found among many, by its barcode and by what people type.

Both are the value below which 99 of 100 look-ups of a round lie, the median of the rounds. A barcode is
looked up as a scan does it, inside a unit. A search is all of `search`, reader's thread included: two, four
and six characters, from anywhere in a name or in its initials, of articles that are there and of such as are
not, as many of each; 20 answers.

Measured is a store that another program has filled and closed, opened as an agent opens it, in the system's
memory as after a morning of selling: the whole file is read before each round. A page that the system has let
go costs its first look-up a read of the disk, about 100 µs a page here, and is no figure of the agent's.
"""

import asyncio
import gc
import os
import random
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO

import uvloop

from config.load import load
from edge_agent.cli.bench.figures import Figure, alternated, percentile, within
from edge_agent.cli.bench.names import name
from edge_agent.cli.bench.processes import program
from edge_agent.cli.bench.shop import gtin
from edge_agent.db.database import Database
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.moments import Millis
from edge_agent.domain.pinyin import initials
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.domain.search_terms import fold
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.article_search import search
from edge_agent.services.articles import find_article

ARTICLES = 100_000
"""Of the shop that is made; `make bench` asks for the million that the targets are about."""
ROUNDS = 5
BARCODES, SEARCHES_OF_A_KIND = 4_000, 60
"""In a round."""
BARCODE_US_MAX, SEARCH_MS_MAX = 50.0, 1.0
LIMIT = 20

_READ_BYTES = 1 << 20
_LENGTHS = (2, 4, 6)
_LETTERS = "abcdefghjklmnpqrstwxyz"


def measure(folder: Path, articles: int = ARTICLES) -> list[Figure]:
    """Both figures, in a shop of so many articles."""
    settings = load(None, state_dir=folder / "lookup-store")
    with program(["-m", "edge_agent.cli.bench.fill", str(settings.state_dir), str(articles)]) as filling:
        filling.wait()
    os.sync()  # the shop is on the disk before anything is measured: nobody writes it back meanwhile
    with (
        settings.database.open("rb") as file,  # closed last: closing it drops SQLite's locks of this process
        Database(settings.database, settings.store.code, 1, SystemClock(), SystemChance()) as database,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        barcode_s, search_s = _rounds(file, database, runner, articles)
    return [
        within("lookup.barcode", barcode_s * 1e6, "µs", BARCODE_US_MAX),
        within("lookup.search", search_s * 1e3, "ms", SEARCH_MS_MAX),
    ]


def _rounds(file: BinaryIO, database: Database, runner: asyncio.Runner, articles: int) -> list[float]:
    """The seconds of both, from rounds that take turns."""
    chance = random.Random(20_261_122)  # noqa: S311 the same each time
    reads = runner.run(Reads.open(database.path))
    gc.collect()
    gc.freeze()  # as the agent does when it is ready

    def look_up() -> float:
        _bring_into_memory(file)
        return _p99(database.writer.call(partial(_look_up, codes=barcodes(chance, articles))))

    def search_for() -> float:
        _bring_into_memory(file)
        return _p99(runner.run(_search_all(reads, queries(chance, articles))))

    taken = alternated(ROUNDS, look_up, search_for)
    runner.run(reads.close())
    return taken


def barcodes(chance: random.Random, articles: int) -> list[str]:
    """What is scanned."""
    return ["0" + gtin(chance.randrange(articles)) for _ in range(BARCODES)]


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


def _bring_into_memory(file: BinaryIO) -> None:
    file.seek(0)
    while file.read(_READ_BYTES):
        pass


def _look_up(tx: Tx, codes: list[str]) -> list[float]:
    """The seconds of each."""
    times = []
    for code in codes:
        started = time.perf_counter()
        found = find_article(tx, (ArticleKey(KeyKind.GTIN, code),))
        times.append(time.perf_counter() - started)
        if found is None:
            raise RuntimeError(f"the barcode {code} of a benchmark is not found")
    return times


async def _search_all(reads: Reads, asked: list[str]) -> list[float]:
    times = []
    for text in asked:
        started = time.perf_counter()
        await search(reads, text, LIMIT, Millis(0))
        times.append(time.perf_counter() - started)
    return times


def _p99(times: list[float]) -> float:
    return percentile(times, 0.99)


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
