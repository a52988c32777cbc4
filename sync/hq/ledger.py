"""Taking a batch in: one unit of the writer, in which it is compared, appended and acknowledged."""

from typing import assert_never

from edge_agent.db.tx import Tx
from edge_agent.domain.moments import rfc3339
from sync.hq.intake import Intake
from sync.hq.queries import ledger
from sync.hq.queries.ledger import EpochRow
from sync.wire.journal import Acknowledged, Rejected, Rejection


class Contradiction(Exception):
    """A batch that carries an event which headquarters already holds at another place."""

    def __init__(self, rejected: Rejected) -> None:
        self.rejected = rejected
        super().__init__(rejected.code)


def take(tx: Tx, intake: Intake, history: str) -> Acknowledged | Rejected:
    """Append what is new of a batch; what headquarters already holds is compared and skipped.

    Raises Contradiction, and so undoes the unit, when an event's id is already held at another place.
    """
    batch = intake.batch
    held = tx.one(ledger.EPOCH, batch.store, batch.epoch) or _begin(tx, intake)
    match held:
        case Rejected():
            return held
        case EpochRow():
            pass
        case _:
            assert_never(held)
    if batch.first_seq > held.head_seq + 1:
        return _rejected(Rejection.GAP, held)
    if not _agrees(tx, intake, held):
        return _rejected(Rejection.FORK, held)
    return _acknowledged(_append(tx, intake, held), history, tx)


def _begin(tx: Tx, intake: Intake) -> EpochRow | Rejected:
    """Open an epoch that headquarters does not know, on a parent that it holds."""
    batch, opened = intake.batch, intake.opened
    if opened is None:
        return _rejected(Rejection.GAP, tx.one(ledger.STORE_HEAD, batch.store))
    parent_epoch, parent_seq, parent_no = None, 0, 0
    if opened.parent is not None:
        parent = tx.one(ledger.EPOCH, batch.store, opened.parent.epoch)
        if parent is None or parent.head_seq < opened.parent.seq:
            return _rejected(Rejection.GAP, parent or tx.one(ledger.STORE_HEAD, batch.store))
        if _held_hash(tx, parent, opened.parent.seq) != batch.prev_hash:
            return _rejected(Rejection.FORK, parent)
        parent_epoch, parent_seq, parent_no = parent.epoch, opened.parent.seq, parent.no
    forked = tx.run(ledger.FLAG_RIVALS, batch.store, parent_epoch, parent_seq)
    forked += tx.run(ledger.FLAG_OUTGROWN, parent_no, parent_seq)
    tx.run(ledger.SEE_STORE, batch.store, tx.now)
    place = (parent_epoch, parent_seq, batch.prev_hash)
    tx.run(ledger.OPEN_EPOCH, batch.store, batch.epoch, *place, int(forked > 0), tx.now)
    opened_row = tx.one(ledger.EPOCH, batch.store, batch.epoch)
    if opened_row is None:
        raise LookupError("an epoch that was just opened is not there")
    return opened_row


def _agrees(tx: Tx, intake: Intake, held: EpochRow) -> bool:
    """Whether both chains are the same where they meet; a chain's hash vouches for everything before it."""
    seq = min(intake.batch.last_seq, held.head_seq)
    return intake.hash_at(seq) == _held_hash(tx, held, seq)


def _held_hash(tx: Tx, held: EpochRow, seq: int) -> bytes:
    if seq == held.head_seq:
        return held.head_hash
    if seq == 0:
        return held.parent_hash
    row = tx.one(ledger.HASH_AT, held.no, seq)
    if row is None:
        raise LookupError(f"event {seq} of epoch {held.epoch} is missing below its head")
    return row.hash


def _append(tx: Tx, intake: Intake, held: EpochRow) -> EpochRow:
    """Keep the events above the head and move it; the epoch as it stands then."""
    batch = intake.batch
    fresh = intake.events[max(0, held.head_seq + 1 - batch.first_seq) :]
    if not fresh:
        tx.run(ledger.TOUCH_STORE, tx.now, batch.store)
        return held
    rows = [(held.no, event.seq, event.id, event.type, event.body, event.hash) for event in fresh]
    if tx.run_many(ledger.APPEND, rows) != len(rows):
        raise Contradiction(_rejected(Rejection.FORK, held))
    last = fresh[-1]
    tx.run(ledger.MOVE_HEAD, last.seq, last.hash, held.no)
    tx.run(ledger.MOVE_STORE, held.no, len(fresh), tx.now, batch.store)
    if tx.run(ledger.FLAG_LEFT_BEHIND, batch.store, batch.epoch, last.seq):
        tx.run(ledger.FLAG, held.no)
    return EpochRow(held.no, held.epoch, held.parent_hash, last.seq, last.hash)


def _acknowledged(held: EpochRow, history: str, tx: Tx) -> Acknowledged:
    return Acknowledged(history, held.epoch, held.head_seq, held.head_hash.hex(), rfc3339(tx.now))


def _rejected(code: Rejection, held: EpochRow | None) -> Rejected:
    """With the head that headquarters holds, of that epoch or of the store; nothing when it knows neither."""
    if held is None or held.head_seq == 0:
        return Rejected(code, None, 0, None)
    return Rejected(code, held.epoch, held.head_seq, held.head_hash.hex())
