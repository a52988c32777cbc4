"""The bodies of `POST /v1/carts/{id}/tenders`, both ways."""

from typing import TypeAlias

import msgspec

from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.sales import SaleView


class CashTenderRequest(Body, frozen=True, tag="cash", tag_field="kind"):
    """Notes and coins received."""

    amount_fen: int


class ExternalTenderRequest(Body, frozen=True, tag="external", tag_field="kind", omit_defaults=True):
    """Money taken on a device that the till does not drive."""

    method: str
    amount_fen: int
    reference: str | None = None


class ExchangeTenderRequest(Body, frozen=True, tag="exchange", tag_field="kind", omit_defaults=True):
    """换货: what comes back covers all of it, and the customer pays nothing.

    What is left of it goes back as in a refund: `refund.confirm-external` asks for other devices first.
    """

    external_done: bool = False
    external_fen: int | None = None
    reference: str | None = None


TenderRequest: TypeAlias = CashTenderRequest | ExternalTenderRequest | ExchangeTenderRequest
"""`POST /v1/carts/{id}/tenders`."""


class TenderAnswer(msgspec.Struct, frozen=True):
    """A tender that was taken; `sale` is there as soon as the tenders cover the total."""

    cart: CartView
    sale: SaleView | None = None
