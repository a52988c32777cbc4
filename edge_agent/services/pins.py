"""PINs: kept as argon2id, never as they are; checking one takes some fifty milliseconds by design."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$rkzvngDwKthlfGjnBDdZhg$kSwTK98gG0/AgK9Zv+EIFk5AzDkG1Uyslgx8upbr7q4"
"""Of 32 random bytes, thrown away: verified when a staff number is unknown, so that a guess takes as long."""


def hash_pin(pin: str) -> str:
    """What is kept of a PIN."""
    return _hasher.hash(pin)


def pin_matches(kept: str, pin: str) -> bool:
    """Whether `pin` is the one that was kept; run it outside the event loop's thread."""
    try:
        return _hasher.verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False
