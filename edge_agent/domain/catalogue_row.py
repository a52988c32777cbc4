"""One row of a catalogue file, read field by field, and why a row is not taken."""

import enum
import unicodedata
from collections.abc import Mapping

import msgspec

from edge_agent.domain import gtin
from edge_agent.domain.catalogue import NAME_LENGTH_MAX, PRICE_FEN_MAX, Article
from edge_agent.domain.errors import Params
from edge_agent.domain.ids import Sku
from edge_agent.domain.labels import PLU_LENGTH
from edge_agent.domain.money import Fen
from edge_agent.domain.names import clean_name
from edge_agent.domain.quantity import Unit
from edge_agent.domain.scan import MENU_LENGTH_MAX, is_own_number, menu_no

PREP_SECONDS_MAX = 86_400
_PRICE_DIGITS_MAX = 12
_SHOWN_LENGTH_MAX = 40
_UNITS: Mapping[str, Unit] = {unit.value: unit for unit in Unit}


class RowReason(enum.StrEnum):
    """Why a row was not taken; the sentences are in `edge_agent.wire.words`."""

    ROW = "row"
    """Quotes that are not closed, or not where they may be."""
    COLUMNS = "columns"
    SKU_EMPTY = "sku-empty"
    SKU_CHARACTERS = "sku-characters"
    SKU_TWICE = "sku-twice"
    NAME_EMPTY = "name-empty"
    UNIT = "unit"
    PRICE = "price"
    PRICE_NEGATIVE = "price-negative"
    PRICE_TOO_LARGE = "price-too-large"
    GTIN = "gtin"
    GTIN_EXCEL = "gtin-excel"
    """A spreadsheet has turned the barcode into something like 6.92117E+12."""
    GTIN_CHECK_DIGIT = "gtin-check-digit"
    GTIN_TWICE = "gtin-twice"
    PLU = "plu"
    PLU_TWICE = "plu-twice"
    MENU_NO = "menu-no"
    MENU_NO_TWICE = "menu-no-twice"
    PREP_SECONDS = "prep-seconds"


class NoteKind(enum.StrEnum):
    """What was changed on the way, or will surprise at the counter."""

    NAME_CLEANED = "name-cleaned"
    NAME_CUT = "name-cut"
    COLLISION = "collision"
    """The same typed text means two articles: the first gets it."""
    SKU_UNREACHABLE = "sku-unreachable"
    """An own number that reads as a barcode with a wrong check digit, so that nobody can type it."""


class RefusedRow(msgspec.Struct, frozen=True):
    """A row that was not taken."""

    line: int
    """In the file, from 1; the heading is a line too."""
    reason: RowReason
    params: Params = {}


class Note(msgspec.Struct, frozen=True):
    """Something worth knowing about what was taken."""

    kind: NoteKind
    params: Params


class Row:
    """One row, read field by field; the first thing wrong in it is its reason."""

    def __init__(self, line: int, fields: Mapping[str, str]) -> None:
        self._line = line
        self._fields = fields
        self.refused: RefusedRow | None = None
        self.notes: list[Note] = []

    def article(self) -> Article:
        """The row's article; meaningless when `refused` is set."""
        return Article(
            sku=self._sku(),
            name=self._name(),
            unit=self._unit(),
            price_fen=self._price(),
            gtins=self._gtins(),
            plu=self._plu(),
            menu_no=self._menu_no(),
            category=clean_name(self._field("category"))[:NAME_LENGTH_MAX],
            tax_class=clean_name(self._field("tax_class"))[:NAME_LENGTH_MAX],
            prep_seconds=self._prep_seconds(),
        )

    def _field(self, column: str) -> str:
        return self._fields.get(column, "").strip()

    def _refuse(self, reason: RowReason, value: str) -> None:
        if self.refused is None:
            self.refused = RefusedRow(self._line, reason, {"value": shown(value)})

    def _sku(self) -> Sku:
        sku = self._field("sku").upper()
        if not sku:
            self._refuse(RowReason.SKU_EMPTY, sku)
        elif not is_own_number(sku):
            self._refuse(RowReason.SKU_CHARACTERS, sku)
        return Sku(sku)

    def _name(self) -> str:
        written = self._field("name")
        name = clean_name(written)
        if not name:
            self._refuse(RowReason.NAME_EMPTY, written)
        if name != unicodedata.normalize("NFC", written):
            self.notes.append(Note(NoteKind.NAME_CLEANED, {"line": self._line, "name": shown(name)}))
        if len(name) > NAME_LENGTH_MAX:
            name = name[:NAME_LENGTH_MAX].rstrip()
            params: Params = {"line": self._line, "name": shown(name), "max": NAME_LENGTH_MAX}
            self.notes.append(Note(NoteKind.NAME_CUT, params))
        return name

    def _unit(self) -> Unit:
        written = self._field("unit").lower()
        unit = _UNITS.get(written)
        if unit is None:
            self._refuse(RowReason.UNIT, written)
        return unit or Unit.EACH

    def _price(self) -> Fen:
        written = self._field("price_fen")
        if written.startswith("-"):
            self._refuse(RowReason.PRICE_NEGATIVE, written)
        elif not gtin.is_digits(written):
            self._refuse(RowReason.PRICE, written)
        elif len(written) > _PRICE_DIGITS_MAX or int(written) > PRICE_FEN_MAX:
            self._refuse(RowReason.PRICE_TOO_LARGE, written)
        else:
            return Fen(int(written))
        return Fen(0)

    def _gtins(self) -> tuple[str, ...]:
        codes = self._field("gtin").replace(";", " ").replace("；", " ").split()
        return tuple(dict.fromkeys(self._gtin(code) for code in codes))

    def _gtin(self, code: str) -> str:
        normalised = gtin.normalised(code)
        if normalised is None:
            self._refuse(_gtin_reason(code), code)
        return normalised or ""

    def _plu(self) -> str | None:
        plu = self._digits("plu", PLU_LENGTH, RowReason.PLU)
        return plu and plu.zfill(PLU_LENGTH)

    def _menu_no(self) -> str | None:
        digits = self._digits("menu_no", MENU_LENGTH_MAX, RowReason.MENU_NO)
        return digits and menu_no(digits)

    def _prep_seconds(self) -> int:
        seconds = self._digits("prep_seconds", len(str(PREP_SECONDS_MAX)), RowReason.PREP_SECONDS)
        if int(seconds or "0") > PREP_SECONDS_MAX:
            self._refuse(RowReason.PREP_SECONDS, str(seconds))
        return int(seconds or "0")

    def _digits(self, column: str, length_max: int, reason: RowReason) -> str | None:
        written = self._field(column)
        if written and not (gtin.is_digits(written) and len(written) <= length_max):
            self._refuse(reason, written)
            return None
        return written or None


def _gtin_reason(code: str) -> RowReason:
    if "E+" in code.upper():
        return RowReason.GTIN_EXCEL
    if gtin.is_digits(code) and len(code) in gtin.LENGTHS:
        return RowReason.GTIN_CHECK_DIGIT
    return RowReason.GTIN


def shown(value: str) -> str:
    """A value as a message may show it."""
    return clean_name(value)[:_SHOWN_LENGTH_MAX]
