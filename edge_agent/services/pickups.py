"""Pickup at the counter: look at what a code stands for, then hand over; nothing is burnt by looking."""

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import Proof
from edge_agent.domain.handover import TIME_BASED, Claim, evidence_of, units_to_hand
from edge_agent.domain.ids import HandoverId
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup import Reason, Verified
from edge_agent.domain.pickup import Refused as CodeRefused
from edge_agent.services.clock import doubt
from edge_agent.services.orders import find_order
from edge_agent.services.pickup_keys import Desk, Judged
from edge_agent.services.pickup_records import in_doubt, record_shown, records_of, refuse_claim, refuse_code
from edge_agent.services.pickup_redeem import (
    CLOCK,
    Wanted,
    approved,
    approved_by,
    goods_for,
    hand_over,
    overrides_of,
    subject_of,
)
from edge_agent.services.pickup_views import order_view
from edge_agent.services.who import Who
from edge_agent.wire.pickups import HandoverView, PickupDone, RedeemPickup

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Claim)


def look(tx: JournalTx, desk: Desk, who: Who, judged: Judged) -> HandoverView | Refused:
    """What a code stands for: for some minutes it may be handed over at this till."""
    claim = claim_of(tx, desk, who, judged)
    return claim if isinstance(claim, Refused) else keep_claim(tx, desk, who, claim)


def redeem(
    tx: JournalTx, desk: Desk, who: Who, asked: RedeemPickup, judged: Judged | None
) -> PickupDone | Refused:
    """Hand over what was looked at, or, with a code that is `judged`, look and hand over at once."""
    if (asked.handover is None) == (judged is None):
        return Refused(Code.REQUEST_MALFORMED, {"detail": "handover, code"})
    claim = held_claim(tx, desk, who, asked.handover) if judged is None else claim_of(tx, desk, who, judged)
    if isinstance(claim, Refused):
        return claim
    handover = asked.handover or HandoverId(tx.new_id())
    done = hand_over(tx, desk, who, claim, Wanted(handover, asked.units, asked.unlisted))
    if isinstance(done, Refused):
        records = records_of(tx, claim.pickup, find_order(tx, claim.pickup))
        record_shown(tx, desk.settings, who, claim, records)
    elif asked.handover is not None:
        tx.run(queries.FORGET, handover)
    return done


def claim_of(tx: JournalTx, desk: Desk, who: Who, judged: Judged) -> Claim | Refused:
    """What a code claims; what is wrong with it is on record."""
    judged = desk.keys.judge_again(tx, judged)
    match judged.outcome:
        case Verified() as verified:
            return _verified(judged.text, verified)
        case CodeRefused(reason=reason) as refused if reason in TIME_BASED and doubt(tx):
            return _by_phone_time(tx, desk, who, judged, refused)
        case CodeRefused() as refused:
            return refuse_code(tx, desk.settings, who, judged.text, refused)


def keep_claim(tx: JournalTx, desk: Desk, who: Who, claim: Claim) -> HandoverView | Refused:
    """Show what may be handed over for a claim, and remember it; or refuse what the records refuse."""
    order = find_order(tx, claim.pickup)
    records = records_of(tx, claim.pickup, order)
    units = units_to_hand(claim, records, None)
    if isinstance(units, Reason):
        return refuse_claim(tx, desk.settings, who, claim, units)
    goods = goods_for(tx, desk, who, claim, order, units) if order else ()
    if isinstance(goods, Refused):
        return goods
    record_shown(tx, desk.settings, who, claim, records)
    return _hold(tx, desk, who, claim, order, units)


def held_claim(tx: Tx, desk: Desk, who: Who, handover: HandoverId | None) -> Claim | Refused:
    """What was looked at: at this till, some minutes ago at most."""
    row = tx.one(queries.HELD, handover)
    lasts_ms = desk.settings.pickup.handover_minutes * MINUTE
    if row is None or row.till != who.till or abs(tx.now - row.at) >= lasts_ms:
        return Refused(Code.PICKUP_HANDOVER)
    return _decoder.decode(row.body)


def _hold(
    tx: JournalTx, desk: Desk, who: Who, claim: Claim, order: PickupOrder | None, units: tuple[int, ...]
) -> HandoverView:
    """Remember a claim at this till for some minutes, and show what may be handed over for it."""
    overrides = overrides_of(tx, desk, claim)
    handover = HandoverId(tx.new_id())
    lasts_ms = desk.settings.pickup.handover_minutes * MINUTE
    tx.run(queries.FORGET_BEFORE, tx.now - lasts_ms)
    tx.run(queries.HOLD, handover, who.till, claim.pickup, tx.now, _encoder.encode(claim).decode())
    return HandoverView(
        handover=handover,
        pickup=claim.pickup,
        proof=claim.proof,
        units=units,
        of_units=claim.units,
        generation=claim.generation,
        expires_at=tx.now + lasts_ms,
        order=order_view(tx, order) if order else None,
        overrides=overrides,
        approved_by=approved_by(claim, overrides),
        unlisted_max_fen=Fen(desk.settings.pickup.unlisted_max_fen),
    )


def _verified(text: str, verified: Verified) -> Claim:
    return Claim(
        proof=Proof.SLIP if verified.bearer else Proof.CODE,
        pickup=verified.pickup_id,
        generation=verified.generation,
        units=verified.units,
        proof_at=verified.proof_time,
        kid=verified.kid,
        evidence=evidence_of(text),
    )


def _by_phone_time(
    tx: JournalTx, desk: Desk, who: Who, judged: Judged, refused: CodeRefused
) -> Claim | Refused:
    """Nobody can say what time it is here: a code that is good by the phone's time is up to a supervisor."""
    if not isinstance(judged.by_phone_time, Verified):
        return refuse_code(tx, desk.settings, who, judged.text, refused)
    claim = _verified(judged.text, judged.by_phone_time)
    order = find_order(tx, claim.pickup)
    units = units_to_hand(claim, records_of(tx, claim.pickup, order), None)
    if isinstance(units, Reason):  # what is gone or void is so at any time: nobody need be called
        return refuse_claim(tx, desk.settings, who, claim, units)
    refuse_code(tx, desk.settings, who, judged.text, refused)
    by = in_doubt(tx, desk.settings, who, subject_of(claim, order))
    return by if isinstance(by, Refused) else approved(tx, desk, claim, CLOCK, by)
