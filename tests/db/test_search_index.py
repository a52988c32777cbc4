"""The search index: made anew for a file of another release, and merged without being lost."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.db import search_index
from edge_agent.db.connection import open_writer
from edge_agent.db.database import APPLICATION_ID, Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.migrate import migrate
from edge_agent.db.search_index import INDEX_VERSION, forget_name, index_name, merge
from edge_agent.domain.pinyin_table import FIRST, INITIALS, WORDS
from edge_agent.domain.search_terms import grams, search_text

Ask = Callable[..., list[Any]]
COUNT = 1_203
"""Articles: more than are indexed at a time when the index is made anew."""
HELD = (1, "4f347be8edc17bad")
"""The version, and what the grams of some names come to."""
FIND = (
    "SELECT t.sku FROM article_gram AS g JOIN article_text AS t ON t.no = g.rowid WHERE article_gram MATCH ?"
)
INSERT = (
    "INSERT INTO article (sku, name, unit, price_fen, gtins, category, tax_class, prep_seconds, owner)"
    " VALUES (?, ?, 'each', 1, '', '', '', 0, 'store')"
)


def _fill(path: Path) -> None:
    """Articles as a release wrote them that knew no index."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executemany(INSERT, [(f"A{no:04d}", f"面包{no}号") for no in range(COUNT)])


def test_the_articles_of_an_older_release_are_found(
    open_store: Callable[[], Database], path: Path, ask: Ask
) -> None:
    """Its file is brought up: every name that is in it is indexed before the agent answers."""
    with closing(open_writer(path, APPLICATION_ID)) as connection:
        migrate(connection, path)
        connection.execute("UPDATE search_index SET version = 0")
    _fill(path)
    open_store().close()
    assert len(ask(FIND, '"面包"')) == COUNT
    assert ask(FIND, '"·mb7h"') == [("A0007",)]
    assert ask("SELECT version FROM search_index") == [(INDEX_VERSION,)]


def test_an_index_of_other_grams_is_made_anew(
    open_store: Callable[[], Database], path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release that cuts names otherwise forgets what was there, and begins again when it is interrupted."""
    with open_store() as store:
        store.writer.call(lambda tx: index_name(tx, "GONE", "旧名"))
    _fill(path)
    monkeypatch.setattr(search_index, "INDEX_VERSION", INDEX_VERSION + 1)
    count = 0

    def fail_at_second(tx: JournalTx, last: str) -> list[str]:
        nonlocal count
        count += 1
        if count == 2:
            raise LookupError
        return index_after(tx, last)

    index_after = search_index._index_after
    monkeypatch.setattr(search_index, "_index_after", fail_at_second)
    with pytest.raises(LookupError):
        open_store()
    monkeypatch.setattr(search_index, "_index_after", index_after)
    open_store().close()
    assert len(ask(FIND, '"面包"')) == COUNT
    assert ask(FIND, '"旧名"') == []
    assert ask("SELECT version FROM search_index") == [(INDEX_VERSION + 1,)]


def test_other_grams_have_another_version() -> None:
    """Whoever changes how names are cut or read raises `INDEX_VERSION`: every shop's index follows."""
    every = "".join(map(chr, range(FIRST, FIRST + len(INITIALS))))
    names = (every, WORDS, "RIO果酒1.5Ｌ(小份)")
    held = "".join(grams(search_text(name)) for name in names)
    assert (INDEX_VERSION, hashlib.sha256(held.encode()).hexdigest()[:16]) == HELD


def test_a_new_file_needs_no_indexing(open_store: Callable[[], Database], ask: Ask) -> None:
    """There is nothing in it, and that is all in its index."""
    open_store().close()
    assert ask("SELECT version FROM search_index") == [(INDEX_VERSION,)]


def test_merging_changes_nothing_that_is_found(store: Database, ask: Ask) -> None:
    """Pieces that were written one by one, with changes and removals, are the same when brought together."""
    for no in range(200):
        store.writer.call(lambda tx, no=no: index_name(tx, f"A{no:04d}", f"面包{no}号"))  # type: ignore[misc]
    for no in range(0, 200, 2):
        store.writer.call(lambda tx, no=no: index_name(tx, f"A{no:04d}", f"蛋糕{no}号"))  # type: ignore[misc]
    for no in range(0, 200, 5):
        store.writer.call(lambda tx, no=no: forget_name(tx, f"A{no:04d}"))  # type: ignore[misc]
    segments = "SELECT count(DISTINCT segid) FROM article_gram_idx"
    [[before]] = ask(segments)
    for _ in range(100):
        store.writer.call(merge)
    assert ask(segments)[0][0] < before
    expected = {"蛋糕": range(0, 200, 2), "面包": range(1, 200, 2)}
    for word, numbers in expected.items():
        found = {sku for (sku,) in ask(FIND, f'"{word}"')}
        assert found == {f"A{no:04d}" for no in numbers if no % 5}
