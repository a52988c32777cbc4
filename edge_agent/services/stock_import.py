"""Importing opening stock: a move for each article, once; in pieces, so that no sale waits."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import stock as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue_row import Note, NoteKind, RefusedRow, RowReason, shown
from edge_agent.domain.events import OpenedLine, StockImported, StockOpened
from edge_agent.domain.moments import SECOND
from edge_agent.domain.quantity import THOUSANDTHS, Unit
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.domain.stock_documents import QUANTITY_MAX, is_expiry
from edge_agent.domain.stock_file import StockInFile, parse_stock
from edge_agent.services.articles import find_article
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import say_note, say_refused_row

PIECE_LINES_MAX = 100
"""In one event and one unit: a piece takes about two milliseconds."""


class _Piece(msgspec.Struct, frozen=True):
    """What became of a piece."""

    taken: int
    already: int
    """Rows that an earlier run of the same file has taken."""
    refused: tuple[RefusedRow, ...]


async def import_stock(writer: StoreWriter, data: bytes, language: str) -> ImportAnswer:
    """Take in a file; raises TableError when it is none, names every bad row otherwise.

    An article has an opening once: the same file again goes on where a power cut ended it, and adds nothing
    to what is there; another file is refused row by row.
    """
    file = await asyncio.to_thread(parse_stock, data)
    digest = hashlib.sha256(data).hexdigest()
    pieces = [
        await writer.run_bulk(partial(_open, digest=digest, rows=file.rows[first : first + PIECE_LINES_MAX]))
        for first in range(0, len(file.rows), PIECE_LINES_MAX)
    ]
    taken, already = sum(piece.taken for piece in pieces), sum(piece.already for piece in pieces)
    refused = [*file.refused, *(row for piece in pieces for row in piece.refused)]
    if taken or not already:
        imported = StockImported(digest, taken, len(refused))
        await writer.run_bulk(lambda tx: tx.record(imported))
    notes = (say_note(Note(NoteKind.STOCK_ALREADY, {"rows": already}), language),) if already else ()
    refused.sort(key=lambda row: row.line)
    return ImportAnswer(taken, tuple(say_refused_row(row, language) for row in refused), notes)


def _open(tx: JournalTx, digest: str, rows: Sequence[StockInFile]) -> _Piece:
    lines: list[OpenedLine] = []
    refused: list[RefusedRow] = []
    for row in rows:
        opening = tx.one(queries.OPENING, row.sku)
        if opening is not None and opening.file_sha256 == digest:
            continue
        reason = RowReason.STOCK_OPENED if opening else _wrong(tx, row)
        if reason is None:
            lines.append(OpenedLine(row.sku, row.quantity, row.expiry))
        else:
            refused.append(_refused(row, reason))
    if lines:
        tx.record(StockOpened(digest, tuple(lines)))
        tx.touch("stock")
    return _Piece(len(lines), len(rows) - len(lines) - len(refused), tuple(refused))


def _wrong(tx: Tx, row: StockInFile) -> RowReason | None:
    article = find_article(tx, (ArticleKey(KeyKind.SKU, row.sku),))
    if article is None:
        return RowReason.SKU_UNKNOWN
    if article.is_open_price:
        return RowReason.STOCK_NOT_KEPT
    if row.quantity > QUANTITY_MAX or (article.unit is Unit.EACH and row.quantity % THOUSANDTHS):
        return RowReason.QUANTITY_UNIT
    today = datetime.fromtimestamp(tx.now // SECOND, UTC).date()
    if row.expiry is not None and not is_expiry(row.expiry, today):
        return RowReason.EXPIRY
    return None


def _refused(row: StockInFile, reason: RowReason) -> RefusedRow:
    value = shown(row.expiry or "") if reason is RowReason.EXPIRY else shown(row.sku)
    return RefusedRow(row.line, reason, {"value": value})
