"""Importing a catalogue file: in pieces, so that no sale waits, and put on record at the end."""

from contextlib import aclosing
from functools import partial

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.search_index import merge
from edge_agent.domain.catalogue_row import Note, NoteKind
from edge_agent.domain.events import CatalogueImported
from edge_agent.services.articles import PIECE_ARTICLES_MAX, Taken, import_articles
from edge_agent.services.catalogue_reader import Order, Piece, Sentences, Whole, read_catalogue
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import say_moved_code, say_note


async def import_catalogue(
    writer: StoreWriter, settings: Settings, data: bytes, language: str
) -> ImportAnswer:
    """Take in a file; raises TableError when it is no catalogue, names every bad row otherwise.

    Every piece is an upsert and the event comes last: an import that a power cut ended is done again.
    """
    taken = 0
    refused: list[str] = []
    notes: list[str] = []
    at_once: list[str] = []
    moved: list[str] = []
    async with aclosing(read_catalogue(data, _order(settings, language))) as answers:
        async for answer in answers:
            match answer:
                case Piece():
                    piece = await _save(writer, answer)
                    at_once += _at_once(piece, language)
                    moved += [say_moved_code(*move, language) for move in piece.moved]
                case Sentences():
                    refused += answer.refused
                    notes += answer.notes
                case Whole():
                    taken = answer.articles
                    await writer.run_bulk(partial(_record, whole=answer))
    return ImportAnswer(taken, tuple(refused), (*notes, *at_once, *moved))


def _order(settings: Settings, language: str) -> Order:
    """What this shop's files are measured by."""
    tax_classes = tuple(tax.id for tax in settings.tax_classes)
    return Order(tax_classes, settings.store.zone.key, language, PIECE_ARTICLES_MAX)


async def _save(writer: StoreWriter, piece: Piece) -> Taken:
    saving = partial(import_articles, articles=piece.articles, valid_from=piece.valid_from)
    taken = await writer.run_bulk(saving)
    await writer.run_bulk(merge)
    return taken


def _at_once(piece: Taken, language: str) -> list[str]:
    return [
        say_note(Note(NoteKind.PRICE_AT_ONCE, {"sku": article.sku, "name": article.name}), language)
        for article in piece.at_once
    ]


def _record(tx: JournalTx, whole: Whole) -> None:
    tx.record(CatalogueImported(whole.sha256, whole.articles, whole.refused))
