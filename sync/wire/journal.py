"""The wire between a store and headquarters: a batch of the journal as a request, and what is answered.

`POST /v1/journal` carries events as they were stored: their bytes joined with `[`, `,` and `]`, never
re-encoded (CloudEvents 1.0 JSON batch), compressed with zstd. README.md beside this file describes the whole.
"""

import base64
import enum
import hashlib
import re
from collections.abc import Mapping

import msgspec
import zstandard

from edge_agent.domain.ids import StoreCode

JOURNAL_PATH = "/v1/journal"
STORES_PATH = "/v1/stores"
HEALTH_PATH = "/v1/health"

BATCH_TYPE = "application/cloudevents-batch+json"
JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
ENCODING = "zstd"

STORE = "edge-store"
EPOCH = "edge-epoch"
FIRST_SEQ = "edge-first-seq"
PREV_HASH = "edge-prev-hash"
CONTENT_DIGEST = "content-digest"
CONTENT_ENCODING = "content-encoding"
CONTENT_TYPE = "content-type"

BATCH_EVENTS_MAX = 500
BATCH_BYTES_MAX = 1_048_576
"""Of the joined events, before compression; both ends hold to it."""
CONTENT_BYTES_MAX = BATCH_BYTES_MAX + 65_536
"""Of the body as it is sent: zstd makes what cannot be compressed a little longer."""

SERVER_KEEP_ALIVE_S = 75
CLIENT_KEEP_ALIVE_S = 30
"""Shorter than the server's, so that the client never writes into a connection that is being closed."""

_ZSTD_LEVEL = 1
_CONTENT_SIZE_UNKNOWN = -1
_STORE_SHAPE = re.compile(r"[A-Z0-9]{1,8}")
_EPOCH_SHAPE = re.compile(r"[0-9a-f]{32}")
_SEQ_SHAPE = re.compile(r"[1-9][0-9]{0,17}")
_HASH_SHAPE = re.compile(r"[0-9a-f]{64}")
_DIGEST_SHAPE = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):")


class Fault(enum.StrEnum):
    """Why a request was not taken: the `code` of its problem."""

    HEADER = "header-malformed"
    MEDIA_TYPE = "media-type"
    ENCODING_UNKNOWN = "content-encoding"
    DIGEST_MISSING = "digest-missing"
    DIGEST_WRONG = "digest-wrong"
    NOT_ZSTD = "not-zstd"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    NOT_JSON = "not-json"
    EMPTY = "batch-empty"
    EVENT = "event-malformed"
    EPOCH_UNOPENED = "epoch-unopened"
    QUERY = "query-malformed"
    NOT_FOUND = "not-found"
    METHOD = "method-not-allowed"
    BUSY = "busy"
    DEFECT = "defect"


STATUS: Mapping[Fault, int] = {
    Fault.HEADER: 400,
    Fault.MEDIA_TYPE: 415,
    Fault.ENCODING_UNKNOWN: 415,
    Fault.DIGEST_MISSING: 400,
    Fault.DIGEST_WRONG: 400,
    Fault.NOT_ZSTD: 400,
    Fault.TOO_LARGE: 413,
    Fault.TOO_SLOW: 408,
    Fault.NOT_JSON: 400,
    Fault.EMPTY: 400,
    Fault.EVENT: 422,
    Fault.EPOCH_UNOPENED: 422,
    Fault.QUERY: 400,
    Fault.NOT_FOUND: 404,
    Fault.METHOD: 405,
    Fault.BUSY: 503,
    Fault.DEFECT: 500,
}
"""The HTTP status of each fault."""


class Malformed(Exception):
    """A message that is not the wire's; nothing of it was taken."""

    def __init__(self, fault: Fault, detail: str) -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"{fault}: {detail}")


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457: how a request that was not taken is answered."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Quarantined(msgspec.Struct, frozen=True):
    """An event that headquarters keeps and cannot process; a person looks at it."""

    seq: int
    code: str


class Acknowledged(msgspec.Struct, frozen=True):
    """200: headquarters holds this epoch up to `acked_seq`, durably."""

    history: str
    """Names this life of headquarters' database: another one means that it was begun anew."""
    epoch: str
    acked_seq: int
    acked_hash: str
    time: str
    """Headquarters' clock, RFC 3339."""
    quarantined: tuple[Quarantined, ...] = ()


class Rejection(enum.StrEnum):
    """Why a well-formed batch was not taken."""

    GAP = "gap"
    """Something is missing before it: go on from the head that the answer names."""
    FORK = "fork"
    """It contradicts what headquarters holds at the same place."""
    FENCED = "fenced"
    """Another installation of this store has taken over."""


class Rejected(msgspec.Struct, frozen=True):
    """409, with the head that headquarters holds; without an epoch it knows nothing of this store."""

    code: Rejection
    epoch: str | None
    acked_seq: int
    acked_hash: str | None


class Batch(msgspec.Struct, frozen=True):
    """Events of one epoch that follow one another, each in the exact bytes that were stored and hashed."""

    store: StoreCode
    epoch: str
    first_seq: int
    prev_hash: bytes
    """The hash before the first of these events, 32 bytes."""
    bodies: tuple[bytes, ...]

    @property
    def last_seq(self) -> int:
        """The number of the last event; one less than `first_seq` when there is none."""
        return self.first_seq + len(self.bodies) - 1


class Message(msgspec.Struct, frozen=True):
    """A batch as HTTP carries it."""

    headers: dict[str, str]
    content: bytes


class Codec:
    """Packs and unpacks batches. It keeps zstd's contexts, so each thread makes its own."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()
        self._splitter = msgspec.json.Decoder(list[msgspec.Raw])

    def pack(self, batch: Batch, *, compressed: bool = True) -> Message:
        """The headers and the body of `batch`."""
        content = b"[" + b",".join(batch.bodies) + b"]"
        headers = {
            CONTENT_TYPE: BATCH_TYPE,
            STORE: batch.store,
            EPOCH: batch.epoch,
            FIRST_SEQ: str(batch.first_seq),
            PREV_HASH: batch.prev_hash.hex(),
        }
        if compressed:
            content = self._compressor.compress(content)
            headers[CONTENT_ENCODING] = ENCODING
        headers[CONTENT_DIGEST] = content_digest(content)
        return Message(headers, content)

    def unpack(self, headers: Mapping[str, str], content: bytes) -> Batch:
        """The inverse of `pack`; an empty batch is one. Raises Malformed, each mistake under its own code."""
        if headers.get(CONTENT_TYPE, "").partition(";")[0].strip().lower() != BATCH_TYPE:
            raise Malformed(Fault.MEDIA_TYPE, f"Content-Type must be {BATCH_TYPE}")
        store = _shaped(headers, STORE, _STORE_SHAPE)
        epoch = _shaped(headers, EPOCH, _EPOCH_SHAPE)
        first_seq = int(_shaped(headers, FIRST_SEQ, _SEQ_SHAPE))
        prev_hash = bytes.fromhex(_shaped(headers, PREV_HASH, _HASH_SHAPE))
        _check_digest(headers.get(CONTENT_DIGEST), content)
        bodies = self._split(self._decoded(headers.get(CONTENT_ENCODING), content))
        return Batch(StoreCode(store), epoch, first_seq, prev_hash, bodies)

    def _decoded(self, encoding: str | None, content: bytes) -> bytes:
        """The joined events, never more than a batch may have, whatever the frame promises."""
        if encoding is None:
            plain = content
        elif encoding.strip().lower() == ENCODING:
            plain = self._decompressed(content)
        else:
            raise Malformed(Fault.ENCODING_UNKNOWN, f"Content-Encoding must be {ENCODING}")
        if len(plain) > BATCH_BYTES_MAX:
            raise Malformed(Fault.TOO_LARGE, f"a batch has at most {BATCH_BYTES_MAX} bytes")
        return plain

    def _decompressed(self, content: bytes) -> bytes:
        try:
            size = zstandard.frame_content_size(content)
            if size == _CONTENT_SIZE_UNKNOWN:
                raise Malformed(Fault.NOT_ZSTD, "the zstd frame must say the size of its content")
            if size > BATCH_BYTES_MAX:
                raise Malformed(Fault.TOO_LARGE, f"a batch has at most {BATCH_BYTES_MAX} bytes")
            return self._decompressor.decompress(content, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise Malformed(Fault.NOT_ZSTD, "the body is not one zstd frame") from error

    def _split(self, content: bytes) -> tuple[bytes, ...]:
        try:
            bodies = tuple(bytes(raw) for raw in self._splitter.decode(content))
        except (msgspec.DecodeError, RecursionError) as error:
            raise Malformed(Fault.NOT_JSON, "the body is not a JSON array") from error
        if len(bodies) > BATCH_EVENTS_MAX:
            raise Malformed(Fault.TOO_LARGE, f"a batch has at most {BATCH_EVENTS_MAX} events")
        return bodies


def is_store_code(text: str) -> bool:
    """Whether `text` has the shape of a store's code."""
    return _STORE_SHAPE.fullmatch(text) is not None


def is_epoch(text: str) -> bool:
    """Whether `text` has the shape of an epoch: 32 hexadecimal digits."""
    return _EPOCH_SHAPE.fullmatch(text) is not None


def content_digest(content: bytes) -> str:
    """`Content-Digest` (RFC 9530 §2): over the body as it is sent, compression included."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def problem(fault: Fault, detail: str) -> Problem:
    """How `fault` is answered."""
    return Problem("about:blank", str(fault).replace("-", " "), STATUS[fault], detail, fault)


def _shaped(headers: Mapping[str, str], name: str, shape: re.Pattern[str]) -> str:
    value = headers.get(name)
    if value is None:
        raise Malformed(Fault.HEADER, f"the header {name} is missing")
    if shape.fullmatch(value) is None:
        raise Malformed(Fault.HEADER, f"the header {name} is not of the form {shape.pattern}")
    return value


def _check_digest(header: str | None, content: bytes) -> None:
    found = _DIGEST_SHAPE.search(header or "")
    if found is None:
        raise Malformed(Fault.DIGEST_MISSING, "the header content-digest must name a sha-256")
    if base64.b64decode(found[1]) != hashlib.sha256(content).digest():
        raise Malformed(Fault.DIGEST_WRONG, "the body is not the one that content-digest names")
