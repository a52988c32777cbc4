"""The search index: kept with each article in its own unit, and made anew when a release cuts other grams."""

from collections.abc import Callable
from functools import partial

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import search_index as queries
from edge_agent.db.tx import Tx
from edge_agent.db.writer import Writer
from edge_agent.domain.search_terms import grams, search_text

INDEX_VERSION = 1
"""Raised with any change of the grams or of the table of initials."""
MERGE_PAGES = 16
"""Merged at a time: it takes about as long as a piece of an import, and keeps up with it."""
_PIECE_ARTICLES = 500
_MERGE_PAGES_ANEW = 512


def index_name(tx: Tx, sku: str, name: str) -> None:
    """Have the article found by its name, and by its former one no more."""
    held, text = tx.one(queries.TEXT, sku), search_text(name)
    if held is None:
        tx.run(queries.ADD_TEXT, sku, text)
        tx.run(queries.ADD_GRAMS, sku, grams(text))
    elif held.text != text:
        tx.run(queries.REMOVE_GRAMS, sku, grams(held.text))
        tx.run(queries.CHANGE_TEXT, text, sku)
        tx.run(queries.ADD_GRAMS, sku, grams(text))


def forget_name(tx: Tx, sku: str) -> None:
    """Have the article found no more."""
    held = tx.one(queries.TEXT, sku)
    if held is not None:
        tx.run(queries.REMOVE_GRAMS, sku, grams(held.text))
        tx.run(queries.REMOVE_TEXT, sku)


def merge(tx: Tx, pages: int = MERGE_PAGES) -> None:
    """Bring a part of the index together; whoever has indexed a piece of a file asks for it once."""
    tx.run(queries.MERGE, pages)


def bring_up_index(writer: Writer[JournalTx], told: Callable[[int], None]) -> None:
    """Make the index anew when it is not this release's; `told` hears how many articles are in it.

    In pieces: what a power cut interrupts begins from the start, for the version comes last.
    """
    if writer.call(_is_current):
        return
    writer.call(_forget)
    count, last = 0, ""
    while piece := writer.call(partial(_index_after, last=last)):
        count, last = count + len(piece), piece[-1]
        told(count)
    writer.call(lambda tx: tx.run(queries.SET_VERSION, INDEX_VERSION))


def _is_current(tx: Tx) -> bool:
    found = tx.one(queries.VERSION)
    return found is not None and found.version == INDEX_VERSION


def _forget(tx: Tx) -> None:
    tx.run(queries.SET_VERSION, 0)
    tx.run(queries.FORGET_GRAMS)
    tx.run(queries.FORGET_TEXTS)


def _index_after(tx: Tx, last: str) -> list[str]:
    """Index the articles that follow `last`; their skus, none at the end."""
    rows = tx.all(queries.NAMES_AFTER, last, _PIECE_ARTICLES)
    for row in rows:
        index_name(tx, row.sku, row.name)
    merge(tx, _MERGE_PAGES_ANEW)
    return [row.sku for row in rows]
