"""A payment provider as the agent sees it: what it can be asked, and every answer that there can be."""

from typing import Protocol, TypeAlias

import msgspec

from edge_agent.domain.money import Fen


class Charge(msgspec.Struct, frozen=True):
    """What a customer is to pay."""

    order_no: str
    amount_fen: Fen
    wallet: str
    """`wechat` or `alipay`."""
    code: str
    """The customer's: never in a log."""

    def __repr__(self) -> str:
        return f"Charge({self.order_no}, {self.amount_fen})"


class Return(msgspec.Struct, frozen=True):
    """Money that goes back: under a number of its own, of the payment `order_no`."""

    refund_no: str
    order_no: str
    amount_fen: Fen


class Paid(msgspec.Struct, frozen=True):
    """The customer has paid; of a return, the money has gone back."""

    provider_ref: str


class Declined(msgspec.Struct, frozen=True):
    """The provider will not do it, in its own words; no money moves."""

    reason: str


class AwaitingCustomer(msgspec.Struct, frozen=True):
    """The customer is asked for a password (用户支付中); of a return, it is under way."""


class Reversed(msgspec.Struct, frozen=True):
    """The number is closed: no money was taken, or it has been given back; it can take none any more."""


class NotKnown(msgspec.Struct, frozen=True):
    """The provider has never heard of the number."""


class NotSent(msgspec.Struct, frozen=True):
    """The provider could not be reached: not a byte of the request left."""


class NoAnswer(msgspec.Struct, frozen=True):
    """The request may have arrived, and no answer came that can be read; money may have moved."""

    reason: str
    """For the log: `timeout`, `lost`, `http-500`, `malformed`."""


PayAnswer: TypeAlias = Paid | Declined | AwaitingCustomer | NotSent | NoAnswer
QueryAnswer: TypeAlias = Paid | Declined | AwaitingCustomer | Reversed | NotKnown | NotSent | NoAnswer
ReverseAnswer: TypeAlias = Paid | Reversed | NotSent | NoAnswer
"""`Paid`: the number is paid for good and cannot be reversed."""
ReturnAnswer: TypeAlias = Paid | Declined | AwaitingCustomer | NotSent | NoAnswer
QueryReturnAnswer: TypeAlias = ReturnAnswer | NotKnown


class PaymentProvider(Protocol):
    """A provider of payment codes; every call has a deadline and never raises."""

    async def pay(self, charge: Charge) -> PayAnswer:
        """Charge a customer's code. Asked once per order number, never again."""
        ...

    async def query(self, order_no: str) -> QueryAnswer:
        """What became of a charge."""
        ...

    async def reverse(self, order_no: str) -> ReverseAnswer:
        """Close an order number, whatever became of it; may be repeated."""
        ...

    async def refund(self, back: Return) -> ReturnAnswer:
        """Give money back; the same number again does nothing again."""
        ...

    async def query_refund(self, refund_no: str) -> QueryReturnAnswer:
        """What became of a return."""
        ...

    async def close(self) -> None:
        """Give up the connections."""
        ...
