"""Headquarters' check: the price of a finished sale worked out again from what its event holds."""

from edge_agent.domain.cart import Cart, CartCoupon, CartMember, Line
from edge_agent.domain.events.sales import SaleCompleted, SoldLine
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.pricing.plans import price
from edge_agent.domain.pricing.priced import PricedCart
from edge_agent.domain.promotions import Rules


def recompute(sale: SaleCompleted, rules: Rules) -> PricedCart:
    """What the sale cost by `rules`, those of its hash; another fen than the sale's is to be reported."""
    return price(_cart(sale), rules)


def _cart(sale: SaleCompleted) -> Cart:
    """The cart that was priced: all of it that a price can come from."""
    return Cart(
        id=sale.cart,
        till=TillId(""),
        staff=StaffId(""),
        created_at=sale.opened_at,
        lines=tuple([_line(line) for line in sale.lines]),
        opened_at=sale.opened_at,
        utc_offset_minutes=sale.utc_offset_minutes,
        rules=sale.rules,
        member=CartMember(sale.member, "", 0) if sale.member else None,
        coupons=tuple([CartCoupon(coupon.code, coupon.rule) for coupon in sale.coupons]),
        order_discount=sale.order_discount,
        points_spent=sale.points_spent,
        points_fen=sale.points_fen,
    )


def _line(sold: SoldLine) -> Line:
    return Line(
        no=sold.no,
        sku=sold.sku,
        name=sold.name,
        unit=sold.unit,
        quantity=sold.quantity,
        price_fen=sold.price_fen,
        code=sold.code,
        added_at=sold.added_at,
        category=sold.category,
        tax_class=sold.tax_class,
        label=sold.label,
        voided_at=sold.voided_at,
        prep_seconds=sold.prep_seconds,
        tax_code=sold.tax_code,
        station=sold.station,
        options=sold.options,
        member_price_fen=sold.member_price_fen,
        typed_weight=sold.typed_weight,
        is_open_price=sold.is_open_price,
        list_price_fen=sold.list_price_fen,
        pay_permille=sold.pay_permille,
    )
