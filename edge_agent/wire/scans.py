"""The bodies of `POST /v1/carts/{id}/scan`, both ways."""

import msgspec

from edge_agent.domain.ids import ReceiptNo, Sku
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.goods import OptionGroupView
from edge_agent.wire.payments import PaymentView


class ScanRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/carts/{id}/scan`; needs `If-Match: "<version>"`."""

    code: str
    symbology: str | None = None
    """An AIM identifier (`]C1`), `keyboard` for what a person typed, or nothing."""
    quantity: int | None = None
    """Thousandths; 1000 when left out."""
    weight_grams: int | None = None
    """Typed, after `scan.weight-needed`: the line is marked 手输."""
    price_fen: int | None = None
    """Typed, after `scan.price-needed` (an open-price article) or `scan.unknown` (无码商品)."""
    open_sku: Sku | None = None
    """Under which open-price article an unknown code is sold; None takes the shop's first."""
    confirm: bool = False
    """A person has confirmed what an earlier answer asked about."""


class ScanAnswer(msgspec.Struct, frozen=True):
    """A scan that was taken: the cart now, and what took it."""

    cart: CartView
    line_no: int = 0
    """The line that took it; 0 when it was no article."""
    joined: bool = False
    kind: str = "line"
    """`line`, `member`, `coupon`, `payment`, or `receipt`: a receipt number, which opens a return."""
    options: tuple[OptionGroupView, ...] = ()
    """The option groups of the line's article, when it has any."""
    payment: PaymentView | None = None
    """Begun by a payment code; watch it at `GET /v1/payments/{id}`."""
    receipt_no: ReceiptNo | None = None
