"""A payment through a provider: its states as one table, its number, and what a person may say of it."""

import enum
from collections.abc import Mapping

from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import BusinessDate

ORDER_NO_LENGTH_MAX = 32
"""WeChat Pay: out_trade_no is "32个字符内,只能是数字、大小写字母_-|*", unique per merchant; Alipay takes 64.

https://pay.weixin.qq.com/wiki/doc/api/micropay.php?chapter=9_10
"""
ORDER_NO_RANDOM_BYTES = 8


class PaymentState(enum.StrEnum):
    """Where a payment stands."""

    CREATED = "created"
    """On record, and not a byte has left."""
    SENT = "sent"
    """From here on bytes may have left: never again a charge under this number."""
    AWAITING_CUSTOMER = "awaiting_customer"
    """用户支付中: the customer types a password."""
    PAID = "paid"
    """Of a refund: the money has gone back."""
    DECLINED = "declined"
    REVERSING = "reversing"
    REVERSED = "reversed"
    UNKNOWN = "unknown"
    """The provider was asked and said nothing that decides."""


class Purpose(enum.StrEnum):
    """What the money moves for."""

    SALE = "sale"
    REFUND = "refund"


class Why(enum.StrEnum):
    """Our own reasons for a state; a provider's reason stands as the provider wrote it."""

    OFFLINE = "offline"
    """The provider could not be reached before anything was sent."""
    NO_ANSWER = "no-answer"
    CODE_LOST = "code-lost"
    """The customer's code, which is kept in no file, was gone before anything was sent."""
    CANCELLED = "cancelled"
    """The cashier gave it up."""
    WAITED = "waited"
    """The customer did not confirm in time."""
    RESTARTED = "restarted"
    NO_PROVIDER = "no-provider"
    """The shop's configuration names no provider any more."""


TRANSITIONS: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset((PaymentState.SENT,)),
    PaymentState.SENT: frozenset(
        (
            PaymentState.PAID,
            PaymentState.DECLINED,
            PaymentState.AWAITING_CUSTOMER,
            PaymentState.UNKNOWN,
        )
    ),
    PaymentState.AWAITING_CUSTOMER: frozenset(
        (PaymentState.PAID, PaymentState.DECLINED, PaymentState.REVERSING, PaymentState.UNKNOWN)
    ),
    PaymentState.REVERSING: frozenset((PaymentState.REVERSED, PaymentState.PAID, PaymentState.UNKNOWN)),
    PaymentState.UNKNOWN: frozenset((PaymentState.PAID, PaymentState.DECLINED, PaymentState.REVERSED)),
    PaymentState.PAID: frozenset(),
    PaymentState.DECLINED: frozenset(),
    PaymentState.REVERSED: frozenset(),
}
"""The whole state machine: what a provider's answers, and we ourselves, may make of a payment."""

FINAL = frozenset(state for state, after in TRANSITIONS.items() if not after)

SETTLEMENTS: Mapping[tuple[Purpose, PaymentState], frozenset[PaymentState]] = {
    (Purpose.SALE, PaymentState.UNKNOWN): TRANSITIONS[PaymentState.UNKNOWN],
    (Purpose.SALE, PaymentState.PAID): frozenset((PaymentState.PAID, PaymentState.REVERSED)),
    (Purpose.REFUND, PaymentState.UNKNOWN): frozenset((PaymentState.PAID, PaymentState.DECLINED)),
    (Purpose.REFUND, PaymentState.DECLINED): frozenset((PaymentState.PAID,)),
}
"""What a person who looked it up may say of what is on the work list: of an unknown payment, of one that is
paid without a sale (make the sale now, or the money was given back), of a refund that was declined (the money
went back in another way)."""


def may_become(state: PaymentState, after: PaymentState) -> bool:
    """Whether the table has this step."""
    return after in TRANSITIONS[state]


def order_no(store: StoreCode, date: BusinessDate, random: bytes) -> str:
    """`S012320261122` and 16 hexadecimal digits of chance: the merchant's own number (商户订单号)."""
    if len(random) != ORDER_NO_RANDOM_BYTES:
        raise ValueError(f"an order number takes {ORDER_NO_RANDOM_BYTES} random bytes")
    return f"{store}{date.replace('-', '')}{random.hex()}"
