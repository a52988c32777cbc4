"""Importing a catalogue file: in pieces, so that no sale waits, and put on record at the end."""

import asyncio
import hashlib
from functools import partial

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.search_index import merge
from edge_agent.domain.catalogue_fields import FileRules
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.catalogue_row import Note, NoteKind
from edge_agent.domain.events import CatalogueImported
from edge_agent.services.articles import PIECE_ARTICLES_MAX, Taken, import_articles
from edge_agent.wire.types import ImportAnswer
from edge_agent.wire.words import say_moved_code, say_note, say_refused_row


async def import_catalogue(
    writer: StoreWriter, settings: Settings, data: bytes, language: str
) -> ImportAnswer:
    """Take in a file; raises TableError when it is no catalogue, names every bad row otherwise.

    Every piece is an upsert and the event comes last: an import that a power cut ended is done again.
    """
    file = await asyncio.to_thread(parse_catalogue, data, file_rules(settings))
    pieces: list[Taken] = []
    for first in range(0, len(file.articles), PIECE_ARTICLES_MAX):
        articles = file.articles[first : first + PIECE_ARTICLES_MAX]
        saving = partial(import_articles, articles=articles, valid_from=file.valid_from)
        pieces.append(await writer.run_bulk(saving))
        await writer.run_bulk(merge)
    imported = CatalogueImported(hashlib.sha256(data).hexdigest(), len(file.articles), len(file.refused))
    await writer.run_bulk(partial(_record, imported=imported))
    notes = [say_note(note, language) for note in (*file.notes, *_at_once(pieces))]
    notes += [say_moved_code(*move, language) for piece in pieces for move in piece.moved]
    refused = tuple(say_refused_row(row, language) for row in file.refused)
    return ImportAnswer(len(file.articles), refused, tuple(notes))


def file_rules(settings: Settings) -> FileRules:
    """What this shop's files are measured by."""
    return FileRules(frozenset(tax.id for tax in settings.tax_classes), settings.store.zone)


def _record(tx: JournalTx, imported: CatalogueImported) -> None:
    tx.record(imported)


def _at_once(pieces: list[Taken]) -> list[Note]:
    return [
        Note(NoteKind.PRICE_AT_ONCE, {"sku": article.sku, "name": article.name})
        for piece in pieces
        for article in piece.at_once
    ]
