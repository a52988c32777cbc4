"""Whether parcels may be handed over now, by what the store has on record: a claim against its records."""

from collections.abc import Collection

import msgspec

from edge_agent.domain.events import HandedLine, Proof
from edge_agent.domain.ids import PickupId, StaffId
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup import Reason, Seconds
from edge_agent.domain.pickup.claims import GENERATION_MAX, read_screen
from edge_agent.domain.pickup.envelope import PREFIX, Envelope, open_envelope
from edge_agent.domain.pickup.keys import TOLERANCE_S

TIME_BASED = frozenset(
    (Reason.EXPIRED, Reason.NOT_YET, Reason.STALE_SCREEN, Reason.KEY_RETIRED, Reason.CLAIMS)
)
"""Refusals that a wrong clock in the shop would cause too: by one that is behind, a ticket ends too many days
ahead, which is `claims`."""
EVIDENCE_LENGTH_MAX = 640


class Claim(msgspec.Struct, frozen=True, omit_defaults=True):
    """That an order may be collected by whoever stands there, and by what it was shown."""

    proof: Proof
    pickup: PickupId
    generation: int
    units: int
    """Parcels of the order: their numbers are 0 to `units` − 1."""
    proof_at: int | None = None
    """The phone's time in the code, Unix seconds."""
    kid: str = ""
    evidence: str = ""
    """The text as scanned."""
    overrides: tuple[str, ...] = ()
    """What a supervisor was asked for to get as far as this."""
    approved_by: StaffId | None = None
    """Who answers for these."""

    @property
    def is_by_code(self) -> bool:
        """Whether headquarters has signed its generation."""
        return self.proof in (Proof.CODE, Proof.SLIP)


class Records(msgspec.Struct, frozen=True):
    """What the store knows of an order's codes and parcels."""

    is_cancelled: bool = False
    allows_slip: bool = False
    """Paper without a phone is good for it; never of an order that is not here."""
    least_generation: int = 0
    """That headquarters has not taken back."""
    order_generation: int = 0
    """The least that the order itself names."""
    seen_generation: int = 0
    """The highest that was ever shown here."""
    last_proof: int | None = None
    """When the phone made the last screen that was redeemed."""
    gone: frozenset[int] = frozenset()
    """Parcels that were handed over."""

    @property
    def last_generation(self) -> int:
        """Older codes than this are superseded."""
        return max(self.order_generation, self.seen_generation)


def units_to_hand(claim: Claim, records: Records, asked: Collection[int] | None) -> tuple[int, ...] | Reason:
    """Of the parcels asked for (None: of all) those that are here, or why none may be handed over."""
    if claim.proof is Proof.SLIP and not records.allows_slip:
        return Reason.POP
    if records.is_cancelled or claim.generation < records.least_generation:
        return Reason.REVOKED
    if claim.generation < records.last_generation:
        return Reason.SUPERSEDED
    if claim.proof_at is not None and records.last_proof is not None and claim.proof_at <= records.last_proof:
        return Reason.REPLAYED_SCREEN
    all_units = range(claim.units)
    if asked is not None and not (asked and all(unit in all_units for unit in asked)):
        return Reason.UNITS
    wanted = all_units if asked is None else sorted(set(asked))
    return tuple(unit for unit in wanted if unit not in records.gone) or Reason.ALREADY_COLLECTED


def claim_by_order(proof: Proof, order: PickupOrder, records: Records) -> Claim:
    """A claim on an order that was found without a code.

    The short code that is known here was issued with the order's own generation, and is void with it. Who is
    known otherwise has none: an order all of whose codes were taken back is off, all the same.
    """
    if proof is Proof.SHORT:
        return Claim(proof, order.id, order.generation, order.units)
    generation = max(records.last_generation, records.least_generation)
    return Claim(proof, order.id, min(generation, GENERATION_MAX), order.units)


def is_out_of_time(order: PickupOrder, now: Millis) -> bool:
    """Whether an order can no more be collected, give or take what clocks may differ by."""
    return now - TOLERANCE_S * SECOND >= order.expires_at


def phone_time(text: str) -> Seconds | None:
    """The time that a screen tells, before anything in it is believed; None of a slip, or of no code."""
    envelope = open_envelope(text)
    if not isinstance(envelope, Envelope) or envelope.screen is None:
        return None
    screen = read_screen(envelope.screen_claims)
    return screen.at if screen else None


def evidence_of(text: str) -> str:
    """A text as it is kept: a pickup code as scanned, nothing of anything else."""
    return text[:EVIDENCE_LENGTH_MAX] if text.startswith(PREFIX) else ""


def lines_of(order: PickupOrder, units: Collection[int]) -> tuple[HandedLine, ...]:
    """What lies in these parcels, as it leaves the stock."""
    return tuple(HandedLine(line.sku, line.quantity, line.no) for line in order.lines_of(frozenset(units)))


def differ(ordered: Collection[HandedLine], handed: Collection[HandedLine]) -> bool:
    """Whether other goods, or another amount of them, were handed over than ordered."""
    return _sums(ordered) != _sums(handed)


def _sums(lines: Collection[HandedLine]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return sums


def state_of(order: PickupOrder, gone: Collection[int], placed: Collection[int], now: Millis) -> str:
    """Where an order is: `waiting`, `ready`, `partly`, `collected`, `expired` or `cancelled`."""
    left = set(range(order.units)) - set(gone)
    if not left:
        return "collected"
    if order.is_cancelled:
        return "cancelled"
    if is_out_of_time(order, now):
        return "expired"
    if len(left) < order.units:
        return "partly"
    return "ready" if left <= set(placed) else "waiting"
