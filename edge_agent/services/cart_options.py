"""What the customer may choose of a line's article."""

from edge_agent.db.queries import articles as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart
from edge_agent.domain.catalogue import OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import Millis
from edge_agent.services.articles import find_by_sku
from edge_agent.services.views import option_views
from edge_agent.wire.goods import OptionGroupView


def groups_of_line(tx: Tx, cart: Cart, line_no: int) -> tuple[OptionGroup, ...]:
    """The option groups of a line's article; none for one that the catalogue has no more."""
    line = next(line for line in cart.lines if line.no == line_no)
    article = find_by_sku(tx, line.sku)
    return article.options if article else ()


async def read_options(
    reads: Reads, cart: Cart, line_no: int, now: Millis
) -> list[OptionGroupView] | Refused:
    """The same as the wire shows it, with the choices that the line has."""
    line = next((line for line in cart.live_lines if line.no == line_no), None)
    if line is None:
        return Refused(Code.CART_LINE_UNKNOWN, {"line": line_no})
    row = await reads.one(queries.NOW, now, line.sku)
    return list(option_views(row.article().options, line)) if row else []
