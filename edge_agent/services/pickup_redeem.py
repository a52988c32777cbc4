"""The hand-over itself: one transaction from the store's records to the journal, the stock and the ticket."""

from collections.abc import Collection

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.domain.errors import Refused
from edge_agent.domain.events import HandedLine, PickupRedeemed
from edge_agent.domain.handover import Claim, units_to_hand
from edge_agent.domain.ids import HandoverId, StaffId
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup import Reason
from edge_agent.domain.rights import Right
from edge_agent.services.batch_goods import given_lines
from edge_agent.services.clock import doubt
from edge_agent.services.orders import find_order
from edge_agent.services.pickup_goods import unlisted_goods, value_with_before
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.pickup_records import reason_of, record_claim_refused, records_of, refuse_claim
from edge_agent.services.rights import may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.stock import approver
from edge_agent.services.tickets import collect_for_pickup
from edge_agent.services.who import Who
from edge_agent.wire.pickups import PickupDone
from edge_agent.wire.stock import GoodsLine

CLOCK, KEYS, UNLISTED = "clock", "keys", "unlisted"
"""Why a supervisor is asked: the time is in doubt, the keys have expired, much goes of an order not here."""


class Wanted(msgspec.Struct, frozen=True):
    """What is to be handed over."""

    handover: HandoverId
    units: tuple[int, ...] | None = None
    """None is all that are left."""
    unlisted: tuple[GoodsLine, ...] = ()


def hand_over(tx: JournalTx, desk: Desk, who: Who, claim: Claim, wanted: Wanted) -> PickupDone | Refused:
    """Hand parcels over, once: of two tills at the same instant the second is refused."""
    order = find_order(tx, claim.pickup)
    records = records_of(tx, claim.pickup, order)
    units = units_to_hand(claim, records, wanted.units)
    if isinstance(units, Reason):
        return refuse_claim(tx, desk.settings, who, claim, units, wanted.units)
    goods = unlisted_goods(tx, order, wanted.unlisted)
    if order is not None and not isinstance(goods, Refused):
        goods = goods_for(tx, desk, who, claim, order, units)
    if isinstance(goods, Refused):
        return goods
    overrides = overrides_of(tx, desk, claim)
    if order is None and value_with_before(tx, claim.pickup, goods) > desk.settings.pickup.unlisted_max_fen:
        overrides = (*overrides, UNLISTED)
    by = _answered_by(tx, desk, who, claim, overrides, subject_of(claim, order))
    if isinstance(by, Refused):
        return by
    redeemed = _redeemed(claim, order, units, wanted.handover, goods, overrides, by)
    tx.record(
        redeemed,
        actor=who.staff,
        till=who.till,
        business_date=business_date_of(tx, desk.settings, who.till),
    )
    tx.touch("pickups")
    tx.touch("stock")
    left = tuple(unit for unit in range(claim.units) if unit not in records.gone and unit not in units)
    ticket = None if left else collect_for_pickup(tx, who, claim.pickup)
    return PickupDone(wanted.handover, claim.pickup, units, left, redeemed.number, ticket)


def goods_for(
    tx: JournalTx, desk: Desk, who: Who, claim: Claim, order: PickupOrder, units: Collection[int]
) -> tuple[HandedLine, ...] | Refused:
    """What the order, or its batch, has in these parcels; that a batch has nothing for it is on record."""
    goods = given_lines(tx, order, units)
    if isinstance(goods, Refused):
        record_claim_refused(tx, desk.settings, who, claim, reason_of(goods.code))
    return goods


def overrides_of(tx: JournalTx, desk: Desk, claim: Claim) -> tuple[str, ...]:
    """Why a supervisor is asked for this claim, whatever is handed over."""
    reasons = [*claim.overrides]
    if doubt(tx):
        reasons.append(CLOCK)
    if desk.keys.are_expired(tx):
        reasons.append(KEYS)
    return tuple(dict.fromkeys(reasons))


def approved(tx: JournalTx, desk: Desk, claim: Claim, why: str, by: StaffId) -> Claim:
    """A claim to which somebody said yes: to `why`, and to what else is in its way now; to nothing later."""
    asked = msgspec.structs.replace(claim, overrides=(*claim.overrides, why), approved_by=by)
    return msgspec.structs.replace(asked, overrides=overrides_of(tx, desk, asked))


def subject_of(claim: Claim, order: PickupOrder | None) -> str:
    """What an approval names: the order's number, or its id as long as it is not here."""
    return order.number if order else claim.pickup


def approved_by(claim: Claim, overrides: Collection[str]) -> StaffId | None:
    """Who said yes at the look to all that is asked now."""
    return claim.approved_by if set(overrides) <= set(claim.overrides) else None


def _answered_by(
    tx: JournalTx, desk: Desk, who: Who, claim: Claim, overrides: Collection[str], subject: str
) -> StaffId | Refused | None:
    """Who says yes where the code alone does not suffice; whoever did at the look, as far as that went."""
    if not overrides:
        return None
    before = approved_by(claim, overrides)
    if before is not None:
        return approver(who, before)
    by = may(tx, desk.settings, who, Right.PICKUP_OVERRIDE, subject)
    return by if isinstance(by, Refused) else approver(who, by)


def _redeemed(
    claim: Claim,
    order: PickupOrder | None,
    units: tuple[int, ...],
    handover: HandoverId,
    goods: tuple[HandedLine, ...],
    overrides: tuple[str, ...],
    by: StaffId | None,
) -> PickupRedeemed:
    redeemed = PickupRedeemed(
        pickup=claim.pickup,
        handover=handover,
        proof=claim.proof,
        units=units,
        generation=claim.generation,
        lines=goods if order else None,
        unlisted=() if order else goods,
        proof_at=claim.proof_at,
        kid=claim.kid,
        evidence=claim.evidence,
        approved_by=by,
        overrides=overrides,
    )
    if order is None:
        return redeemed
    return msgspec.structs.replace(
        redeemed, number=order.number, channel=order.channel, batch=order.batch, leader=order.leader
    )
