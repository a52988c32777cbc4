"""A file of members (CSV): every bad row is named with its line and reason, the rest is taken."""

import msgspec

from edge_agent.domain.catalogue_row import RefusedRow, RowReason, shown
from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.members import NAME_LENGTH_MAX, POINTS_MAX, is_member_code
from edge_agent.domain.names import clean_name
from edge_agent.domain.phones import Phone, read_phone, tail_of

REQUIRED = ("phone",)
OPTIONAL = ("code", "name", "points")
_DIGITS_MAX = len(str(POINTS_MAX))


class MemberInFile(msgspec.Struct, frozen=True):
    """A row of the file."""

    line: int
    phone: Phone
    code: str | None
    name: str
    points: int | None
    """The balance from now on; None leaves it as it is."""


class MembersFile(msgspec.Struct, frozen=True):
    """What a file held."""

    members: tuple[MemberInFile, ...]
    refused: tuple[RefusedRow, ...]


def parse_members(data: bytes) -> MembersFile:
    """Read a file of members; raises TableError when it is none."""
    members: list[MemberInFile] = []
    refused: list[RefusedRow] = []
    phones: dict[str, int] = {}
    codes: dict[str, int] = {}
    for record in read_table(data, REQUIRED, OPTIONAL):
        row = record if isinstance(record, RefusedRow) else _member(record)
        if isinstance(row, MemberInFile):
            row = _twice(row, phones, codes) or row
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        members.append(row)
        phones[row.phone] = row.line
        if row.code:
            codes[row.code] = row.line
    return MembersFile(tuple(members), tuple(refused))


def _member(record: Record) -> MemberInFile | RefusedRow:
    phone, code, points = record.field("phone"), record.field("code"), record.field("points")
    number, name = read_phone(phone), clean_name(record.field("name"))
    if number is None:
        return RefusedRow(record.line, RowReason.PHONE)
    if code and not is_member_code(code):
        return RefusedRow(record.line, RowReason.MEMBER_CODE, {"value": shown(code)})
    if len(name) > NAME_LENGTH_MAX:
        return RefusedRow(record.line, RowReason.MEMBER_NAME, {"max": NAME_LENGTH_MAX})
    if points and not _is_balance(points):
        return RefusedRow(record.line, RowReason.POINTS, {"value": shown(points), "max": POINTS_MAX})
    return MemberInFile(record.line, number, code or None, name, int(points) if points else None)


def _is_balance(text: str) -> bool:
    digits = text.removeprefix("-")
    return (
        digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX and int(digits) <= POINTS_MAX
    )


def _twice(row: MemberInFile, phones: dict[str, int], codes: dict[str, int]) -> RefusedRow | None:
    """The same person again; a row's number is named by its tail, as it is everywhere."""
    if row.phone in phones:
        params: dict[str, str | int] = {"value": tail_of(row.phone), "line": phones[row.phone]}
        return RefusedRow(row.line, RowReason.PHONE_TWICE, params)
    if row.code in codes:
        return RefusedRow(row.line, RowReason.MEMBER_CODE_TWICE, {"value": row.code, "line": codes[row.code]})
    return None
