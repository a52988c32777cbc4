"""What the shop sells: an article, its codes and its price."""

import enum

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Unit

NAME_LENGTH_MAX = 100
PRICE_FEN_MAX = Fen(100_000_000)
"""One million yuan: a price above it is a slip of the finger."""


class PriceUnit(enum.StrEnum):
    """By which weight a weighed article's price is told: its price is kept for the kilogram all the same."""

    KG = "kg"
    JIN = "500g"


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One choice of an option group: 大杯, +3.00."""

    id: str
    name: str
    fen: Fen = ZERO
    """What it adds to the unit price; below zero for a cheaper one."""
    sold_out: bool = False


class OptionGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the customer chooses of an article: 杯型, 糖, 冰, 加料."""

    id: str
    name: str
    choices: tuple[Choice, ...]
    least: int = 1
    most: int = 1
    defaults: tuple[str, ...] = ()
    """Ids of the choices that hold when nobody says anything."""


class Article(msgspec.Struct, frozen=True):
    """One thing on sale. `price_fen` is for one piece, or for one kilogram of a weighed article."""

    sku: Sku
    name: str
    unit: Unit
    price_fen: Fen
    gtins: tuple[str, ...] = ()
    """Normalised to 14 digits, leading zeros kept, so that UPC-A and EAN-13 of one article meet."""
    plu: str | None = None
    """Five digits, as a counter scale prints them."""
    menu_no: str | None = None
    """One to three digits, without leading zeros, for what has no barcode."""
    category: str = ""
    tax_class: str = ""
    """One of the shop's `[[tax_classes]]`."""
    tax_code: str = ""
    """税收分类编码, 19 digits, for e-invoices."""
    station: str = ""
    """Where it is made."""
    prep_seconds: int = 0
    """Above zero: made to order."""
    member_price_fen: Fen | None = None
    cost_fen: Fen | None = None
    price_unit: PriceUnit = PriceUnit.KG
    is_open_price: bool = False
    """Its price is typed at each sale (无码商品)."""
    options: tuple[OptionGroup, ...] = ()
    sold_out: bool = False
