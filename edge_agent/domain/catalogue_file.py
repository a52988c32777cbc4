"""A catalogue file (CSV) as articles: every bad row is named with its line and reason, the rest is taken."""

import csv
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from edge_agent.domain.catalogue import Article
from edge_agent.domain.catalogue_row import Note, NoteKind, RefusedRow, Row, RowReason, shown
from edge_agent.domain.errors import CatalogueError, Code, Params
from edge_agent.domain.scan import ArticleKey, KeyKind, article_keys

REQUIRED = ("sku", "name", "unit", "price_fen")
OPTIONAL = ("gtin", "plu", "menu_no", "category", "prep_seconds", "tax_class")

RECORD_LINES_MAX = 10
"""A quoted field may hold line ends; a quote that is never closed must not swallow the file."""


class CatalogueFile(msgspec.Struct, frozen=True):
    """What a file held."""

    articles: tuple[Article, ...]
    refused: tuple[RefusedRow, ...]
    notes: tuple[Note, ...]


def parse_catalogue(data: bytes) -> CatalogueFile:
    """Read a catalogue; raises CatalogueError when the file is none.

    It is CSV with a heading, in UTF-8 or GB18030. CATALOGUE_UNREADABLE: it is no text; CATALOGUE_HEADER:
    columns are missing, unknown or repeated.
    """
    records = _records(_decoded(data))
    columns = _columns(records)
    reader = _RowReader()
    for line, fields in records:
        reader.read(line, columns, fields)
    articles = tuple(reader.articles)
    return CatalogueFile(articles, tuple(reader.refused), (*reader.notes, *collisions(articles)))


def collisions(articles: Iterable[Article]) -> tuple[Note, ...]:
    """Every own number and short PLU that, when typed, gets another article first, or none at all."""
    articles = tuple(articles)
    owners = {key: article for article in articles for key in _codes(article)}
    return tuple(
        note
        for article in articles
        for typed in _typed(article)
        if (note := _surprise(typed, article, owners)) is not None
    )


def _codes(article: Article) -> list[ArticleKey]:
    keys = [ArticleKey(KeyKind.GTIN, code) for code in article.gtins]
    keys.append(ArticleKey(KeyKind.SKU, article.sku))
    if article.plu:
        keys.append(ArticleKey(KeyKind.PLU, article.plu))
    if article.menu_no:
        keys.append(ArticleKey(KeyKind.MENU, article.menu_no))
    return keys


def _typed(article: Article) -> list[str]:
    return [article.sku, article.plu.lstrip("0") or "0"] if article.plu else [article.sku]


def _surprise(typed: str, article: Article, owners: Mapping[ArticleKey, Article]) -> Note | None:
    first = next((owners[key] for key in article_keys(typed) if key in owners), None)
    if first is None:
        return Note(NoteKind.SKU_UNREACHABLE, {"sku": typed, "name": article.name})
    if first.sku == article.sku:
        return None
    params: Params = {"typed": typed, "first": first.name, "first_sku": first.sku}
    return Note(NoteKind.COLLISION, {**params, "name": article.name, "sku": article.sku})


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, else GB18030, which Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CatalogueError(Code.CATALOGUE_UNREADABLE)


def _records(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each record with the line on which it begins; None for one that is no CSV. Empty lines are left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        fields, taken = _record(lines, at)
        if fields is None or any(field.strip() for field in fields):
            yield at + 1, fields
        at += taken


def _record(lines: list[str], at: int) -> tuple[list[str] | None, int]:
    for taken in range(1, min(RECORD_LINES_MAX, len(lines) - at) + 1):
        try:
            return next(csv.reader(["\n".join(lines[at : at + taken])], strict=True), []), taken
        except csv.Error:
            continue
    return None, 1


def _columns(records: Iterator[tuple[int, list[str] | None]]) -> list[str]:
    """The heading's names; raises CatalogueError with all that is wrong in it."""
    _, heading = next(records, (1, []))
    columns = [column.strip().lower() for column in heading or []]
    while columns and not columns[-1]:
        columns.pop()
    missing = [column for column in REQUIRED if column not in columns]
    unknown = [column or '""' for column in columns if column not in REQUIRED + OPTIONAL]
    repeated = [column for place, column in enumerate(columns) if column in columns[:place]]
    if missing or unknown or repeated:
        raise CatalogueError(
            Code.CATALOGUE_HEADER,
            missing=_listed(missing),
            unknown=_listed(unknown),
            repeated=_listed(repeated),
        )
    return columns


def _listed(columns: list[str]) -> str:
    return shown(", ".join(columns)) or "-"


class _RowReader:
    """Takes rows one by one, and remembers what was taken before."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.refused: list[RefusedRow] = []
        self.notes: list[Note] = []
        self._lines: dict[ArticleKey, int] = {}

    def read(self, line: int, columns: list[str], fields: list[str] | None) -> None:
        """Take a row as an article, or put down why not."""
        if fields is None:
            self.refused.append(RefusedRow(line, RowReason.ROW))
            return
        if any(field.strip() for field in fields[len(columns) :]):
            params: Params = {"found": len(fields), "expected": len(columns)}
            self.refused.append(RefusedRow(line, RowReason.COLUMNS, params))
            return
        row = Row(line, dict(zip(columns, fields, strict=False)))
        article = row.article()
        refused = row.refused or self._twice(line, article)
        if refused:
            self.refused.append(refused)
            return
        self._lines.update(dict.fromkeys(_codes(article), line))
        self.articles.append(article)
        self.notes.extend(row.notes)

    def _twice(self, line: int, article: Article) -> RefusedRow | None:
        for key in _codes(article):
            if key in self._lines:
                params: Params = {"value": key.value, "line": self._lines[key]}
                return RefusedRow(line, _TWICE[key.kind], params)
        return None


_TWICE = {
    KeyKind.SKU: RowReason.SKU_TWICE,
    KeyKind.GTIN: RowReason.GTIN_TWICE,
    KeyKind.PLU: RowReason.PLU_TWICE,
    KeyKind.MENU: RowReason.MENU_NO_TWICE,
}
