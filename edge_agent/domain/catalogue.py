"""What the shop sells: an article, its codes and its price."""

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit

NAME_LENGTH_MAX = 100
PRICE_FEN_MAX = Fen(100_000_000)
"""One million yuan: a price above it is a slip of the finger."""


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
    prep_seconds: int = 0
    """Above zero: made to order."""
