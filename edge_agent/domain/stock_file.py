"""A file of opening stock (CSV): every bad row is named with its line and reason, the rest is taken."""

import re

import msgspec

from edge_agent.domain.catalogue_row import RefusedRow, RowReason, shown
from edge_agent.domain.csv_table import Record, read_table
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import THOUSANDTHS, Milli

REQUIRED = ("sku", "quantity")
OPTIONAL = ("expiry", "name")
"""A name is for whoever reads the file: the catalogue knows better."""
_QUANTITY = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))?")


class StockInFile(msgspec.Struct, frozen=True):
    """A row of the file, as it was written."""

    line: int
    sku: Sku
    quantity: Milli
    expiry: str | None


class StockFile(msgspec.Struct, frozen=True):
    """What a file held."""

    rows: tuple[StockInFile, ...]
    refused: tuple[RefusedRow, ...]


def parse_stock(data: bytes) -> StockFile:
    """Read a file of opening stock; raises TableError when it is none."""
    rows: list[StockInFile] = []
    refused: list[RefusedRow] = []
    lines: dict[str, int] = {}
    for record in read_table(data, REQUIRED, OPTIONAL):
        row = record if isinstance(record, RefusedRow) else _row(record, lines)
        if isinstance(row, RefusedRow):
            refused.append(row)
        else:
            rows.append(row)
            lines[row.sku] = row.line
    return StockFile(tuple(rows), tuple(refused))


def read_quantity(text: str) -> Milli | None:
    """Thousandths from what people write (`12`, `3.5`); None when it is no quantity."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    return Milli(int(found[1]) * THOUSANDTHS + int((found[2] or "").ljust(3, "0")))


def _row(record: Record, lines: dict[str, int]) -> StockInFile | RefusedRow:
    sku, written = record.field("sku").upper(), record.field("quantity")
    quantity = read_quantity(written)
    if not sku:
        return RefusedRow(record.line, RowReason.SKU_EMPTY)
    if sku in lines:
        return RefusedRow(record.line, RowReason.SKU_TWICE, {"value": shown(sku), "line": lines[sku]})
    if quantity is None:
        return RefusedRow(record.line, RowReason.QUANTITY, {"value": shown(written)})
    return StockInFile(record.line, Sku(sku), quantity, record.field("expiry") or None)
