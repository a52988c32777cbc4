"""A CSV file as rows of named fields: UTF-8 or GB18030, with a heading; what cannot be read is named."""

import csv
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

from edge_agent.domain.catalogue_row import RefusedRow, RowReason, shown
from edge_agent.domain.errors import Code, TableError

RECORD_LINES_MAX = 10
"""A quoted field may hold line ends; a quote that is never closed must not swallow the file."""


class Record(msgspec.Struct, frozen=True):
    """A row's fields by the names of their columns, and the line on which it begins, from 1."""

    line: int
    fields: dict[str, str]

    def field(self, column: str) -> str:
        """What stands in a column, without the spaces around it; nothing when the file lacks the column."""
        return self.fields.get(column, "").strip()


_Raw: TypeAlias = tuple[int, list[str] | None]


def read_table(
    data: bytes, required: Sequence[str], optional: Sequence[str]
) -> Iterator[Record | RefusedRow]:
    """Every row, or why it is none; empty lines are left out.

    Raises TableError at once. FILE_UNREADABLE: it is no text; FILE_HEADER: columns are missing, unknown or
    repeated.
    """
    raw = _raw_records(_decoded(data))
    columns = _columns(raw, required, optional)
    return (_record(line, columns, fields) for line, fields in raw)


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, else GB18030, which Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError(Code.FILE_UNREADABLE)


def _raw_records(text: str) -> Iterator[_Raw]:
    """Each record with the line on which it begins; None for one that is no CSV."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        fields, taken = _raw_record(lines, at)
        if fields is None or any(field.strip() for field in fields):
            yield at + 1, fields
        at += taken


def _raw_record(lines: list[str], at: int) -> tuple[list[str] | None, int]:
    for taken in range(1, min(RECORD_LINES_MAX, len(lines) - at) + 1):
        try:
            return next(csv.reader(["\n".join(lines[at : at + taken])], strict=True), []), taken
        except csv.Error:
            continue
    return None, 1


def _columns(raw: Iterator[_Raw], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    """The heading's names; raises TableError with all that is wrong in it."""
    _, heading = next(raw, (1, []))
    columns = [column.strip().lower() for column in heading or []]
    while columns and not columns[-1]:
        columns.pop()
    missing = [column for column in required if column not in columns]
    unknown = [column or '""' for column in columns if column not in (*required, *optional)]
    repeated = [column for place, column in enumerate(columns) if column in columns[:place]]
    if missing or unknown or repeated:
        raise TableError(
            Code.FILE_HEADER,
            missing=_listed(missing),
            unknown=_listed(unknown),
            repeated=_listed(repeated),
        )
    return columns


def _listed(columns: list[str]) -> str:
    return shown(", ".join(columns)) or "-"


def _record(line: int, columns: list[str], fields: list[str] | None) -> Record | RefusedRow:
    if fields is None:
        return RefusedRow(line, RowReason.ROW)
    if any(field.strip() for field in fields[len(columns) :]):
        return RefusedRow(line, RowReason.COLUMNS, {"found": len(fields), "expected": len(columns)})
    return Record(line, dict(zip(columns, fields, strict=False)))
