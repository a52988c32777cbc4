"""What the simulated provider and its client say to one another, in JSON over HTTP/1.1.

POST /v1/charges                      ChargeAsked → Told
GET  /v1/charges/{order_no}           Told, or 404
POST /v1/charges/{order_no}/reverse   Told; closes the number, known or not
POST /v1/refunds                      RefundAsked → Told
GET  /v1/refunds/{refund_no}          Told, or 404
"""

import enum

import msgspec

CHARGES = "/v1/charges"
REFUNDS = "/v1/refunds"
REVERSE = "reverse"
BODY_BYTES_MAX = 65_536


class Status(enum.StrEnum):
    """What the provider says of a number."""

    PAID = "paid"
    DECLINED = "declined"
    AWAITING_CUSTOMER = "awaiting_customer"
    REVERSED = "reversed"


class ChargeAsked(msgspec.Struct, frozen=True):
    """A customer's code is to be charged."""

    order_no: str
    amount_fen: int
    wallet: str
    code: str


class RefundAsked(msgspec.Struct, frozen=True):
    """So much of a charge is to go back."""

    refund_no: str
    order_no: str
    amount_fen: int


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a number stands."""

    status: Status
    provider_ref: str = ""
    reason: str = ""
