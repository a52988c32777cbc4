"""The other side, headquarters' and the phone's: whoever holds a private key. None is ever in a store.

`edge-hq`, the phone of the demo and the tests sign here; nothing that runs in a shop calls it.
"""

import msgspec
from nacl.signing import SigningKey

from edge_agent.domain.pickup import base45, cbor
from edge_agent.domain.pickup.cbor import Key, Tagged, Value
from edge_agent.domain.pickup.claims import Screen, Seconds, Ticket, screen_claims, ticket_claims
from edge_agent.domain.pickup.cose import (
    ALG,
    CONTENT_TYPE,
    CWT_CLAIMS,
    ED25519,
    KID,
    PublicKey,
    kid_of,
    to_be_signed,
)
from edge_agent.domain.pickup.envelope import LENGTH_MAX, PREFIX
from edge_agent.domain.pickup.keys import KEY_SET_TYPE, KeySetBody
from edge_agent.domain.pickup.revocations import REVOCATIONS_TYPE, RevocationsBody

_SIGN1 = 18


def signing_key(seed: bytes) -> SigningKey:
    """The private key that 32 random bytes are."""
    return SigningKey(seed)


def public_key(key: SigningKey) -> PublicKey:
    """What may be known of it."""
    return PublicKey(bytes(key.verify_key))


def issue(ticket: Ticket, key: SigningKey) -> bytes:
    """Headquarters: a ticket, signed; raises ValueError when it breaks the rules of its claims."""
    return sign({ALG: ED25519, KID: kid_of(public_key(key))}, cbor.encode(ticket_claims(ticket)), key)


def present(ticket: bytes, key: SigningKey, at: Seconds, store: str | None = None) -> str:
    """The phone: the text of a fresh screen; a ticket for a group needs the store's code."""
    headers: dict[cbor.Key, Value] = {ALG: ED25519, CWT_CLAIMS: screen_claims(Screen(at, store))}
    return code(sign(headers, ticket, key))


def code(data: bytes) -> str:
    """The text of a QR code: of a screen, or of a bearer ticket on its slip."""
    text = PREFIX + base45.encode(data)
    if len(text) > LENGTH_MAX:
        raise ValueError(f"a code of {len(text)} characters")
    return text


def sign_key_set(body: KeySetBody, root: SigningKey) -> bytes:
    """The offline root: a key set, signed."""
    return _sign_document(KEY_SET_TYPE, body, root)


def sign_revocations(body: RevocationsBody, key: SigningKey) -> bytes:
    """Headquarters: changes to the list of revocations, signed."""
    return _sign_document(REVOCATIONS_TYPE, body, key)


def sign(headers: dict[Key, Value], payload: bytes, key: SigningKey) -> bytes:
    """A COSE_Sign1 with these protected headers."""
    protected = cbor.encode(headers)
    signature = key.sign(to_be_signed(protected, payload)).signature
    return cbor.encode(Tagged(_SIGN1, [protected, {}, payload, signature]))


def _sign_document(content_type: str, body: KeySetBody | RevocationsBody, key: SigningKey) -> bytes:
    headers: dict[Key, Value] = {ALG: ED25519, CONTENT_TYPE: content_type, KID: kid_of(public_key(key))}
    return sign(headers, cbor.encode(_plain(body)), key)


def _plain(body: KeySetBody | RevocationsBody) -> Value:
    plain: Value = msgspec.to_builtins(body, builtin_types=(bytes,))
    return plain
