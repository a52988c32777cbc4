"""The keys with which headquarters signs tickets: a set that the offline root signs (`documents`).

    content type  application/vnd.edge-agent.keys+cbor, signed by the root
    payload       {"version", "issued", "expires", "keys": [{"kid", "alg", "pub", "nbf", "naf"}]}

Times are Unix seconds; `kid` is 4 bytes, `pub` 32.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, TypeAlias

import msgspec

from edge_agent.domain.pickup.claims import Seconds
from edge_agent.domain.pickup.cose import ALGORITHMS, PUBLIC_KEY_BYTES, Kid, PublicKey, is_signed_by, kid_of
from edge_agent.domain.pickup.documents import COUNT_MAX, Untrusted, contents, open_document

KEY_SET_TYPE = "application/vnd.edge-agent.keys+cbor"
TOLERANCE_S = 120
"""By which clocks may differ, wherever a time is compared, a screen's apart."""
LIFE_MAX_S = 14 * 24 * 60 * 60
"""Of a key set, from its issue to its end."""
KEYS_MAX = 64

_Time: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=COUNT_MAX)]


class SigningKeyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key as a key set writes it."""

    kid: bytes
    alg: int
    pub: bytes
    nbf: _Time
    naf: _Time


class KeySetBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key set as it is signed."""

    version: Annotated[int, msgspec.Meta(ge=1, le=COUNT_MAX)]
    issued: _Time
    expires: _Time
    keys: Annotated[tuple[SigningKeyEntry, ...], msgspec.Meta(max_length=KEYS_MAX)]


class Key(msgspec.Struct, frozen=True):
    """A key of headquarters, for Ed25519."""

    kid: Kid
    public: PublicKey
    not_before: Seconds
    not_after: Seconds

    def is_valid(self, now: Seconds) -> bool:
        """Whether it may sign at `now`, give or take the tolerance."""
        return self.not_before - TOLERANCE_S <= now < self.not_after + TOLERANCE_S


Keyring: TypeAlias = Mapping[bytes, Key]
"""Keys by their kid: made once, asked at every scan."""


class KeySet(msgspec.Struct, frozen=True):
    """The keys in force."""

    version: int
    issued: Seconds
    expires: Seconds
    keys: Keyring

    def is_expired(self, now: Seconds) -> bool:
        """Codes still verify with an expired set, but a supervisor is asked for every hand-over."""
        return now - TOLERANCE_S >= self.expires


def verify_key_set(data: bytes, *, roots: Collection[PublicKey], held: int = 0) -> KeySet | Untrusted:
    """A signed key set, newer than version `held`."""
    document = open_document(data, KEY_SET_TYPE)
    if document is None:
        return Untrusted.MALFORMED
    root = next((root for root in roots if kid_of(root) == document.kid), None)
    if root is None:
        return Untrusted.UNKNOWN_KEY
    if not is_signed_by(root, document.message):
        return Untrusted.FORGED
    key_set = _key_set(contents(document, KeySetBody))
    if key_set is None:
        return Untrusted.MALFORMED
    return key_set if key_set.version > held else Untrusted.NOT_NEWER


def keyring(entries: Iterable[SigningKeyEntry]) -> Keyring | None:
    """The keys by their kid; None when one is malformed, misnamed, or there twice.

    A key of an algorithm that this release does not know is passed over.
    """
    keys: dict[bytes, Key] = {}
    for entry in entries:
        if entry.alg not in ALGORITHMS:
            continue
        if len(entry.pub) != PUBLIC_KEY_BYTES or entry.nbf >= entry.naf or entry.kid in keys:
            return None
        public = PublicKey(entry.pub)
        kid = kid_of(public)
        if kid != entry.kid:
            return None
        keys[kid] = Key(kid, public, Seconds(entry.nbf), Seconds(entry.naf))
    return keys


def _key_set(body: KeySetBody | None) -> KeySet | None:
    if body is None or not 0 < body.expires - body.issued <= LIFE_MAX_S:
        return None
    keys = keyring(body.keys)
    if keys is None:
        return None
    return KeySet(body.version, Seconds(body.issued), Seconds(body.expires), keys)
