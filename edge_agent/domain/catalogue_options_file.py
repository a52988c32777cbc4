"""A file of options (CSV, a row per choice): every bad row is named, the rest is taken by the article."""

import re

import msgspec

from edge_agent.domain.catalogue import PRICE_FEN_MAX, Choice, OptionGroup
from edge_agent.domain.catalogue_fields import YES_OR_NO
from edge_agent.domain.catalogue_options import options_fault
from edge_agent.domain.catalogue_row import RefusedRow, RowReason, shown
from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.errors import Params
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.names import clean_name
from edge_agent.domain.scan import is_own_number

REQUIRED = ("sku", "group_id", "group_name", "choice_id", "choice_name")
OPTIONAL = ("least", "most", "fen", "default")
"""One choice, exactly, that adds nothing and is no default, when a file or a row says nothing else."""

NAME_LENGTH_MAX = 20
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_COUNT = re.compile(r"[0-9]")
_FEN = re.compile(r"[+-]?[0-9]{1,9}")


class OptionsInFile(msgspec.Struct, frozen=True):
    """All the options of one article; none at all when its only row names nothing but the article."""

    line: int
    """Of the article's first row."""
    rows: int
    sku: Sku
    groups: tuple[OptionGroup, ...]


class OptionsFile(msgspec.Struct, frozen=True):
    """What a file held."""

    articles: tuple[OptionsInFile, ...]
    refused: tuple[RefusedRow, ...]


def parse_options(data: bytes) -> OptionsFile:
    """Read a file of options; raises TableError when it is none.

    A bad row costs its article all its options: half of them would sell what nobody meant.
    """
    drafts: dict[Sku, _Draft] = {}
    refused: list[RefusedRow] = []
    last: _Draft | None = None
    for record in read_table(data, REQUIRED, OPTIONAL):
        if isinstance(record, Record):
            last = _draft_of(record, drafts)
        bad = record if isinstance(record, RefusedRow) else _take(record, last)
        if bad is not None:
            refused.append(bad)
            if last is not None:  # a row that is no CSV is most likely of the article before it
                last.spoiled_by(bad.line)
    whole = [draft.whole() for draft in drafts.values() if not draft.is_one_bad_row]
    articles = tuple(found for found in whole if isinstance(found, OptionsInFile))
    refused += [found for found in whole if isinstance(found, RefusedRow)]
    return OptionsFile(articles, tuple(sorted(refused, key=lambda row: row.line)))


class _Group:
    """A group as its rows tell it."""

    def __init__(self, line: int, told: OptionGroup) -> None:
        self.line = line
        self.told = told
        self.choices: list[Choice] = []
        self.defaults: list[str] = []

    def whole(self) -> OptionGroup:
        return msgspec.structs.replace(self.told, choices=tuple(self.choices), defaults=tuple(self.defaults))


class _Draft:
    """The options of one article, row by row."""

    def __init__(self, line: int, sku: Sku) -> None:
        self.line = line
        self.rows = 0
        self.sku = sku
        self.groups: dict[str, _Group] = {}
        self._spoiled_by: int | None = None

    def spoiled_by(self, line: int) -> None:
        """A row of this article is bad."""
        self._spoiled_by = self._spoiled_by or line

    @property
    def is_one_bad_row(self) -> bool:
        """Its only row is told as bad already."""
        return self.rows == 1 and self._spoiled_by == self.line

    def whole(self) -> OptionsInFile | RefusedRow:
        """The article's options, or why it gets none."""
        if self._spoiled_by is not None:
            params: Params = {"sku": self.sku, "other": self._spoiled_by}
            return RefusedRow(self.line, RowReason.OPTION_OTHER_ROW, params)
        groups = tuple(group.whole() for group in self.groups.values())
        fault = options_fault(groups)
        if fault is not None:
            return RefusedRow(self.line, fault[0], {"sku": self.sku, "value": fault[1]})
        return OptionsInFile(self.line, self.rows, self.sku, groups)


def _draft_of(record: Record, drafts: dict[Sku, _Draft]) -> _Draft | None:
    """The draft of the row's article; None when the row names none."""
    sku = Sku(record.field("sku").upper())
    return drafts.setdefault(sku, _Draft(record.line, sku)) if is_own_number(sku) else None


def _take(record: Record, draft: _Draft | None) -> RefusedRow | None:
    """Put a row down in its article's draft; why not, when it is bad."""
    if draft is None:
        sku = record.field("sku")
        return _refused(record, RowReason.SKU_CHARACTERS if sku else RowReason.SKU_EMPTY, sku)
    draft.rows += 1
    if not any(record.field(column) for column in (*REQUIRED[1:], *OPTIONAL)):
        return None
    row = _read(record)
    if isinstance(row, RefusedRow):
        return row
    group, choice = row
    known = draft.groups.setdefault(group.id, _Group(record.line, group))
    if not _agree(record, group, known.told):
        params: Params = {"value": known.told.name, "line": known.line}
        return RefusedRow(record.line, RowReason.OPTION_GROUP_DIFFERS, params)
    if not known.told.name:
        return _refused(record, RowReason.OPTION_NAME, "")
    known.choices.append(choice)
    if YES_OR_NO[record.field("default").lower()]:
        known.defaults.append(choice.id)
    return None


def _agree(record: Record, group: OptionGroup, told: OptionGroup) -> bool:
    """What a later row of a group says of it; what it leaves out holds as the first row had it."""
    return (
        group.name in ("", told.name)
        and (not record.field("least") or group.least == told.least)
        and (not record.field("most") or group.most == told.most)
    )


def _read(record: Record) -> tuple[OptionGroup, Choice] | RefusedRow:
    """The row's group, without its choices, and its choice."""
    for reason, columns, is_right in _COLUMNS:
        for column in columns:
            if not is_right(record.field(column)):
                return _refused(record, reason, record.field(column))
    group = OptionGroup(
        id=record.field("group_id"),
        name=clean_name(record.field("group_name")),
        choices=(),
        least=int(record.field("least") or "1"),
        most=int(record.field("most") or "1"),
    )
    name, fen = clean_name(record.field("choice_name")), Fen(int(record.field("fen") or "0"))
    return group, Choice(record.field("choice_id"), name, fen)


def _is_fen(text: str) -> bool:
    return not text or (_FEN.fullmatch(text) is not None and abs(int(text)) <= PRICE_FEN_MAX)


_COLUMNS = (
    (RowReason.OPTION_ID, ("group_id", "choice_id"), lambda text: _ID.fullmatch(text) is not None),
    (RowReason.OPTION_NAME, ("group_name",), lambda text: len(clean_name(text)) <= NAME_LENGTH_MAX),
    (RowReason.OPTION_NAME, ("choice_name",), lambda text: 0 < len(clean_name(text)) <= NAME_LENGTH_MAX),
    (RowReason.OPTION_COUNT, ("least", "most"), lambda text: not text or _COUNT.fullmatch(text) is not None),
    (RowReason.OPTION_FEN, ("fen",), _is_fen),
    (RowReason.OPTION_DEFAULT, ("default",), lambda text: text.lower() in YES_OR_NO),
)
"""What each column must be like; `group_name` may be left out behind a group's first row."""


def _refused(record: Record, reason: RowReason, value: str) -> RefusedRow:
    return RefusedRow(record.line, reason, {"value": shown(value)})
