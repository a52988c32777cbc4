"""Articles as rows."""

import msgspec

from edge_agent.db.query import Command, Query
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit


class ArticleRow(msgspec.Struct, frozen=True):
    """An article's columns."""

    sku: str
    name: str
    unit: str
    price_fen: int
    gtins: str
    plu: str | None
    menu_no: str | None
    category: str
    tax_class: str
    prep_seconds: int

    def article(self) -> Article:
        """The article that the columns mean."""
        return Article(
            sku=Sku(self.sku),
            name=self.name,
            unit=Unit(self.unit),
            price_fen=Fen(self.price_fen),
            gtins=tuple(self.gtins.split()),
            plu=self.plu,
            menu_no=self.menu_no,
            category=self.category,
            tax_class=self.tax_class,
            prep_seconds=self.prep_seconds,
        )


BY_GTIN = Query("articles.by_gtin", ArticleRow)
BY_PLU = Query("articles.by_plu", ArticleRow)
BY_MENU_NO = Query("articles.by_menu_no", ArticleRow)
BY_SKU = Query("articles.by_sku", ArticleRow)
SEARCH = Query("articles.search", ArticleRow)
SAVE = Command("articles.save")
FORGET_GTINS = Command("articles.forget_gtins")
SAVE_GTIN = Command("articles.save_gtin")
