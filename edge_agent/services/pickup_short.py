"""Pickup without a code that can be scanned: by 取货码 and the phone's last digits, or by the full number."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from config.settings import PickupRules
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupRefused, Proof
from edge_agent.domain.handover import Claim, claim_by_order, is_out_of_time
from edge_agent.domain.ids import HandoverId, StaffId
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.phones import read_phone, tail_of
from edge_agent.domain.pickup import Reason
from edge_agent.domain.pickup_slip import Unchecked, compose_unchecked
from edge_agent.domain.rights import Right
from edge_agent.services.clock import doubt
from edge_agent.services.orders import orders_by_phone, orders_by_short_code, store_key
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.pickup_records import in_doubt, record_refusal, records_of, refuse_claim
from edge_agent.services.pickup_redeem import CLOCK, Wanted, approved, hand_over
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


class _Yes(msgspec.Struct, frozen=True):
    """What a supervisor was asked for, and who said yes."""

    why: str
    by: StaffId


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
        _print_slip(tx, desk, who, said)
        return Refused(Code.PICKUP_PHONE_WRONG)
    claim = _claim(tx, desk, who, said.proof, order, _Yes("phone", by))
    return claim if isinstance(claim, Refused) else keep_claim(tx, desk, who, claim)


def _claim_by_short(tx: JournalTx, desk: Desk, who: Who, code: str, tail: str) -> Claim | Refused:
    said = _Asked(Proof.SHORT, _plain(tail), _plain(code))
    if not (_SHORT_CODE.fullmatch(said.short_code) and _TAIL.fullmatch(said.tail)):
        return Refused(Code.PICKUP_SHORT_INVALID)
    if store_key(tx) is None:
        return _not_listed(tx, desk, who, said)
    yes = _check_tries(tx, desk, who, said)
    if isinstance(yes, Refused):
        return yes
    found = orders_by_short_code(tx, said.short_code)
    order = _likeliest(tx, (order for order in found if order.tail == said.tail))
    if order is None:
        return _wrong_short(tx, desk, who, said)
    return _claim(tx, desk, who, said.proof, order, yes)


def _check_tries(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> _Yes | Refused | None:
    """Five wrong ones in a row pause this till; after thirty in a day a supervisor is asked for each."""
    rules = desk.settings.pickup
    today = tx.one(queries.TRIES, who.till, business_date_of(tx, desk.settings, who.till))
    paused_ms = max(_paused_ms(rules, row, tx.now) for row in (today, tx.one(queries.LAST_TRIES, who.till)))
    if paused_ms > 0:
        record_refusal(tx, desk.settings, who, PickupRefused("locked", said.proof))
        return Refused(Code.PICKUP_SHORT_LOCKED, {"seconds": -(-paused_ms // SECOND)})
    if today is None or today.wrong < rules.short_tries_day_max:
        return None
    by = may(tx, desk.settings, who, Right.PICKUP_OVERRIDE, said.tail)
    return by if isinstance(by, Refused) else _Yes("tries", by)


def _paused_ms(rules: PickupRules, tries: queries.TryRow | None, now: Millis) -> int:
    """How long a till still pauses for these tries, be they of the day before; a clock set back ends it."""
    if tries is None or not tries.streak or tries.streak % rules.short_tries_max:
        return 0
    passed_ms = now - tries.last_at
    return rules.short_lock_seconds * SECOND - passed_ms if passed_ms >= 0 else 0


def _likeliest(tx: Tx, orders: Iterable[PickupOrder]) -> PickupOrder | None:
    """Of the orders that fit, one that can be collected now, and the one that expires first."""
    return min(orders, key=lambda order: (not _is_open(tx, order), order.expires_at), default=None)


def _is_open(tx: Tx, order: PickupOrder) -> bool:
    return not is_out_of_time(order, tx.now) and len(tx.all(queries.GONE, order.id)) < order.units


def _claim(
    tx: JournalTx, desk: Desk, who: Who, proof: Proof, order: PickupOrder, yes: _Yes | None
) -> Claim | Refused:
    claim = claim_by_order(proof, order, records_of(tx, order.id, order))
    if yes:
        claim = approved(tx, desk, claim, yes.why, yes.by)
    if not is_out_of_time(order, tx.now):
        return claim
    refused = refuse_claim(tx, desk.settings, who, claim, Reason.EXPIRED)
    if not doubt(tx):
        return refused
    if yes:  # to the clock as well, as to all that was in the way then
        return claim
    by = in_doubt(tx, desk.settings, who, order.number)
    return by if isinstance(by, Refused) else approved(tx, desk, claim, CLOCK, by)


def _not_listed(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> Refused:
    """Headquarters has sent no orders yet: nobody's guess is wrong."""
    _refuse(tx, desk, who, said, "not-listed")
    _print_slip(tx, desk, who, said)
    return Refused(Code.PICKUP_NOT_LISTED)


def _wrong_short(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> Refused:
    """The first in a row may be a slip of the finger; whoever's is wrong again has come in vain."""
    _refuse(tx, desk, who, said, "short-code")
    tries = tx.one(queries.LAST_TRIES, who.till)
    if tries is not None and tries.streak > 1:
        _print_slip(tx, desk, who, said)
    return Refused(Code.PICKUP_SHORT_WRONG)


def _refuse(tx: JournalTx, desk: Desk, who: Who, said: _Asked, reason: str) -> None:
    record_refusal(tx, desk.settings, who, PickupRefused(reason, said.proof))


def _print_slip(tx: JournalTx, desk: Desk, who: Who, said: _Asked) -> None:
    """With the time, for whoever has come in vain."""
    settings = desk.settings
    lane = settings.lane(who.till)
    if lane is None or lane.printer is None:
        return
    slip = Unchecked(settings.store.name, lane.name, tx.now, settings.store.zone, said.tail, said.short_code)
    paper = compose_unchecked(slip, settings.store.language)
    add_job(tx, sale=None, template=SLIP, printer=lane.printer, paper=paper)


def _plain(digits: str) -> str:
    """What was typed without the gaps in which it is read out."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", digits))
