"""Tenders: each leg by which a sale is paid, what is still due, and what is given back."""

import enum
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import PaymentId
from edge_agent.domain.money import ZERO, Fen, yuan

CASH_MAX = Fen(1_000_000_00)
TENDERS_MAX = 20
REFERENCE_LENGTH_MAX = 64
_METHOD_SHOWN_MAX = 40


class Rounding(enum.StrEnum):
    """抹零: to what the cash part of a payment is rounded down."""

    OFF = "off"
    JIAO = "jiao"
    YUAN = "yuan"


class CashTender(msgspec.Struct, frozen=True, tag="cash"):
    """Notes and coins, as received; change is worked out over the whole payment."""

    amount_fen: Fen


class ExternalTender(msgspec.Struct, frozen=True, tag="external", omit_defaults=True):
    """Money taken on a device that this till does not drive (记账收款): wall code, bank terminal, voucher."""

    method: str
    amount_fen: Fen
    reference: str | None = None


class PaymentTender(msgspec.Struct, frozen=True, tag="payment"):
    """Money that a provider has confirmed as paid."""

    payment: PaymentId
    provider: str
    amount_fen: Fen


class ExchangeTender(msgspec.Struct, frozen=True, tag="exchange"):
    """What goods that come back pay of the goods taken instead (换货); no money moves by it."""

    amount_fen: Fen


Tender: TypeAlias = CashTender | ExternalTender | PaymentTender
"""What a cart takes, leg by leg."""
Leg: TypeAlias = Tender | ExchangeTender
"""What a total is paid by."""


class ExternalMethod(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of paying that the shop has: `wechat`, with its name and its key on the tender screen."""

    id: str
    name: str
    name_en: str
    key: str
    asks_reference: bool = False


class Balance(msgspec.Struct, frozen=True):
    """Where a payment stands, all in fen."""

    total_fen: Fen
    received_fen: Fen
    rest_fen: Fen
    change_fen: Fen
    rounding_fen: Fen = ZERO
    """抹零, zero or below: what is kept of the tenders is `total_fen + rounding_fen`."""

    @property
    def is_covered(self) -> bool:
        """Nothing is due any more."""
        return self.rest_fen == 0


def round_off(due: Fen, rounding: Rounding) -> Fen:
    """抹零: what is left off when `due` is paid in cash, zero or below; never all of what is due."""
    left_off = due % _STEPS[rounding] if due > 0 else 0
    return Fen(-left_off) if left_off < due else ZERO


_STEPS = {Rounding.OFF: 1, Rounding.JIAO: 10, Rounding.YUAN: 100}


def balance(total: Fen, tenders: Sequence[Leg], rounding: Rounding = Rounding.OFF) -> Balance:
    """What `tenders` have covered of `total`; only cash makes change, so change is never above the cash.

    The rest is rounded off when cash covers it: the last leg is cash, of the rounded rest or more.
    """
    received = sum(tender.amount_fen for tender in tenders)
    off = _rounded_off(total, received, tenders[-1], rounding) if tenders else ZERO
    due = total + off
    return Balance(total, Fen(received), Fen(max(0, due - received)), Fen(max(0, received - due)), off)


def _rounded_off(total: int, received: int, last: Leg, rounding: Rounding) -> Fen:
    if not isinstance(last, CashTender):
        return ZERO
    off = round_off(Fen(total - (received - last.amount_fen)), rounding)
    return off if received >= total + off else ZERO


def check_tender(
    tender: Tender,
    total: Fen,
    before: Sequence[Leg],
    methods: Sequence[ExternalMethod],
    rounding: Rounding = Rounding.OFF,
) -> Refused | None:
    """Why `tender` cannot be taken after `before`, or None when it can."""
    rest = balance(total, before, rounding).rest_fen
    if len(before) >= TENDERS_MAX:
        return Refused(Code.TENDER_TOO_MANY, {"max": TENDERS_MAX})
    if rest == 0 and before:
        return Refused(Code.TENDER_ABOVE_REST, {"rest": yuan(rest)})
    if isinstance(tender, CashTender):
        return _check_cash(tender, rest)
    if isinstance(tender, PaymentTender):
        return _check_payment(tender, rest)
    return _check_external(tender, rest, methods)


def _check_cash(tender: CashTender, rest: Fen) -> Refused | None:
    if tender.amount_fen > CASH_MAX:
        return Refused(Code.TENDER_TOO_LARGE, {"max": yuan(CASH_MAX)})
    if tender.amount_fen < 0 or (tender.amount_fen == ZERO and rest > 0):
        return Refused(Code.TENDER_INVALID)
    return None


def _check_payment(tender: PaymentTender, rest: Fen) -> Refused | None:
    if tender.amount_fen <= 0:
        return Refused(Code.TENDER_INVALID)
    return Refused(Code.TENDER_ABOVE_REST, {"rest": yuan(rest)}) if tender.amount_fen > rest else None


def _check_external(tender: ExternalTender, rest: Fen, methods: Sequence[ExternalMethod]) -> Refused | None:
    if tender.amount_fen <= 0:
        return Refused(Code.TENDER_INVALID)
    if tender.amount_fen > rest:
        return Refused(Code.TENDER_ABOVE_REST, {"rest": yuan(rest)})
    return check_method(tender.method, tender.reference, methods)


def check_method(method: str, reference: str | None, methods: Sequence[ExternalMethod]) -> Refused | None:
    """Why nothing can be booked under `method` with that reference, or None when it can."""
    known = next((one for one in methods if one.id == method), None)
    if known is None:
        return Refused(Code.TENDER_METHOD_UNKNOWN, {"method": method[:_METHOD_SHOWN_MAX]})
    reference = (reference or "").strip()
    if known.asks_reference and not reference:
        return Refused(Code.TENDER_REFERENCE_NEEDED, {"method": known.name})
    if len(reference) > REFERENCE_LENGTH_MAX:
        return Refused(Code.TENDER_INVALID)
    return None
