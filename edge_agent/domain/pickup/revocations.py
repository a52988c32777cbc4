"""Tickets that headquarters took back: changes to an exact list, signed with one of its keys (`documents`).

    content type  application/vnd.edge-agent.revocations+cbor, signed by a key of the key set
    payload       {"after", "sequence", "entries": [{"id", "least", "exp"}]}

A list holds the changes after one sequence number up to another, so that none is held back unnoticed; `id`
is 8 bytes, generations below `least` are void.
"""

from typing import Annotated, TypeAlias

import msgspec

from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup.claims import GENERATION_MAX, PICKUP_ID_BYTES, Seconds
from edge_agent.domain.pickup.cose import is_signed_by
from edge_agent.domain.pickup.documents import COUNT_MAX, Untrusted, contents, open_document
from edge_agent.domain.pickup.keys import Keyring

REVOCATIONS_TYPE = "application/vnd.edge-agent.revocations+cbor"
ENTRIES_MAX = 10_000
"""Of one list; more come in the next."""
KEPT_S = 30 * 24 * 60 * 60
"""After the ticket's own end."""

_Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=COUNT_MAX)]
_PickupIdBytes: TypeAlias = Annotated[
    bytes, msgspec.Meta(min_length=PICKUP_ID_BYTES, max_length=PICKUP_ID_BYTES)
]


class RevocationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ticket taken back, as a list writes it."""

    id: _PickupIdBytes
    least: Annotated[int, msgspec.Meta(ge=1, le=GENERATION_MAX + 1)]
    """The least generation that is still good; 256 leaves none."""
    exp: _Count


class RevocationsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list as it is signed."""

    after: _Count
    sequence: _Count
    entries: Annotated[tuple[RevocationEntry, ...], msgspec.Meta(max_length=ENTRIES_MAX)]


class Revocation(msgspec.Struct, frozen=True):
    """Generations of an order's ticket that are void."""

    pickup_id: PickupId
    least_generation: int
    """Those below it."""
    expires: Seconds
    """The ticket's end."""

    def may_be_dropped(self, now: Seconds) -> bool:
        """Long after the ticket's end nobody comes with it any more."""
        return now >= self.expires + KEPT_S


class Revocations(msgspec.Struct, frozen=True):
    """Changes to hold from now on; for an order that is held already, the higher generation counts."""

    sequence: int
    entries: tuple[Revocation, ...]


def verify_revocations(data: bytes, *, keys: Keyring, held: int, now: Seconds) -> Revocations | Untrusted:
    """The changes that follow sequence number `held`."""
    document = open_document(data, REVOCATIONS_TYPE)
    if document is None:
        return Untrusted.MALFORMED
    key = keys.get(document.kid)
    if key is None:
        return Untrusted.UNKNOWN_KEY
    if not is_signed_by(key.public, document.message):
        return Untrusted.FORGED
    if not key.is_valid(now):
        return Untrusted.KEY_RETIRED
    return _next(contents(document, RevocationsBody), held)


def _next(body: RevocationsBody | None, held: int) -> Revocations | Untrusted:
    if body is None or body.sequence < body.after:
        return Untrusted.MALFORMED
    if body.after > held:
        return Untrusted.GAP
    if body.sequence <= held:
        return Untrusted.NOT_NEWER
    return Revocations(body.sequence, tuple(map(_revocation, body.entries)))


def _revocation(entry: RevocationEntry) -> Revocation:
    return Revocation(PickupId(entry.id.hex()), entry.least, Seconds(entry.exp))
