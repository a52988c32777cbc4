"""One row of a catalogue file, read field by field."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

import msgspec

from edge_agent.domain import gtin
from edge_agent.domain.catalogue import NAME_LENGTH_MAX, PRICE_FEN_MAX, Article, PriceUnit
from edge_agent.domain.catalogue_row import Note, NoteKind, RefusedRow, RowReason, shown
from edge_agent.domain.errors import Params
from edge_agent.domain.ids import Sku
from edge_agent.domain.labels import PLU_LENGTH
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.names import clean_name
from edge_agent.domain.quantity import Unit
from edge_agent.domain.scan import MENU_LENGTH_MAX, is_own_number, menu_no

PREP_SECONDS_MAX = 86_400
STATION_LENGTH_MAX = 20
TAX_CODE_LENGTH = 19
"""Of 商品和服务税收分类编码 (国家税务总局公告 2017 年第 45 号)."""
_PRICE_DIGITS_MAX = 12
_UNITS: Mapping[str, Unit] = {unit.value: unit for unit in Unit}
_PRICE_UNITS = {"": PriceUnit.KG, "kg": PriceUnit.KG, "500g": PriceUnit.JIN, "斤": PriceUnit.JIN}
YES_OR_NO = {
    **dict.fromkeys(("1", "yes", "true", "是"), True),
    **dict.fromkeys(("", "0", "no", "false", "否"), False),
}
"""What people write into a column that is one or the other."""
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)


class FileRules(msgspec.Struct, frozen=True):
    """What a catalogue file is measured by."""

    tax_classes: frozenset[str] | None = None
    """The ids of the shop's; None lets any pass."""
    zone: tzinfo = UTC
    """Of the shop's clock, in which `valid_from` is written."""


ANY_SHOP = FileRules()


class Row:
    """One row, read field by field; the first thing wrong in it is its reason."""

    def __init__(self, line: int, fields: Mapping[str, str], rules: FileRules) -> None:
        self._line = line
        self._fields = fields
        self._rules = rules
        self.refused: RefusedRow | None = None
        self.notes: list[Note] = []

    def article(self) -> Article:
        """The row's article; meaningless when `refused` is set."""
        sku, name, unit, price = self._sku(), self._name(), self._unit(), self._price()
        return Article(
            sku=sku,
            name=name,
            unit=unit,
            price_fen=price,
            gtins=self._gtins(),
            plu=self._plu(),
            menu_no=self._menu_no(),
            category=clean_name(self._field("category"))[:NAME_LENGTH_MAX],
            tax_class=self._tax_class(),
            tax_code=self._tax_code(),
            station=self._station(),
            prep_seconds=self._prep_seconds(),
            member_price_fen=self._member_price(price),
            cost_fen=self._optional_fen("cost_fen", RowReason.COST),
            price_unit=self._price_unit(unit),
            is_open_price=self._is_open_price(),
        )

    def valid_from(self) -> Millis | None:
        """From when on the row's prices hold; None is at once."""
        written = self._field("valid_from")
        if not written:
            return None
        moment = _moment(written, self._rules.zone)
        if moment is None:
            self._refuse(RowReason.VALID_FROM, written)
        return moment

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

    def _tax_class(self) -> str:
        tax_class = self._field("tax_class")
        known = self._rules.tax_classes
        if tax_class and known is not None and tax_class not in known:
            self._refuse(RowReason.TAX_CLASS, tax_class)
        return clean_name(tax_class)[:NAME_LENGTH_MAX]

    def _tax_code(self) -> str:
        code = self._field("tax_code")
        if code and not (gtin.is_digits(code) and len(code) == TAX_CODE_LENGTH):
            self._refuse(RowReason.TAX_CODE, code)
        return code

    def _station(self) -> str:
        station = clean_name(self._field("station"))
        if len(station) > STATION_LENGTH_MAX:
            self._refuse(RowReason.STATION, station)
        return station

    def _member_price(self, price: Fen) -> Fen | None:
        member_price = self._optional_fen("member_price_fen", RowReason.MEMBER_PRICE)
        if member_price is not None and member_price > price:
            self._refuse(RowReason.MEMBER_PRICE_ABOVE, str(member_price))
        return member_price

    def _price_unit(self, unit: Unit) -> PriceUnit:
        written = self._field("price_unit").lower()
        price_unit = _PRICE_UNITS.get(written)
        if price_unit is None or (price_unit is PriceUnit.JIN and unit is not Unit.KG):
            self._refuse(RowReason.PRICE_UNIT, written)
        return price_unit or PriceUnit.KG

    def _is_open_price(self) -> bool:
        written = self._field("is_open_price").lower()
        if written not in YES_OR_NO:
            self._refuse(RowReason.OPEN_PRICE, written)
        return YES_OR_NO.get(written, False)

    def _optional_fen(self, column: str, reason: RowReason) -> Fen | None:
        written = self._field(column)
        if not written:
            return None
        if not (
            gtin.is_digits(written) and len(written) <= _PRICE_DIGITS_MAX and int(written) <= PRICE_FEN_MAX
        ):
            self._refuse(reason, written)
            return None
        return Fen(int(written))

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


def _moment(written: str, zone: tzinfo) -> Millis | None:
    """`2026-12-01`, with a time or without, as spreadsheets write it; on the shop's own clock."""
    found = _MOMENT.fullmatch(written)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return Millis(int(moment.timestamp()) * SECOND)
    except (ValueError, OverflowError):
        return None
