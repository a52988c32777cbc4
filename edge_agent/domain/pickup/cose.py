"""COSE_Sign1 with Ed25519 (RFC 9052, 9053, 9864), and the names of keys (RFC 9679).

Verification is libsodium's: half the time of OpenSSL's, and it refuses keys of small order.
"""

import hashlib
from collections.abc import Set as AbstractSet
from typing import NewType

import msgspec
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from edge_agent.domain.pickup import cbor
from edge_agent.domain.pickup.cbor import Key, Tagged, Value

PublicKey = NewType("PublicKey", bytes)
"""A raw Ed25519 public key, 32 bytes."""

Kid = NewType("Kid", bytes)
"""A key's name, the first 4 bytes of its thumbprint."""

ALG, CONTENT_TYPE, KID, CWT_CLAIMS = 1, 3, 4, 15
"""Labels of headers."""
ED25519 = -19
EDDSA = -8
"""The older name of the same, accepted for the same key."""
ALGORITHMS = (ED25519, EDDSA)
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64
KID_BYTES = 4

_SIGN1 = 18
_PARTS = 4
_CONTEXT = b"\x84\x6aSignature1"
"""The beginning of every Sig_structure: an array of four, its first a text."""
_NO_AAD = b"\x40"


class NotCose(ValueError):
    """CBOR, but not `18([bstr of a map, map, bstr, bstr])`."""


class Sign1(msgspec.Struct, frozen=True, gc=False):
    """A signed message, not yet believed."""

    headers: dict[Key, Value]
    """The protected ones."""
    unprotected: dict[Key, Value]
    payload: bytes
    signature: bytes
    signed: bytes
    """The bytes that the signature is of."""


def read_sign1(data: bytes) -> Sign1:
    """A COSE_Sign1; raises NotCbor or NotCose."""
    message = cbor.decode(data)
    parts = message.value if isinstance(message, Tagged) and message.tag == _SIGN1 else None
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise NotCose
    protected, unprotected, payload, signature = parts
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise NotCose
    headers = cbor.decode(protected)
    if not (isinstance(headers, dict) and isinstance(unprotected, dict)):
        raise NotCose
    return Sign1(headers, unprotected, payload, signature, to_be_signed(protected, payload))


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure `["Signature1", protected, h'', payload]`."""
    heads = cbor.bytes_head(len(protected)), cbor.bytes_head(len(payload))
    return b"".join((_CONTEXT, heads[0], protected, _NO_AAD, heads[1], payload))


def has_headers(message: Sign1, labels: AbstractSet[int]) -> bool:
    """Exactly these, all of them protected, with an algorithm that is Ed25519 by either name."""
    return not message.unprotected and message.headers.keys() == labels and message.headers[ALG] in ALGORITHMS


def is_signed_by(key: PublicKey, message: Sign1) -> bool:
    """Whether the signature holds."""
    if len(key) != PUBLIC_KEY_BYTES or len(message.signature) != SIGNATURE_BYTES:
        return False
    try:
        crypto_sign_open(message.signature + message.signed, key)
    except BadSignatureError:
        return False
    return True


def kid_of(key: PublicKey) -> Kid:
    """The first bytes of the SHA-256 thumbprint of the COSE_Key with its required members alone."""
    return Kid(hashlib.sha256(cbor.encode(cose_key(key))).digest()[:KID_BYTES])


def cose_key(key: PublicKey) -> dict[Key, Value]:
    """An OKP key on Ed25519 (RFC 9053 §7.2)."""
    return {1: 1, -1: 6, -2: key}
