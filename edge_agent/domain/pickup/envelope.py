"""A pickup code taken apart, before anything in it is believed: prefix, base45, CBOR, COSE, headers."""

import msgspec

from edge_agent.domain.pickup import base45, cbor
from edge_agent.domain.pickup.cbor import NotCbor, Value
from edge_agent.domain.pickup.cose import ALG, CWT_CLAIMS, KID, NotCose, Sign1, has_headers, read_sign1
from edge_agent.domain.pickup.outcomes import Reason

PREFIX = "PK1:"
LENGTH_MAX = 640
"""Characters, prefix included."""

_LINE_END = 2
_TICKET = frozenset((ALG, KID))
_SCREEN = frozenset((ALG, CWT_CLAIMS))


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """Two signed messages, one inside the other, or a ticket alone."""

    ticket: Sign1
    kid: bytes
    """The key that the ticket says it is signed with."""
    claims: Value
    screen: Sign1 | None
    screen_claims: Value


def open_envelope(text: str) -> Envelope | Reason:
    """What a text holds, exactly as scanned but for a line's end; or why it is no pickup code."""
    if len(text) > LENGTH_MAX + _LINE_END or not text.startswith(PREFIX):
        return Reason.FORMAT
    text = text.rstrip("\r\n")
    if len(text) > LENGTH_MAX:
        return Reason.FORMAT
    try:
        return _open(base45.decode(text[len(PREFIX) :]))
    except base45.NotBase45:
        return Reason.B45
    except NotCbor:
        return Reason.CBOR
    except NotCose:
        return Reason.COSE


def _open(data: bytes) -> Envelope | Reason:
    screen: Sign1 | None = None
    claims: Value = {}
    ticket = read_sign1(data)
    if has_headers(ticket, _SCREEN):
        screen, claims = ticket, ticket.headers[CWT_CLAIMS]
        ticket = read_sign1(screen.payload)
    kid = ticket.headers.get(KID)
    if not has_headers(ticket, _TICKET) or not isinstance(kid, bytes):
        return Reason.FORMAT
    return Envelope(ticket, kid, cbor.decode(ticket.payload), screen, claims)
