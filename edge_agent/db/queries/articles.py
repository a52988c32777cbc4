"""Articles as rows: what an import brought, with the prices and the 沽清 that hold now."""

import msgspec

from edge_agent.db.query import Command, Query
from edge_agent.domain.catalogue import Article, OptionGroup, PriceUnit
from edge_agent.domain.catalogue_now import SOLD_OUT_WHOLE, Price, current_price, with_sold_out
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit

_options = msgspec.json.Decoder(tuple[OptionGroup, ...])


class SkuRow(msgspec.Struct, frozen=True):
    """Whose a code is."""

    sku: str


class ArticleRow(msgspec.Struct, frozen=True):
    """An article's columns, the last price of an import for now, the shop's own, and what is sold out."""

    sku: str
    name: str
    unit: str
    price_fen: int
    gtins: str
    plu: str | None
    menu_no: str | None
    category: str
    tax_class: str
    tax_code: str
    station: str
    prep_seconds: int
    member_price_fen: int | None
    cost_fen: int | None
    price_unit: str
    is_open_price: int
    options: str
    fed_price_fen: int | None
    fed_member_price_fen: int | None
    fed_since: int | None
    own_price_fen: int | None
    own_member_price_fen: int | None
    own_since: int | None
    sold_out: str | None

    def article(self) -> Article:
        """The article as it is now."""
        now = self.price()
        sold_out = frozenset((self.sold_out or "").split())
        return Article(
            sku=Sku(self.sku),
            name=self.name,
            unit=Unit(self.unit),
            price_fen=now.fen,
            gtins=tuple(self.gtins.split()),
            plu=self.plu,
            menu_no=self.menu_no,
            category=self.category,
            tax_class=self.tax_class,
            tax_code=self.tax_code,
            station=self.station,
            prep_seconds=self.prep_seconds,
            member_price_fen=now.member_fen,
            cost_fen=None if self.cost_fen is None else Fen(self.cost_fen),
            price_unit=PriceUnit(self.price_unit),
            is_open_price=bool(self.is_open_price),
            options=with_sold_out(self.groups(), sold_out),
            sold_out=SOLD_OUT_WHOLE in sold_out,
        )

    def groups(self) -> tuple[OptionGroup, ...]:
        """The option groups as the file had them."""
        return _options.decode(self.options) if self.options else ()

    def fed_price(self) -> Price:
        """What the last import says that it costs now."""
        return _price(self.fed_price_fen, self.fed_member_price_fen, self.fed_since) or Price(
            Fen(self.price_fen), _fen(self.member_price_fen), 0
        )

    def price(self) -> Price:
        """What it costs now."""
        own = _price(self.own_price_fen, self.own_member_price_fen, self.own_since)
        return current_price(self.fed_price(), own)


class FoundRow(ArticleRow, frozen=True):
    """An article that a search has found."""

    on_hand: int | None


def _price(fen: int | None, member_fen: int | None, since: int | None) -> Price | None:
    return None if fen is None else Price(Fen(fen), _fen(member_fen), since or 0)


def _fen(amount: int | None) -> Fen | None:
    return None if amount is None else Fen(amount)


SKU_OF_GTIN = Query("articles.sku_of_gtin", SkuRow)
SKU_OF_PLU = Query("articles.sku_of_plu", SkuRow)
SKU_OF_MENU_NO = Query("articles.sku_of_menu_no", SkuRow)
NOW = Query("articles.now", ArticleRow)
NOW_BY_GTIN = Query("articles.now_by_gtin", ArticleRow)
SEARCH = Query("articles.search", FoundRow)
SAVE = Command("articles.save")
SAVE_CODES = Command("articles.save_codes")
SAVE_OPTIONS = Command("articles.save_options")
REMOVE = Command("articles.remove")
FORGET_GTINS = Command("articles.forget_gtins")
SAVE_GTIN = Command("articles.save_gtin")
SAVE_PRICE = Command("articles.save_price")
FORGET_PRICES = Command("articles.forget_prices")
