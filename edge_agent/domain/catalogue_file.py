"""A catalogue file (CSV) as articles: every bad row is named with its line and reason, the rest is taken."""

from collections.abc import Iterable, Mapping

import msgspec

from edge_agent.domain.catalogue import Article
from edge_agent.domain.catalogue_fields import ANY_SHOP, FileRules, Row
from edge_agent.domain.catalogue_row import Note, NoteKind, RefusedRow, RowReason
from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.errors import Params
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.scan import ArticleKey, KeyKind, article_keys

REQUIRED = ("sku", "name", "unit", "price_fen")
OPTIONAL = (
    "gtin",
    "plu",
    "menu_no",
    "category",
    "tax_class",
    "tax_code",
    "station",
    "prep_seconds",
    "member_price_fen",
    "cost_fen",
    "price_unit",
    "is_open_price",
    "valid_from",
)


class CatalogueFile(msgspec.Struct, frozen=True):
    """What a file held."""

    articles: tuple[Article, ...]
    refused: tuple[RefusedRow, ...]
    notes: tuple[Note, ...]
    valid_from: Mapping[Sku, Millis] = {}
    """The articles whose prices do not hold at once, and from when on they do."""


def parse_catalogue(data: bytes, rules: FileRules = ANY_SHOP) -> CatalogueFile:
    """Read a catalogue; raises TableError when the file is none."""
    reader = _RowReader(rules)
    for record in read_table(data, REQUIRED, OPTIONAL):
        reader.read(record)
    articles = tuple(reader.articles)
    notes = (*reader.notes, *collisions(articles))
    return CatalogueFile(articles, tuple(reader.refused), notes, reader.valid_from)


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


class _RowReader:
    """Takes rows one by one, and remembers what was taken before."""

    def __init__(self, rules: FileRules) -> None:
        self.articles: list[Article] = []
        self.refused: list[RefusedRow] = []
        self.notes: list[Note] = []
        self.valid_from: dict[Sku, Millis] = {}
        self._rules = rules
        self._lines: dict[ArticleKey, int] = {}

    def read(self, record: Record | RefusedRow) -> None:
        """Take a row as an article, or put down why not."""
        if isinstance(record, RefusedRow):
            self.refused.append(record)
            return
        row = Row(record.line, record.fields, self._rules)
        article, valid_from = row.article(), row.valid_from()
        refused = row.refused or self._twice(record.line, article)
        if refused:
            self.refused.append(refused)
            return
        self._lines.update(dict.fromkeys(_codes(article), record.line))
        self.articles.append(article)
        self.notes.extend(row.notes)
        if valid_from is not None:
            self.valid_from[article.sku] = valid_from

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
