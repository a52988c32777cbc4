"""A cart on another business day: every line as it would cost if it were scanned now."""

from collections.abc import Mapping

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.cart_lines import reoptioned
from edge_agent.domain.cart_options import at_prices_of
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import RulesHash, Sku
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.pricing import PricedCart, PricedLine, StepKind


class Today(msgspec.Struct, frozen=True):
    """What a cart is renewed by."""

    business_date: BusinessDate
    at: Millis
    utc_offset_minutes: int
    rules: RulesHash
    articles: Mapping[Sku, Article]
    """Those of the cart's lines that the catalogue still has."""


def renew(cart: Cart, today: Today) -> Cart:
    """The cart with the catalogue's prices and the rules of today; its version is the caller's to raise.

    It counts as opened now: a promotion that ended in between holds no more.
    Money on a label, typed prices (无码商品) and changed ones (改价) stay. A total that was agreed on was
    agreed for the prices before, and goes.
    """
    discount = cart.order_discount
    return msgspec.structs.replace(
        cart,
        lines=tuple(_renewed(line, today) if line.is_live else line for line in cart.lines),
        opened_at=today.at,
        business_date=today.business_date,
        utc_offset_minutes=today.utc_offset_minutes,
        rules=today.rules,
        order_discount=None if discount is not None and discount.total_fen is not None else discount,
    )


def moved_lines(before: PricedCart, after: PricedCart) -> tuple[int, ...]:
    """The numbers of the lines that cost something else now, each taken by itself."""
    costs = {line.line.no: _by_itself(line) for line in before.lines}
    return tuple(line.line.no for line in after.lines if costs.get(line.line.no) != _by_itself(line))


def _renewed(line: Line, today: Today) -> Line:
    line = msgspec.structs.replace(line, added_at=today.at)  # timed prices go by it
    article = today.articles.get(line.sku)
    if article is None or article.unit is not line.unit:
        return line
    line = msgspec.structs.replace(
        line, category=article.category, tax_class=article.tax_class, tax_code=article.tax_code
    )
    return line if article.is_open_price or _is_fixed(line) else _repriced(line, article)


def _repriced(line: Line, article: Article) -> Line:
    bare = msgspec.structs.replace(
        line, price_fen=article.price_fen, member_price_fen=article.member_price_fen, options=()
    )
    renewed = reoptioned(bare, at_prices_of(article.options, line.options))
    return line if isinstance(renewed, Refused) else renewed


def _is_fixed(line: Line) -> bool:
    """A label or a person has set the price."""
    has_label_money = line.label is not None and line.label.amount_fen is not None
    return has_label_money or line.is_open_price or line.list_price_fen is not None


_OF_THE_LINE = frozenset({StepKind.MEMBER, StepKind.TIMED, StepKind.MULTI, StepKind.MANUAL})


def _by_itself(line: PricedLine) -> int:
    """Without its share of what is taken off the whole: that moves as soon as any other line does."""
    return line.gross_fen + sum(step.fen for step in line.steps if step.kind in _OF_THE_LINE)
