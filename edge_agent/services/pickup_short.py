"""Pickup without a code that can be scanned: by 取货码 and the phone's last digits, or by the full number."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupRefused, Proof
from edge_agent.domain.handover import Claim, claim_by_order, is_out_of_time
from edge_agent.domain.ids import HandoverId, StaffId
from edge_agent.domain.moments import SECOND
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.phones import read_phone, tail_of
from edge_agent.domain.pickup import Reason
from edge_agent.domain.pickup_slip import Unchecked, compose_unchecked
from edge_agent.domain.rights import Right
from edge_agent.services.clock import doubt
from edge_agent.services.orders import orders_by_phone, orders_by_short_code, store_key
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.pickup_records import in_doubt, record_refusal, records_of, refuse_claim
from edge_agent.services.pickup_redeem import Wanted, hand_over
from edge_agent.services.pickups import keep_claim
from edge_agent.services.printing import add_job
from edge_agent.services.rights import may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.who import Who
from edge_agent.wire.pickups import HandoverView, LookPhone, LookShort, PickupDone, RedeemShort

SLIP = "pickup-unchecked"
"""The template of the 待核 slip."""
_SHORT_CODE = re.compile(r"[0-9]{8}")
_TAIL = re.compile(r"[0-9]{4}")
_SPACES = re.compile(r"[\s-]")


class _Asked(msgspec.Struct, frozen=True):
    """How an order was asked for, as far as it may be kept and printed."""

    proof: Proof
    tail: str
    short_code: str = ""


class _Approved(msgspec.Struct, frozen=True):
    """What a supervisor was asked for, and who said yes."""

    overrides: tuple[str, ...] = ()
    by: StaffId | None = None


def look_short(tx: JournalTx, desk: Desk, who: Who, asked: LookShort) -> HandoverView | Refused:
    """What a short code stands for, at a till that has not tried too many."""
    claim = _claim_by_short(tx, desk, who, asked.code, asked.tail)
    return claim if isinstance(claim, Refused) else keep_claim(tx, desk, who, claim)


def redeem_short(tx: JournalTx, desk: Desk, who: Who, asked: RedeemShort) -> PickupDone | Refused:
    """Look, and hand over at once."""
    claim = _claim_by_short(tx, desk, who, asked.code, asked.tail)
    if isinstance(claim, Refused):
        return claim
    return hand_over(tx, desk, who, claim, Wanted(HandoverId(tx.new_id()), asked.units))


def look_phone(tx: JournalTx, desk: Desk, who: Who, asked: LookPhone) -> HandoverView | Refused:
    """Neither code nor phone: the full number and one article of the order, by somebody who may."""
    phone = read_phone(asked.phone)
    if phone is None:
        return Refused(Code.PICKUP_PHONE_INVALID)
    said = _Asked(Proof.PHONE, tail_of(phone))
    if store_key(tx) is None:
        return _not_listed(tx, desk, who, said)
    by = may(tx, desk.settings, who, Right.PICKUP_OVERRIDE, said.tail)
    if isinstance(by, Refused):
        return by
    ordered = [
        order for order in orders_by_phone(tx, phone) if any(line.sku == asked.sku for line in order.lines)
    ]
    order = _likeliest(tx, ordered)
    if order is None:
        _refuse(tx, desk, who, said, "phone")
        return Refused(Code.PICKUP_PHONE_WRONG)
    claim = _claim(tx, desk, who, said.proof, order, _Approved(("phone",), by))
    return claim if isinstance(claim, Refused) else keep_claim(tx, desk, who, claim)


def _claim_by_short(tx: JournalTx, desk: Desk, who: Who, code: str, tail: str) -> Claim | Refused:
    said = _Asked(Proof.SHORT, _plain(tail), _plain(code))
    if not (_SHORT_CODE.fullmatch(said.short_code) and _TAIL.fullmatch(said.tail)):
        return Refused(Code.PICKUP_SHORT_INVALID)
    if store_key(tx) is None:
        return _not_listed(tx, desk, who, said)
    approved = _check_tries(tx, desk, who, said)
    if isinstance(approved, Refused):
        return approved
    found = orders_by_short_code(tx, said.short_code)
    order = _likeliest(tx, (order for order in found if order.tail == said.tail))
    if order is None:
        _refuse(tx, desk, who, said, "short-code")
        return Refused(Code.PICKUP_SHORT_WRONG)
    return _claim(tx, desk, who, said.proof, order, approved)


def _check_tries(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> _Approved | Refused:
    """Five wrong ones in a row pause this till; after thirty in a day a supervisor is asked for each."""
    rules = desk.settings.pickup
    tries = tx.one(queries.TRIES, who.till, business_date_of(tx, desk.settings, who.till))
    if tries is None:
        return _Approved()
    passed_ms, lock_ms = tx.now - tries.last_at, rules.short_lock_seconds * SECOND
    if tries.streak and tries.streak % rules.short_tries_max == 0 and 0 <= passed_ms < lock_ms:
        return Refused(Code.PICKUP_SHORT_LOCKED, {"seconds": -((passed_ms - lock_ms) // SECOND)})
    if tries.wrong < rules.short_tries_day_max:
        return _Approved()
    by = may(tx, desk.settings, who, Right.PICKUP_OVERRIDE, said.tail)
    return by if isinstance(by, Refused) else _Approved(("tries",), by)


def _likeliest(tx: Tx, orders: Iterable[PickupOrder]) -> PickupOrder | None:
    """Of the orders that fit, one that can be collected now, and the one that expires first."""
    return min(orders, key=lambda order: (not _is_open(tx, order), order.expires_at), default=None)


def _is_open(tx: Tx, order: PickupOrder) -> bool:
    return not is_out_of_time(order, tx.now) and len(tx.all(queries.GONE, order.id)) < order.units


def _claim(
    tx: JournalTx, desk: Desk, who: Who, proof: Proof, order: PickupOrder, approved: _Approved
) -> Claim | Refused:
    claim = msgspec.structs.replace(
        claim_by_order(proof, order, records_of(tx, order.id, order)),
        overrides=approved.overrides,
        approved_by=approved.by,
    )
    if not is_out_of_time(order, tx.now):
        return claim
    refused = refuse_claim(tx, desk.settings, who, claim, Reason.EXPIRED)
    if not doubt(tx):
        return refused
    by = in_doubt(tx, desk.settings, who, order.number)
    if isinstance(by, Refused):
        return by
    return msgspec.structs.replace(claim, overrides=(*claim.overrides, "clock"), approved_by=by)


def _not_listed(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> Refused:
    """Headquarters has sent no orders yet: nobody's guess is wrong."""
    _refuse(tx, desk, who, said, "not-listed")
    return Refused(Code.PICKUP_NOT_LISTED)


def _refuse(tx: JournalTx, desk: Desk, who: Who, said: _Asked, reason: str) -> None:
    """On record, and on a slip with the time for whoever has come in vain."""
    settings = desk.settings
    record_refusal(tx, settings, who, PickupRefused(reason, said.proof))
    lane = settings.lane(who.till)
    if lane is None or lane.printer is None:
        return
    slip = Unchecked(settings.store.name, lane.name, tx.now, settings.store.zone, said.tail, said.short_code)
    paper = compose_unchecked(slip, settings.store.language)
    add_job(tx, sale=None, template=SLIP, printer=lane.printer, paper=paper)


def _plain(digits: str) -> str:
    """What was typed without the gaps in which it is read out."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", digits))
