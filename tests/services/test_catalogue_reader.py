"""The reader of catalogue files: what it answers is what the parser says, in pieces."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from config.demo import CATALOGUE
from edge_agent.domain.catalogue_fields import FileRules
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.events import decode
from edge_agent.services import catalogue_import
from edge_agent.services.catalogue_import import import_catalogue
from edge_agent.services.catalogue_reader import Order, Piece, Sentences, Whole, read_catalogue
from edge_agent.wire.words import say_note, say_refused_row

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.services.conftest import Store

HEAD = "sku,name,unit,price_fen,tax_class,valid_from"
TAX_CLASSES = ("13", "9", "6", "0", "exempt")
ORDER = Order(TAX_CLASSES, "Asia/Shanghai", "zh-CN", 7)
RULES = FileRules(frozenset(TAX_CLASSES), ZoneInfo("Asia/Shanghai"))


def rows(count: int) -> bytes:
    """Articles, each third with a bad price and each fifth with one for later."""
    name = "很长的名字" * 30
    prices = [-1 if no % 3 == 0 else 250 for no in range(count)]
    moments = ["2030-01-01" if no % 5 == 0 else "" for no in range(count)]
    lines = [f"P{no},{name},each,{prices[no]},13,{moments[no]}" for no in range(count)]
    return "\n".join((HEAD, *lines)).encode()


async def read(data: bytes) -> list[Piece | Sentences | Whole]:
    """All that the reader answers."""
    async with aclosing(read_catalogue(data, ORDER)) as answers:
        return [answer async for answer in answers]


@pytest.mark.parametrize("data", [CATALOGUE.read_bytes(), rows(500), HEAD.encode()])
async def test_the_pieces_are_the_file(data: bytes) -> None:
    """Every article with its moment, every row that was refused, every note, in their order; then the end."""
    file = parse_catalogue(data, RULES)
    answers = await read(data)
    pieces = [answer for answer in answers if isinstance(answer, Piece)]
    said = [answer for answer in answers if isinstance(answer, Sentences)]
    assert all(0 < len(piece.articles) <= 7 for piece in pieces)
    assert tuple(article for piece in pieces for article in piece.articles) == file.articles
    assert all(set(piece.valid_from) <= {article.sku for article in piece.articles} for piece in pieces)
    assert {sku: at for piece in pieces for sku, at in piece.valid_from.items()} == file.valid_from
    assert [line for part in said for line in part.refused] == [
        say_refused_row(row, "zh-CN") for row in file.refused
    ]
    assert [line for part in said for line in part.notes] == [say_note(note, "zh-CN") for note in file.notes]
    whole = answers[-1]
    assert isinstance(whole, Whole)
    assert (whole.articles, whole.refused) == (len(file.articles), len(file.refused))


@pytest.mark.parametrize(
    ("data", "code"), [(b"\0\0", Code.FILE_UNREADABLE), (b"sku,price\n1,2", Code.FILE_HEADER)]
)
async def test_what_is_no_catalogue_is_told_as_the_parser_tells_it(data: bytes, code: Code) -> None:
    """The code and what it names come through."""
    with pytest.raises(TableError) as expected:
        parse_catalogue(data, RULES)
    with pytest.raises(TableError) as caught:
        await read(data)
    assert (caught.value.code, caught.value.params) == (code, expected.value.params)


async def test_a_reader_that_dies_leaves_an_import_to_be_done_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had said is there, no import is on record; the second one is whole."""

    async def dying(data: bytes, order: Order) -> AsyncGenerator[Piece | Sentences | Whole, None]:
        async with aclosing(read_catalogue(data, order)) as answers:
            yield await anext(answers)
        raise RuntimeError("out of memory")

    data = rows(100)
    with monkeypatch.context() as patched:
        patched.setattr(catalogue_import, "read_catalogue", dying)
        with pytest.raises(RuntimeError):
            await import_catalogue(store.writer, store.settings, data, "en")
    assert 0 < len(store.rows("article")) < 66
    assert decode(str(store.rows("journal")[-1][9])).type == "epoch.opened"
    answer = await import_catalogue(store.writer, store.settings, data, "en")
    assert (answer.taken, len(answer.refused), len(store.rows("article"))) == (66, 34, 66)
    assert decode(str(store.rows("journal")[-1][9])).type == "catalogue.imported"
