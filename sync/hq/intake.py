"""What a batch says, read and hashed before any transaction: pure, and the dear part of taking it in."""

from typing import Literal

import msgspec

from edge_agent.db.journal import GENESIS, chain
from edge_agent.domain.events import EpochOpened, Parent, decode
from sync.wire.journal import Batch, Fault, Malformed

_ID_LENGTH_MAX = 64
_TYPE_LENGTH_MAX = 64


class EventRow(msgspec.Struct, frozen=True, gc=False):
    """An event as headquarters keeps it."""

    seq: int
    id: str
    type: str
    body: str
    hash: bytes


class Intake(msgspec.Struct, frozen=True):
    """A batch whose events can be read, with the chain that they make from its `prev_hash`."""

    batch: Batch
    events: tuple[EventRow, ...]
    opened: EpochOpened | None
    """The event that opened the epoch, when the batch begins with it."""

    def hash_at(self, seq: int) -> bytes:
        """The chain's hash at `seq`, from the one before the first event to the last."""
        if seq < self.batch.first_seq:
            return self.batch.prev_hash
        return self.events[seq - self.batch.first_seq].hash


class _Envelope(msgspec.Struct, frozen=True, gc=False):
    """What headquarters must know of an event to keep it; the rest is for those who process it later."""

    specversion: Literal["1.0"]
    id: str
    type: str


_decoder = msgspec.json.Decoder(_Envelope)


def read(batch: Batch) -> Intake:
    """Read and hash every event. Raises Malformed for an empty batch or an event that is none."""
    if not batch.bodies:
        raise Malformed(Fault.EMPTY, "the batch has no event")
    events: list[EventRow] = []
    previous = batch.prev_hash
    for seq, body in enumerate(batch.bodies, batch.first_seq):
        event = _read_event(batch.epoch, seq, body, previous)
        events.append(event)
        previous = event.hash
    return Intake(batch, tuple(events), _opened(batch) if batch.first_seq == 1 else None)


def _read_event(epoch: str, seq: int, body: bytes, previous: bytes) -> EventRow:
    try:
        envelope = _decoder.decode(body)
        text = body.decode()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(Fault.EVENT, f"event {seq} is not a CloudEvent: {error}") from error
    if not 0 < len(envelope.id) <= _ID_LENGTH_MAX or not 0 < len(envelope.type) <= _TYPE_LENGTH_MAX:
        raise Malformed(Fault.EVENT, f"event {seq} has an id or a type of unusual length")
    return EventRow(seq, envelope.id, envelope.type, text, chain(previous, epoch, seq, body))


def _opened(batch: Batch) -> EpochOpened:
    """An epoch's first event, which must name the epoch and the hash that its chain starts from."""
    try:
        data = decode(batch.bodies[0]).data
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed(
            Fault.EPOCH_UNOPENED, f"the first event of an epoch cannot be read: {error}"
        ) from error
    if not isinstance(data, EpochOpened) or data.epoch != batch.epoch:
        raise Malformed(Fault.EPOCH_UNOPENED, "the first event does not open this epoch")
    if data.parent is not None and data.parent.seq < 1:
        raise Malformed(Fault.EPOCH_UNOPENED, "the epoch names a parent before the first event")
    if starting_hash(data.parent) != batch.prev_hash.hex():
        raise Malformed(
            Fault.EPOCH_UNOPENED, "the epoch does not begin with the hash of the parent that it names"
        )
    return data


def starting_hash(parent: Parent | None) -> str:
    """The hash before an epoch's first event, in hexadecimal digits."""
    return parent.hash if parent else GENESIS.hex()
