"""The orders of a batch as a table: a row for each line of an order, the rows of one order by its name."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.errors import TableError
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import Millis
from edge_agent.domain.orders import OrderLine
from edge_agent.domain.orders_check import are_texts
from edge_agent.domain.phones import read_phone
from sync.hq.cannot import Cannot
from sync.hq.cli.file import moment_of
from sync.hq.cli.lines import line_of
from sync.hq.orders import NewOrder

REQUIRED = ("order", "sku", "quantity")
OPTIONAL = ("name", "fen", "phone", "leader", "community", "paid")
WORD_LENGTH_MAX = 40


def orders_of(file: Path, store: StoreCode) -> tuple[NewOrder, ...]:
    """The orders in the file; raises Cannot with the first line that says nothing sensible, and OSError."""
    orders: dict[str, list[Record]] = {}
    for record in _records(file):
        if not record.field("order"):
            raise Cannot(f"line {record.line} names no order")
        orders.setdefault(record.field("order"), []).append(record)
    return tuple(_order(records, store) for records in orders.values())


def _records(file: Path) -> Iterator[Record]:
    try:
        for record in read_table(file.read_bytes(), REQUIRED, OPTIONAL):
            if not isinstance(record, Record):
                raise Cannot(f"line {record.line} of {file} is no row of its table")
            yield record
    except TableError as error:
        columns = ",".join((*REQUIRED, *OPTIONAL))
        raise Cannot(f"{file} is no table of {columns} (the first three are needed)") from error


def _order(records: Sequence[Record], store: StoreCode) -> NewOrder:
    """What is said of an order as a whole stands on its first row."""
    first = records[0]
    phone = read_phone(first.field("phone"))
    if first.field("phone") and phone is None:
        raise Cannot(f"line {first.line}: {first.field('phone')!r} is not a mobile number of eleven digits")
    return NewOrder(
        store=store,
        lines=tuple(_line(record, no) for no, record in enumerate(records, 1)),
        phone=phone,
        paid_at=_paid(first),
        leader=_text(first, "leader"),
        community=_text(first, "community"),
    )


def _line(record: Record, no: int) -> OrderLine:
    """A row as `order place --line` takes it."""
    fields = (record.field("sku"), record.field("quantity"), record.field("fen") or "0", record.field("name"))
    if any(":" in field for field in fields):
        raise Cannot(f"line {record.line} has a colon in it")
    try:
        return line_of(":".join(fields), no)
    except Cannot as error:
        raise Cannot(f"line {record.line}: {error}") from error


def _paid(record: Record) -> Millis | None:
    text = record.field("paid")
    try:
        return moment_of(datetime.fromisoformat(text)) if text else None
    except ValueError as error:
        raise Cannot(f"line {record.line}: {text!r} is not a time like 2026-11-22T18:30:05") from error


def _text(record: Record, column: str) -> str:
    text = record.field(column)
    if len(text) > WORD_LENGTH_MAX or not are_texts((text,)):
        raise Cannot(
            f"line {record.line}: the {column} has more than {WORD_LENGTH_MAX} characters, or odd ones"
        )
    return text
