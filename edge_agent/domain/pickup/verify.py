"""Whether the goods may be handed over, decided offline with public keys alone: cheap checks first.

Nothing is believed before its signature. Revocation, generations and units already collected are in the
store's records, and a matter of redeeming.
"""

from collections.abc import Collection
from typing import TypeAlias

from edge_agent.domain.pickup.claims import Screen, Seconds, Ticket, read_screen, read_ticket
from edge_agent.domain.pickup.cose import is_signed_by
from edge_agent.domain.pickup.envelope import Envelope, open_envelope
from edge_agent.domain.pickup.keys import TOLERANCE_S, Keyring
from edge_agent.domain.pickup.outcomes import Reason, Refused, Verified

AHEAD_MAX_S = 15 * 24 * 60 * 60
"""From now to a ticket's end."""
SCREEN_AGE_MAX_S = 90
SCREEN_AHEAD_MAX_S = 30

_Claims: TypeAlias = tuple[Ticket, Screen | None]


def verify(
    text: str, *, keys: Keyring, store: str, groups: Collection[str], now: Seconds
) -> Verified | Refused:
    """Judge a code as it was scanned at `store`, a member of `groups`; total: every text has an outcome."""
    envelope = open_envelope(text)
    if isinstance(envelope, Reason):
        return Refused(envelope)
    claims = _believe(envelope, keys, now)
    if isinstance(claims, Reason):
        return Refused(claims)
    ticket, screen = claims
    reason = (
        _out_of_time(ticket, now)
        or _not_for_here(ticket, store, groups)
        or _unproved(envelope, claims, store, now)
    )
    if reason:
        return _refused(reason, claims, store, groups)
    return Verified(
        pickup_id=ticket.pickup_id,
        generation=ticket.generation,
        units=ticket.units,
        expires=ticket.expires,
        proof_time=screen.at if screen else None,
        kid=envelope.kid.hex(),
        bearer=screen is None,
    )


def _believe(envelope: Envelope, keys: Keyring, now: Seconds) -> _Claims | Reason:
    """What headquarters promises under its signature, and what the screen says, still to be proved."""
    key = keys.get(envelope.kid)
    if key is None:
        return Reason.UNKNOWN_KEY
    if not is_signed_by(key.public, envelope.ticket):
        return Reason.FORGED
    if not key.is_valid(now):
        return Reason.KEY_RETIRED
    ticket = read_ticket(envelope.claims)
    screen = read_screen(envelope.screen_claims) if envelope.screen else None
    if ticket is None or (envelope.screen and screen is None):
        return Reason.CLAIMS
    return ticket, screen


def _out_of_time(ticket: Ticket, now: Seconds) -> Reason | None:
    if now - TOLERANCE_S >= ticket.expires:
        return Reason.EXPIRED
    if ticket.not_before is not None and now + TOLERANCE_S < ticket.not_before:
        return Reason.NOT_YET
    return Reason.CLAIMS if ticket.expires - now > AHEAD_MAX_S else None


def _not_for_here(ticket: Ticket, store: str, groups: Collection[str]) -> Reason | None:
    return None if ticket.audience == store or ticket.audience in groups else Reason.WRONG_STORE


def _unproved(envelope: Envelope, claims: _Claims, store: str, now: Seconds) -> Reason | None:
    """Why it is not the phone to which the ticket was issued that shows it, here and now."""
    ticket, screen = claims
    if ticket.phone is None and screen is None:
        return _unnamed_store(ticket, store)
    if ticket.phone is None or screen is None or envelope.screen is None:
        return Reason.POP
    if not is_signed_by(ticket.phone, envelope.screen):
        return Reason.POP
    if not now - SCREEN_AGE_MAX_S <= screen.at <= now + SCREEN_AHEAD_MAX_S:
        return Reason.STALE_SCREEN
    if screen.store is None:
        return _unnamed_store(ticket, store)
    return None if screen.store == store else Reason.WRONG_STORE


def _unnamed_store(ticket: Ticket, store: str) -> Reason | None:
    """A ticket for a group would be good in each of its stores at once."""
    return None if ticket.audience == store else Reason.POP


def _refused(reason: Reason, claims: _Claims, store: str, groups: Collection[str]) -> Refused:
    """With what headquarters signed: the order, and where it should be collected."""
    ticket, screen = claims
    meant = None
    if reason is Reason.WRONG_STORE:
        here = ticket.audience == store or ticket.audience in groups
        meant = screen.store if here and screen else ticket.audience
    return Refused(reason, ticket.pickup_id, ticket.generation, meant)
