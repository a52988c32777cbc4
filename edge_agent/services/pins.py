"""PINs: kept as argon2id, never as they are; checking one takes some fifty milliseconds by design."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from edge_agent.db.queries import staff as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, Refused

PIN_LENGTH_MIN, PIN_LENGTH_MAX = 4, 12

_hasher = PasswordHasher()
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$rkzvngDwKthlfGjnBDdZhg$kSwTK98gG0/AgK9Zv+EIFk5AzDkG1Uyslgx8upbr7q4"
"""Of 32 random bytes, thrown away: verified when a staff number is unknown, so that a guess takes as long."""


async def proves(reads: Reads, staff: str, pin: str) -> bool:
    """Whether `pin` is that person's; it takes as long when there is no such person."""
    person = await reads.one(queries.BY_ID, staff)
    kept = person.pin_hash if person else NOBODY
    return await asyncio.to_thread(pin_matches, kept, pin) and person is not None


def check_pin(pin: str) -> Refused | None:
    """Why `pin` will not do, or None."""
    is_number = pin.isascii() and pin.isdigit()
    if is_number and PIN_LENGTH_MIN <= len(pin) <= PIN_LENGTH_MAX:
        return None
    return Refused(Code.PIN_INVALID, {"min": PIN_LENGTH_MIN, "max": PIN_LENGTH_MAX})


def hash_pin(pin: str) -> str:
    """What is kept of a PIN."""
    return _hasher.hash(pin)


def pin_matches(kept: str, pin: str) -> bool:
    """Whether `pin` is the one that was kept; run it outside the event loop's thread."""
    try:
        return _hasher.verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False
