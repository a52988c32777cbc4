"""Names of things: NewTypes, so that mixing two is a type error, and how they are made."""

from typing import NewType

EventId = NewType("EventId", str)
SaleId = NewType("SaleId", str)
CartId = NewType("CartId", str)
ShiftId = NewType("ShiftId", str)
JobId = NewType("JobId", str)
RefundId = NewType("RefundId", str)
PaymentId = NewType("PaymentId", str)
MemberId = NewType("MemberId", str)
ApprovalId = NewType("ApprovalId", str)
DocumentId = NewType("DocumentId", str)
HandoverId = NewType("HandoverId", str)
TicketId = NewType("TicketId", str)
"""All of the above are UUIDv7 in text, made at birth; a document is one of stock: a delivery, a count."""

PickupId = NewType("PickupId", str)
"""An order to be collected, as headquarters and its pickup code name it: 16 hexadecimal digits."""
BatchId = NewType("BatchId", str)
"""A batch of group buying, as headquarters names it."""
TicketNo = NewType("TicketNo", str)
"""What is called and shown, within a business date: `A017`."""

StoreCode = NewType("StoreCode", str)
"""The shop, as headquarters names it: `S0123`."""
TillId = NewType("TillId", str)
"""A lane's till: `1`, `2`, …"""
DrawerId = NewType("DrawerId", str)
StaffId = NewType("StaffId", str)
"""A cashier's number, typed at sign-in: `1001`."""
Sku = NewType("Sku", str)
ReceiptNo = NewType("ReceiptNo", str)
RuleId = NewType("RuleId", str)
"""A promotion's name in the shop: `P12`."""
CouponCode = NewType("CouponCode", str)
RulesHash = NewType("RulesHash", str)
"""The first 16 hexadecimal digits of the SHA-256 of a rule set's JSON; empty for no rules at all."""

_UUID7_RANDOM_BYTES = 10


def uuid7(now_ms: int, random: bytes) -> str:
    """A UUID version 7 (RFC 9562 §5.7) from Unix milliseconds and ten random bytes, in text."""
    if len(random) != _UUID7_RANDOM_BYTES:
        raise ValueError(f"a UUIDv7 takes {_UUID7_RANDOM_BYTES} random bytes")
    value = (now_ms & (1 << 48) - 1) << 80 | int.from_bytes(random)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def id_floor(at_ms: int) -> str:
    """Below every id that was made at `at_ms` or later, above every one from before."""
    digits = f"{at_ms:012x}"
    return f"{digits[:8]}-{digits[8:]}"


def id_time(identifier: str) -> int:
    """The Unix milliseconds at which a UUIDv7 was made."""
    return int(identifier[:8] + identifier[9:13], 16)


def receipt_no(store: StoreCode, generation: int, business_date: str, number: int) -> ReceiptNo:
    """`S0123-1-20261122-0042`: store, generation of the installation, business date, number in that day."""
    return ReceiptNo(f"{store}-{generation}-{business_date.replace('-', '')}-{number:04d}")
