"""Importing a file of options: article by article, in pieces, and put on record at the end."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import articles as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue_options import lowest_price
from edge_agent.domain.catalogue_options_file import OptionsInFile, parse_options
from edge_agent.domain.catalogue_row import RefusedRow, RowReason
from edge_agent.domain.events import OptionsImported
from edge_agent.services.articles import options_text
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import say_refused_row

PIECE_ARTICLES_MAX = 50


async def import_options(writer: StoreWriter, data: bytes, language: str) -> ImportAnswer:
    """Take in a file; raises TableError when it is none, names every bad row otherwise.

    The options of an article in the file replace those it had. Every piece can be done again, and the event
    comes last.
    """
    file = await asyncio.to_thread(parse_options, data)
    refused, taken = list(file.refused), 0
    for first in range(0, len(file.articles), PIECE_ARTICLES_MAX):
        piece = file.articles[first : first + PIECE_ARTICLES_MAX]
        bad = await writer.run_bulk(partial(_save, articles=piece))
        lines = {row.line for row in bad}
        refused += bad
        taken += sum(article.rows for article in piece if article.line not in lines)
    imported = OptionsImported(hashlib.sha256(data).hexdigest(), taken, len(refused))
    await writer.run_bulk(partial(_record, imported=imported))
    refused.sort(key=lambda row: row.line)
    return ImportAnswer(taken, tuple(say_refused_row(row, language) for row in refused))


def _save(tx: Tx, articles: Sequence[OptionsInFile]) -> list[RefusedRow]:
    """Take one piece; why some of it was not taken."""
    refused = [bad for options in articles if (bad := _save_one(tx, options)) is not None]
    tx.touch("articles")
    return refused


def _save_one(tx: Tx, options: OptionsInFile) -> RefusedRow | None:
    row = tx.one(queries.NOW, tx.now, options.sku)
    if row is None:
        return RefusedRow(options.line, RowReason.SKU_UNKNOWN, {"value": options.sku})
    now = row.price()
    lowest = now.fen if now.member_fen is None else min(now.fen, now.member_fen)
    if lowest_price(lowest, options.groups) < 0:
        return RefusedRow(options.line, RowReason.OPTION_BELOW_ZERO, {"sku": options.sku})
    tx.run(queries.SAVE_OPTIONS, options_text(options.groups), options.sku)
    return None


def _record(tx: JournalTx, imported: OptionsImported) -> None:
    tx.record(imported)
