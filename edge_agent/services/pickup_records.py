"""What the store has on record of an order's codes and parcels, and refusals that are put on record."""

from collections.abc import Collection

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupRefused, PickupShown, Proof
from edge_agent.domain.handover import Claim, Records, evidence_of
from edge_agent.domain.ids import PickupId, StaffId
from edge_agent.domain.moments import Millis, local_text
from edge_agent.domain.names import clean_name
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup import Reason
from edge_agent.domain.pickup import Refused as CodeRefused
from edge_agent.domain.pickup.claims import AUDIENCE_LENGTH_MAX
from edge_agent.domain.rights import Right
from edge_agent.services.rights import allowed, may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.who import Who

_DAY_AND_TIME = slice(5, 16)
"""`11-22 20:31` of a local time."""


def records_of(tx: Tx, pickup: PickupId, order: PickupOrder | None) -> Records:
    """Everything that decides about a claim on this order."""
    revocation = tx.one(order_queries.REVOCATION, pickup)
    gone = tx.all(queries.GONE, pickup)
    shown: list[queries.GoneRow | queries.SeenRow] = [*gone, *tx.all(queries.SEEN, pickup)]
    return Records(
        is_cancelled=order is not None and order.is_cancelled,
        allows_slip=order is not None and order.allows_slip,
        least_generation=revocation.least_generation if revocation else 0,
        order_generation=order.generation if order else 0,
        seen_generation=max((row.generation for row in shown), default=0),
        last_proof=max((row.proof_at for row in shown if row.proof_at is not None), default=None),
        gone=frozenset(row.unit for row in gone),
    )


def refuse_code(tx: JournalTx, settings: Settings, who: Who, text: str, refused: CodeRefused) -> Refused:
    """Put on record what a scanned text turned out to be, and tell the next step."""
    event = PickupRefused(
        refused.reason, Proof.CODE, refused.pickup_id, refused.generation, evidence_of(text)
    )
    record_refusal(tx, settings, who, event)
    if refused.reason is Reason.WRONG_STORE:
        # a phone signs this name, which may be anybody's text
        return Refused(
            Code.PICKUP_WRONG_STORE, {"store": clean_name(refused.store or "")[:AUDIENCE_LENGTH_MAX]}
        )
    return Refused(code_of(refused.reason))


def refuse_claim(
    tx: JournalTx,
    settings: Settings,
    who: Who,
    claim: Claim,
    reason: Reason,
    asked: Collection[int] | None = None,
) -> Refused:
    """The same of a claim that the store's records refuse."""
    record_claim_refused(tx, settings, who, claim, reason)
    if reason is Reason.ALREADY_COLLECTED:
        return _already_collected(tx, settings, claim.pickup, asked)
    if reason is Reason.REPLAYED_SCREEN:  # something has gone with this very screen: its order says what
        return Refused(code_of(reason), {"pickup": claim.pickup})
    return Refused(code_of(reason))


def record_claim_refused(tx: JournalTx, settings: Settings, who: Who, claim: Claim, reason: str) -> None:
    """Nothing is handed over for a claim, and that is in the journal; its generation has been seen."""
    generation = claim.generation if claim.is_by_code else None
    event = PickupRefused(reason, claim.proof, claim.pickup, generation, claim.evidence)
    record_refusal(tx, settings, who, event)


def record_shown(tx: JournalTx, settings: Settings, who: Who, claim: Claim, records: Records) -> None:
    """From a newer code on no older one of the order is good here, whoever comes while goods are fetched."""
    if not claim.is_by_code or claim.generation <= records.last_generation:
        return
    date = business_date_of(tx, settings, who.till)
    shown = PickupShown(claim.pickup, claim.generation)
    tx.record(shown, actor=who.staff, till=who.till, business_date=date)


def record_refusal(tx: JournalTx, settings: Settings, who: Who, event: PickupRefused) -> None:
    """Nothing is handed over, and that is in the journal."""
    date = business_date_of(tx, settings, who.till)
    tx.record(event, actor=who.staff, till=who.till, business_date=date)


def in_doubt(tx: JournalTx, settings: Settings, who: Who, subject: str) -> StaffId | Refused:
    """Who says yes to what the clock, which is in doubt, forbids."""
    if not allowed(tx, settings, who, Right.PICKUP_OVERRIDE, subject):
        return Refused(Code.PICKUP_CLOCK, {"right": Right.PICKUP_OVERRIDE, "subject": subject})
    return may(tx, settings, who, Right.PICKUP_OVERRIDE, subject)


def code_of(reason: Reason) -> Code:
    """What a person is told for a reason."""
    return Code(f"pickup.{reason}")


def reason_of(code: Code) -> str:
    """What stands on record where group buying refuses: `not-split`, `nothing-given`, `settled`."""
    return Reason.ALREADY_COLLECTED if code is Code.BATCH_GONE else code.partition(".")[2]


def _already_collected(
    tx: Tx, settings: Settings, pickup: PickupId, asked: Collection[int] | None
) -> Refused:
    """When the last of these parcels went, at which till, and how many of them."""
    gone = [row for row in tx.all(queries.GONE, pickup) if asked is None or row.unit in asked]
    last = max(gone, key=lambda row: row.at)
    at = local_text(Millis(last.at), settings.store.zone)[_DAY_AND_TIME]
    count = len(gone)
    return Refused(
        Code.PICKUP_ALREADY_COLLECTED, {"at": at, "till": last.till, "count": count, "pickup": pickup}
    )
