"""Importing a catalogue file: in pieces, so that no sale waits, and put on record at the end."""

import asyncio
import hashlib
from functools import partial

from edge_agent.db.database import StoreWriter
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.ids import Sku
from edge_agent.services.articles import PIECE_ARTICLES_MAX, record_import, save_articles
from edge_agent.wire.types import ImportAnswer
from edge_agent.wire.words import say_moved_code, say_note, say_refused_row


async def import_catalogue(writer: StoreWriter, data: bytes, language: str) -> ImportAnswer:
    """Take in a file; raises TableError when it is no catalogue, names every bad row otherwise.

    Every piece is an upsert and the event comes last: an import that a power cut ended is done again.
    """
    file = await asyncio.to_thread(parse_catalogue, data)
    moved: list[tuple[Sku, str, Sku]] = []
    for first in range(0, len(file.articles), PIECE_ARTICLES_MAX):
        piece = file.articles[first : first + PIECE_ARTICLES_MAX]
        moved += await writer.run_bulk(partial(save_articles, articles=piece))
    digest = hashlib.sha256(data).hexdigest()
    taken, refused = len(file.articles), len(file.refused)
    await writer.run_bulk(lambda tx: record_import(tx, digest, taken, refused))
    notes = [say_note(note, language) for note in file.notes]
    notes += [say_moved_code(*move, language) for move in moved]
    return ImportAnswer(taken, tuple(say_refused_row(row, language) for row in file.refused), tuple(notes))
