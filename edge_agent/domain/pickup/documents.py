"""Lists that headquarters signs: a COSE_Sign1 whose content type says which list it is.

18([<<{1: alg, 3: content type, 4: kid}>>, {}, <<map with text keys>>, signature])
"""

import enum
from typing import TypeVar

import msgspec

from edge_agent.domain.pickup import cbor
from edge_agent.domain.pickup.cose import ALG, CONTENT_TYPE, KID, Sign1, has_headers, read_sign1

T = TypeVar("T")

DOCUMENT_BYTES_MAX = 1 << 20
COUNT_MAX = (1 << 53) - 1
"""Of versions, sequence numbers and times: what any store can keep."""

_HEADERS = frozenset((ALG, CONTENT_TYPE, KID))


class Untrusted(enum.StrEnum):
    """Why a list is not taken; what was held stays in force."""

    MALFORMED = "malformed"
    """Not such a list, or one against its own rules."""
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    KEY_RETIRED = "key-retired"
    NOT_NEWER = "not-newer"
    """No higher version or sequence than the one that is held."""
    GAP = "gap"
    """Changes are missing between what is held and this."""


class Document(msgspec.Struct, frozen=True):
    """A list, not yet believed."""

    kid: bytes
    message: Sign1


def open_document(data: bytes, content_type: str) -> Document | None:
    """A list of this type; None when it is none."""
    if len(data) > DOCUMENT_BYTES_MAX:
        return None
    try:
        message = read_sign1(data)
    except ValueError:
        return None
    kid = message.headers.get(KID)
    if not has_headers(message, _HEADERS) or message.headers[CONTENT_TYPE] != content_type:
        return None
    return Document(kid, message) if isinstance(kid, bytes) else None


def contents(document: Document, kind: type[T]) -> T | None:
    """What a list says, every key and type as it should be; None otherwise. Ask for the signature first."""
    try:
        return msgspec.convert(cbor.decode(document.message.payload), kind, builtin_types=(bytes,))
    except (cbor.NotCbor, msgspec.ValidationError):
        return None
