"""The articles of a cart's lines, and what the customer may choose of them."""

from edge_agent.db.queries import articles as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart
from edge_agent.domain.catalogue import Article, OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import Sku
from edge_agent.domain.scan import ArticleKey, KeyKind
from edge_agent.services.articles import find_article
from edge_agent.services.views import option_views
from edge_agent.wire.types import OptionGroupView


def find_by_sku(tx: Tx, sku: Sku) -> Article | None:
    """The article of that own number, as the catalogue has it now."""
    return find_article(tx, (ArticleKey(KeyKind.SKU, sku),))


def groups_of_line(tx: Tx, cart: Cart, line_no: int) -> tuple[OptionGroup, ...]:
    """The option groups of a line's article; none for one that the catalogue has no more."""
    line = next(line for line in cart.lines if line.no == line_no)
    article = find_by_sku(tx, line.sku)
    return article.options if article else ()


async def read_options(reads: Reads, cart: Cart, line_no: int) -> list[OptionGroupView] | Refused:
    """The same as the wire shows it, with the choices that the line has."""
    line = next((line for line in cart.live_lines if line.no == line_no), None)
    if line is None:
        return Refused(Code.CART_LINE_UNKNOWN, {"line": line_no})
    row = await reads.one(queries.BY_SKU, line.sku)
    return list(option_views(row.article().options, line)) if row else []
