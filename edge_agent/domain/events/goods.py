"""What the shop sells, as the shop itself changed it."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import Sku, StaffId
from edge_agent.domain.money import Fen


class CatalogueImported(Data, frozen=True):
    """A file of articles was taken in."""

    TYPE: ClassVar[str] = "catalogue.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int


class OptionsImported(Data, frozen=True):
    """A file of articles' options was taken in."""

    TYPE: ClassVar[str] = "options.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int


class PriceChanged(Data, frozen=True):
    """The shop itself put another price on an article (调价)."""

    TYPE: ClassVar[str] = "price.changed"
    sku: Sku
    price_fen: Fen
    member_price_fen: Fen | None
    """None takes the member price away."""
    old_price_fen: Fen
    old_member_price_fen: Fen | None
    approved_by: StaffId | None = None


class ArticleSoldOut(Data, frozen=True):
    """沽清: an article, or one choice of its options, is not to be had any more, or is again."""

    TYPE: ClassVar[str] = "article.sold_out"
    sku: Sku
    sold_out: bool
    group: str = ""
    choice: str = ""
    """Both empty: the article as a whole."""
    approved_by: StaffId | None = None
