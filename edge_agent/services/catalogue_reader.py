"""The reader of catalogue files: a program of its own, which parses a file and answers it in small pieces.

Run as `python -m edge_agent.services.catalogue_reader`, with an `Order` and the file as frames on its
standard input; `services/apart.py` says why.
"""

import gc
import hashlib
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from edge_agent.domain.catalogue import Article
from edge_agent.domain.catalogue_fields import FileRules
from edge_agent.domain.catalogue_file import CatalogueFile, parse_catalogue
from edge_agent.domain.errors import Code, Params, TableError
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.services.apart import answers_of, read_frame, write_frames
from edge_agent.wire.words import say_note, say_refused_row

T = TypeVar("T")

_SENTENCES = 100
"""In one frame."""


class Order(msgspec.Struct, frozen=True):
    """What the file is measured by, and how what is wrong in it is told."""

    tax_classes: tuple[str, ...]
    zone: str
    """The shop's, by its IANA name."""
    language: str
    piece_articles: int
    """At most, in one piece."""


class Piece(msgspec.Struct, frozen=True, tag="piece"):
    """Some of the articles, in the file's order."""

    articles: tuple[Article, ...]
    valid_from: dict[Sku, Millis]
    """Those of them whose prices do not hold at once, and from when on they do."""


class Sentences(msgspec.Struct, frozen=True, tag="sentences"):
    """Some of what is said of the file's rows."""

    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Whole(msgspec.Struct, frozen=True, tag="whole"):
    """The end: what the file was."""

    sha256: str
    articles: int
    refused: int


class NoTable(msgspec.Struct, frozen=True, tag="no-table"):
    """The file is no catalogue at all."""

    code: Code
    params: Params


Answer: TypeAlias = Piece | Sentences | Whole | NoTable
_encoder = msgspec.msgpack.Encoder()
_orders = msgspec.msgpack.Decoder(Order)
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


async def read_catalogue(data: bytes, order: Order) -> AsyncGenerator[Piece | Sentences | Whole, None]:
    """The file in pieces, then what is said of it, then its end; raises TableError when it is no catalogue.

    To be closed by whoever stops before the end.
    """
    async with aclosing(answers_of(__name__, _encoder.encode(order), data)) as frames:
        async for frame in frames:
            answer = _answers.decode(frame)
            if isinstance(answer, NoTable):
                raise TableError(answer.code, **answer.params)
            yield answer


def main() -> None:
    """Read one file. It lives for that alone: nothing of it is ever garbage before the end."""
    gc.disable()
    order, data = read_frame(sys.stdin.buffer), read_frame(sys.stdin.buffer)
    if order is not None and data is not None:  # else whoever asked is gone
        write_frames(sys.stdout.buffer, map(_encoder.encode, _answers_to(_orders.decode(order), data)))


def _answers_to(order: Order, data: bytes) -> Iterator[Answer]:
    try:
        file = parse_catalogue(data, FileRules(frozenset(order.tax_classes), ZoneInfo(order.zone)))
    except TableError as error:
        yield NoTable(error.code, error.params)
        return
    yield from _pieces(file, order.piece_articles)
    for some in _parts(file.refused, _SENTENCES):
        yield Sentences(refused=tuple(say_refused_row(row, order.language) for row in some))
    for notes in _parts(file.notes, _SENTENCES):
        yield Sentences(notes=tuple(say_note(note, order.language) for note in notes))
    yield Whole(hashlib.sha256(data).hexdigest(), len(file.articles), len(file.refused))


def _pieces(file: CatalogueFile, size: int) -> Iterator[Piece]:
    for articles in _parts(file.articles, size):
        later = {
            article.sku: file.valid_from[article.sku]
            for article in articles
            if article.sku in file.valid_from
        }
        yield Piece(articles, later)


def _parts(rows: tuple[T, ...], size: int) -> Iterator[tuple[T, ...]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


if __name__ == "__main__":
    main()
