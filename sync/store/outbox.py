"""The outbox: the journal beyond what headquarters has acknowledged, and the cursor between the two."""

from collections.abc import Sequence

import msgspec
import structlog

from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import GENESIS, JournalTx
from edge_agent.db.queries import push
from edge_agent.db.queries.push import PushRow, WaitingRow
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, DatabaseDamaged
from edge_agent.domain.events import EpochOpened, decode
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import Millis, parse_rfc3339
from edge_agent.services import clock
from sync.wire.journal import Acknowledged, Batch, Rejected

_BEGINNING = 0

log = structlog.get_logger("push")


class Outgoing(msgspec.Struct, frozen=True):
    """A batch, and the rows that it was made of."""

    batch: Batch
    rows: tuple[PushRow, ...]
    asked_at: Millis | None = None
    """When it was sent, by the shop's clock."""


class Outbox:
    """Reads beside the writer; moves the cursor in bulk units, behind every waiting sale."""

    def __init__(self, store: StoreCode, writer: StoreWriter, reads: Reads) -> None:
        self._store = store
        self._writer = writer
        self._reads = reads
        self._known_pos: int | None = None

    async def next(self, events_max: int, bytes_max: int) -> Outgoing | None:
        """What follows the cursor in its epoch, within both limits; None when all is sent.

        One event is sent even when it alone is beyond the limit.
        """
        rows = await self._reads.all(push.AFTER, await self._pos(), events_max)
        if not rows:
            return None
        taken = _run_of(rows, bytes_max)
        first = taken[0]
        bodies = tuple(row.body.encode() for row in taken)
        batch = Batch(self._store, first.epoch, first.seq, await self._hash_before(first), bodies)
        return Outgoing(batch, taken)

    async def waiting(self) -> WaitingRow:
        """How much is unsent, and since when."""
        return await self._reads.one(push.WAITING, await self._pos()) or WaitingRow(0, None)

    async def acknowledge(self, outgoing: Outgoing, answer: Acknowledged) -> bool:
        """Move the cursor to the last of these events that headquarters holds; False when it means others.

        Never beyond them, even when headquarters holds more: what it holds need not be all of this journal.
        """
        first, last = outgoing.rows[0], outgoing.rows[-1]
        if answer.epoch != last.epoch or answer.acked_seq < first.seq:
            return False
        row = outgoing.rows[min(answer.acked_seq, last.seq) - first.seq]
        if answer.acked_seq == row.seq and answer.acked_hash != row.hash.hex():
            return False
        await self._move_to(row)
        await self._hear(answer.time, outgoing.asked_at)
        return True

    async def rewind(self, head: Rejected) -> None:
        """Go back to the head that headquarters holds, or to the beginning when it is no place behind us."""
        row = None
        if head.epoch is not None:
            row = await self._reads.one(push.EVENT, head.epoch, head.acked_seq)
        if row is not None and row.hash.hex() == head.acked_hash and row.pos < await self._pos():
            await self._move_to(row)
        else:
            await self._forget()

    async def _hear(self, time: str, asked_at: Millis | None) -> None:
        """Headquarters says what time it is: that ends a doubt, and puts a wrong clock right."""
        try:
            told = parse_rfc3339(time)
        except ValueError:
            log.warning("time-unreadable", time=time)
            return
        put_right_ms = await self._writer.run_bulk(lambda tx: clock.heard(tx, told, asked_at))
        if put_right_ms:
            log.warning("clock-put-right", by_ms=put_right_ms)

    async def keep_silence(self, began_at: Millis) -> None:
        """Put down that headquarters has not been reached from `began_at` until now."""

        def unit(tx: JournalTx) -> None:
            tx.run(push.KEEP_SILENCE, began_at, tx.now)

        await self._writer.run_bulk(unit)

    async def _pos(self) -> int:
        """The local position of the last acknowledged event."""
        if self._known_pos is None:
            cursor = await self._reads.one(push.CURSOR)
            self._known_pos = cursor.pos if cursor else _BEGINNING
        return self._known_pos

    async def _hash_before(self, row: PushRow) -> bytes:
        """The hash that the chain had before `row`: its predecessor's, or that of its epoch's parent."""
        if row.seq > 1:
            before = await self._reads.one(push.EVENT, row.epoch, row.seq - 1)
            if before is not None:
                return before.hash
        else:
            data = decode(row.body).data
            if isinstance(data, EpochOpened):
                return bytes.fromhex(data.parent.hash) if data.parent else GENESIS
        raise DatabaseDamaged(
            Code.JOURNAL_BROKEN, detail=f"nothing comes before event {row.seq} of {row.epoch}"
        )

    async def _move_to(self, row: PushRow) -> None:
        def unit(tx: JournalTx) -> None:
            tx.run(push.SET_CURSOR, row.epoch, row.seq, tx.now)

        await self._writer.run_bulk(unit)
        self._known_pos = row.pos

    async def _forget(self) -> None:
        def unit(tx: JournalTx) -> None:
            tx.run(push.FORGET_CURSOR)

        await self._writer.run_bulk(unit)
        self._known_pos = _BEGINNING


def _run_of(rows: Sequence[PushRow], bytes_max: int) -> tuple[PushRow, ...]:
    """The first rows that follow one another in one epoch and fit into `bytes_max` when joined."""
    first = rows[0]
    taken = [first]
    size = 2 + len(first.body.encode())
    for row in rows[1:]:
        size += 1 + len(row.body.encode())
        if row.epoch != first.epoch or row.seq != first.seq + len(taken) or size > bytes_max:
            break
        taken.append(row)
    return tuple(taken)
