"""PINs: kept as argon2id, never as they are; checking one takes some fifty milliseconds by design."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
NOBODY = _hasher.hash("nobody has this PIN")
"""To be verified when a staff number is unknown, so that a guess takes as long either way."""


def hash_pin(pin: str) -> str:
    """What is kept of a PIN."""
    return _hasher.hash(pin)


def pin_matches(kept: str, pin: str) -> bool:
    """Whether `pin` is the one that was kept; run it outside the event loop's thread."""
    try:
        return _hasher.verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False
