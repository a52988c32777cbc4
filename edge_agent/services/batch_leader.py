"""团长 collects for the members of a batch: a hand-over on record for each order, one slip to sign."""

from collections.abc import Sequence

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupRefused, Proof
from edge_agent.domain.handover import Claim, claim_by_order, is_out_of_time, units_to_hand
from edge_agent.domain.ids import HandoverId
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup import Reason
from edge_agent.domain.rights import Right
from edge_agent.services.batch_facts import Facts, facts_of, nothing_left
from edge_agent.services.batch_papers import print_signature
from edge_agent.services.clock import doubt
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.pickup_records import reason_of, record_refusal, records_of
from edge_agent.services.pickup_redeem import Wanted, hand_over, overrides_of
from edge_agent.services.rights import may
from edge_agent.services.who import Who
from edge_agent.wire.batches import HandedToLeader, HandToLeader


def hand_over_to_leader(
    tx: JournalTx, desk: Desk, who: Who, batch: str, asked: HandToLeader
) -> HandedToLeader | Refused:
    """Hand the leader all that is left of the members' orders, or those that are ticked; all or none."""
    facts = facts_of(tx, batch)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    orders = _orders(tx, desk, who, facts, asked)
    if isinstance(orders, Refused):
        return orders
    unasked = [claim_by_order(Proof.LEADER, order, records_of(tx, order.id, order)) for order in orders]
    claims = _approved(tx, desk, who, f"{facts.id} {asked.leader}", unasked)
    if isinstance(claims, Refused):
        return claims
    left = {order.id: facts.left(order) for order in orders}
    handovers: list[HandoverId] = []
    for claim in claims:
        handover = HandoverId(tx.new_id())
        match hand_over(tx, desk, who, claim, Wanted(handover)):
            case Refused(code=code):
                raise LookupError(f"{claim.pickup} was found good and then refused: {code}")
        handovers.append(handover)
    print_signature(tx, desk.settings, who, facts, [(order, left[order.id]) for order in orders])
    tx.touch("batches")
    return HandedToLeader(facts.id, asked.leader, tuple(handovers))


def _orders(
    tx: JournalTx, desk: Desk, who: Who, facts: Facts, asked: HandToLeader
) -> Sequence[PickupOrder] | Refused:
    """The leader's orders that are meant, each of which can be handed over now."""
    own = [order for order in facts.orders if order.leader == asked.leader and asked.leader]
    if not own:
        return Refused(Code.BATCH_LEADER, {"leader": asked.leader[:20]})
    if asked.pickups is None:
        left = [order for order in own if _refusal(tx, facts, order) is None]
        return _by_bag(facts, left) or Refused(Code.BATCH_NOTHING_LEFT, {"leader": asked.leader})
    named = [order for order in own if order.id in asked.pickups]
    if not named or len(named) < len(set(asked.pickups)):
        return Refused(Code.BATCH_ORDER)
    for order in named:
        refused = _refusal(tx, facts, order)
        if refused is not None:
            event = PickupRefused(reason_of(refused.code), Proof.LEADER, order.id)
            record_refusal(tx, desk.settings, who, event)
            return refused
    return _by_bag(facts, named)


def _refusal(tx: JournalTx, facts: Facts, order: PickupOrder) -> Refused | None:
    """Why an order cannot be handed over, as a code of it would be told; nothing ages by a clock in doubt."""
    records = records_of(tx, order.id, order)
    units = units_to_hand(claim_by_order(Proof.LEADER, order, records), records, None)
    if units is Reason.ALREADY_COLLECTED:
        return Refused(Code.BATCH_GONE, {"number": order.number})
    if isinstance(units, Reason):
        return Refused(Code.PICKUP_REVOKED)
    if is_out_of_time(order, tx.now) and not doubt(tx):
        return Refused(Code.PICKUP_EXPIRED)
    return None if facts.left(order) else nothing_left(facts, order)


def _approved(
    tx: JournalTx, desk: Desk, who: Who, subject: str, claims: Sequence[Claim]
) -> Sequence[Claim] | Refused:
    """Keys out of date and a clock in doubt need a supervisor here too, once for the whole list."""
    overrides = overrides_of(tx, desk, claims[0])
    if not overrides:
        return claims
    by = may(tx, desk.settings, who, Right.PICKUP_OVERRIDE, subject)
    if isinstance(by, Refused):
        return by
    return [msgspec.structs.replace(claim, overrides=overrides, approved_by=by) for claim in claims]


def _by_bag(facts: Facts, orders: Sequence[PickupOrder]) -> Sequence[PickupOrder]:
    return sorted(orders, key=lambda order: facts.shares[order.id].bag)
