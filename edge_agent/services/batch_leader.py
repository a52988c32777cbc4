"""团长 collects for the members of a batch: a hand-over on record for each order, one slip to sign."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.domain.batches import place_of_bag
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
from edge_agent.wire.batches import LEADER_ORDERS_MAX, HandedToLeader, HandToLeader


def hand_over_to_leader(
    tx: JournalTx, desk: Desk, who: Who, batch: str, asked: HandToLeader
) -> HandedToLeader | Refused:
    """Hand the leader all that is left of the members' orders, or those that are ticked; all or none."""
    facts = facts_of(tx, batch, asked.leader)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    unasked = _claims(tx, desk, who, facts, asked)
    if isinstance(unasked, Refused):
        return unasked
    claims = _approved(tx, desk, who, f"{facts.id} {asked.leader}", unasked)
    if isinstance(claims, Refused):
        return claims
    handovers: list[HandoverId] = []
    for claim in claims:
        handover = HandoverId(tx.new_id())
        match hand_over(tx, desk, who, claim, Wanted(handover)):
            case Refused(code=code):
                raise LookupError(f"{claim.pickup} was found good and then refused: {code}")
        handovers.append(handover)
    taken = {claim.pickup for claim in claims}
    print_signature(tx, desk.settings, who, facts, [order for order in facts.orders if order.id in taken])
    tx.touch("batches")
    return HandedToLeader(facts.id, asked.leader, tuple(handovers))


def _claims(
    tx: JournalTx, desk: Desk, who: Who, facts: Facts, asked: HandToLeader
) -> Sequence[Claim] | Refused:
    """On the leader's orders that are meant, bag by bag, each of which can be handed over now."""
    if not (asked.leader and facts.orders):
        return Refused(Code.BATCH_LEADER, {"leader": asked.leader[:20]})
    own = sorted(facts.orders, key=lambda order: place_of_bag(facts.bag(order)))
    if asked.pickups is None:
        found = (_claim(tx, facts, order) for order in own)
        claims = list(islice((claim for claim in found if isinstance(claim, Claim)), LEADER_ORDERS_MAX))
        return claims or Refused(Code.BATCH_NOTHING_LEFT, {"leader": asked.leader})
    named = [order for order in own if order.id in asked.pickups]
    if not named or len(named) < len(set(asked.pickups)):
        return Refused(Code.BATCH_ORDER)
    claims = []
    for order in named:
        claim = _claim(tx, facts, order)
        if isinstance(claim, Refused):
            event = PickupRefused(reason_of(claim.code), Proof.LEADER, order.id)
            record_refusal(tx, desk.settings, who, event)
            return claim
        claims.append(claim)
    return claims


def _claim(tx: JournalTx, facts: Facts, order: PickupOrder) -> Claim | Refused:
    """A leader's on one order, or why there is none, as a code would be told.

    By a clock in doubt none is too late.
    """
    records = records_of(tx, order.id, order)
    claim = claim_by_order(Proof.LEADER, order, records)
    units = units_to_hand(claim, records, None)
    if units is Reason.ALREADY_COLLECTED:
        return Refused(Code.BATCH_GONE, {"number": order.number})
    if isinstance(units, Reason):
        return Refused(Code.PICKUP_REVOKED)
    if is_out_of_time(order, tx.now) and not doubt(tx):
        return Refused(Code.PICKUP_EXPIRED)
    return claim if facts.left(order) else nothing_left(facts, order)


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
