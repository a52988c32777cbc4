"""The one writer thread: it takes waiting units in groups and commits each group once (group commit)."""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeAlias, TypeVar

import structlog

from edge_agent.db.connection import translate
from edge_agent.db.tx import Tx
from edge_agent.db.wal import WriteAheadLog
from edge_agent.domain.errors import Code, DatabaseError

TxT = TypeVar("TxT", bound=Tx)
T = TypeVar("T")

GROUP_MAX = 64
WAITING_MAX = 4_096
IDLE_CHECKPOINT_AFTER_S = 0.25

Topics: TypeAlias = Callable[[frozenset[str]], None]
log = structlog.get_logger("db.writer")


class _Waiting:
    """A unit and who waits for its answer: a future of an event loop, or of a thread."""

    __slots__ = ("error", "future", "is_bulk", "loop", "result", "unit")

    def __init__(
        self,
        unit: Callable[[Any], Any],
        loop: asyncio.AbstractEventLoop | None,
        future: "asyncio.Future[Any] | Future[Any]",
        *,
        is_bulk: bool = False,
    ) -> None:
        self.unit = unit
        self.loop = loop
        self.future = future
        self.is_bulk = is_bulk
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Answer, on the thread that the future belongs to; a cancelled request is no longer waiting."""
        if self.future.done():
            if self.error is not None:
                log.warning("error-unheard", error=str(self.error))
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer(Generic[TxT]):
    """Runs units: synchronous functions over a `Tx`, with no effect but through it: a unit can be run again.

    An answer leaves only after its commit. A unit that raises is undone alone; the rest of its group stands.
    """

    def __init__(self, connection: sqlite3.Connection, tx: TxT, path: Path) -> None:
        self._connection = connection
        self._tx = tx
        self._path = path
        self._wal = WriteAheadLog(connection, path)
        self._wake: SimpleQueue[bool] = SimpleQueue()
        self._urgent: deque[_Waiting] = deque()
        self._bulk: deque[_Waiting] = deque()
        self._closing = False
        self._gate = threading.Lock()
        """Held to enter the queue and to shut it, so that nothing enters behind the last look."""
        self._listeners: list[Topics] = []
        self._interrupts: list[Callable[[], None]] = []
        self._lost = False
        """A group failed, and what the transaction keeps in memory has not been read again since."""
        self._thread = threading.Thread(target=self._serve, name="db-writer", daemon=True)
        self._thread.start()

    def listen(self, listener: Topics) -> None:
        """Have `listener` called with the topics of each commit, on the writer's thread: enqueue, no more."""
        self._listeners.append(listener)

    def know_reader(self, interrupt: Callable[[], None]) -> None:
        """Have `interrupt` called, on the writer's thread, when a reader keeps the log from its restart."""
        self._interrupts.append(interrupt)

    async def run(self, unit: Callable[[TxT], T]) -> T:
        """Run `unit` and answer after its commit. Cancelling the caller never cancels the unit."""
        return await self._submit(unit, is_bulk=False)

    async def run_bulk(self, unit: Callable[[TxT], T]) -> T:
        """The same for one piece of bulk work, which lets every waiting sale go first."""
        return await self._submit(unit, is_bulk=True)

    def call(self, unit: Callable[[TxT], T]) -> T:
        """Run `unit` from a thread without an event loop; never from inside a unit."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a unit cannot wait for another unit")
        future: Future[T] = Future()
        self._enqueue(_Waiting(unit, None, future))
        return future.result()

    def close(self) -> None:
        """Finish what waits, checkpoint, and close the connection."""
        with self._gate:
            self._closing = True
        self._wake.put(True)
        self._thread.join()

    async def _submit(self, unit: Callable[[TxT], T], *, is_bulk: bool) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._enqueue(_Waiting(unit, loop, future, is_bulk=is_bulk))
        return await future

    def _enqueue(self, waiting: _Waiting) -> None:
        queue = self._bulk if waiting.is_bulk else self._urgent
        with self._gate:
            if self._closing:
                raise DatabaseError(Code.STOPPING)
            if len(queue) >= WAITING_MAX:
                raise DatabaseError(Code.BUSY)
            queue.append(waiting)
        self._wake.put(True)

    # On the writer's thread from here on.

    def _serve(self) -> None:
        """Work until closed. Should this thread ever die, whoever waits is told, and nobody waits in vain."""
        try:
            self._work()
        except BaseException as error:
            log.critical("writer-died", exc_info=error)
        finally:
            with self._gate:
                self._closing = True
            while group := self._take():
                self._refuse(group, DatabaseError(Code.STOPPING))
                self._answer(group)
            self._connection.close()

    def _work(self) -> None:
        written = False
        while True:
            try:
                self._wake.get(timeout=IDLE_CHECKPOINT_AFTER_S if written else None)
            except Empty:
                written = self._wal.rest()
                continue
            last_look = self._closing
            while group := self._take():
                self._do(group)
                written = True
            if last_look:
                return

    def _take(self) -> list[_Waiting]:
        """Every waiting urgent unit, or one piece of bulk work when none is waiting."""
        urgent = self._urgent
        if urgent:
            return [urgent.popleft() for _ in range(min(len(urgent), GROUP_MAX))]
        return [self._bulk.popleft()] if self._bulk else []

    def _do(self, group: list[_Waiting]) -> None:
        try:
            self._commit(group)
            topics = self._tx.take_topics()
        except BaseException as error:  # noqa: BLE001 the thread must outlive any failure of a group
            self._undo(group, error)
            topics = frozenset()
        self._answer(group)
        self._tell(topics)
        if group[0].is_bulk:
            self._wal.move_when_grown()
        self._wal.restart_when_long(self._interrupts)

    def _commit(self, group: list[_Waiting]) -> None:
        """Run the group and commit it once.

        Units hardly ever raise, for refusals are values, and savepoints cost a group of sales a tenth of its
        time: so the units run without them, and a group in which one raised is undone and run once more, each
        unit in a savepoint of its own.
        """
        if self._lost:
            self._find_again()
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        if self._run_all(group):
            execute("COMMIT")
        elif len(group) > 1:
            execute("BEGIN IMMEDIATE")
            for waiting in group:
                self._run_in_savepoint(waiting)
            execute("COMMIT")

    def _run_all(self, group: list[_Waiting]) -> bool:
        """Run every unit; when one raises, all of it is undone and the answer is False."""
        rewind = self._tx.mark()
        for waiting in group:
            self._tx.begin_unit()
            try:
                waiting.result = waiting.unit(self._tx)
            except BaseException as error:  # noqa: BLE001 answered to whoever waits
                self._must_be_in_transaction(error)
                self._connection.execute("ROLLBACK")
                rewind()
                waiting.error = self._made_ours(error)
                return False
        return True

    def _run_in_savepoint(self, waiting: _Waiting) -> None:
        execute = self._connection.execute
        waiting.error = None
        rewind = self._tx.mark()
        self._tx.begin_unit()
        execute("SAVEPOINT unit")
        try:
            waiting.result = waiting.unit(self._tx)
        except BaseException as error:  # noqa: BLE001 answered to whoever waits
            self._must_be_in_transaction(error)
            execute("ROLLBACK TO unit")
            rewind()
            waiting.error = self._made_ours(error)
        execute("RELEASE unit")

    def _must_be_in_transaction(self, error: BaseException) -> None:
        """A full disk or an I/O error makes SQLite roll back the whole group: then none of it is done."""
        if not self._connection.in_transaction:
            raise error

    def _undo(self, group: list[_Waiting], error: BaseException) -> None:
        """Not done, all of it: no unit of this group may be answered as if it were."""
        self._refuse(group, error)
        log.error("group-failed", units=len(group), error=str(error))
        self._lost = True
        try:
            self._find_again()
        except sqlite3.Error as again:  # the disk is gone: the next group tries anew
            log.error("head-unreadable", error=str(again))  # noqa: TRY400 no traceback in the log of a shop

    def _find_again(self) -> None:
        """Leave a transaction that failed, and read again what it kept in memory."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._write_over()
        self._tx.after_rollback()
        self._lost = False

    def _write_over(self) -> None:
        """Put a commit that changes nothing where the failed one stands in the log, before anybody is told.

        When only its sync failed, it stands there whole, and after a power cut it would count as done.
        """
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        for _ in range(2):  # there and back: SQLite does not write what is as it was
            execute("UPDATE run SET clean = 1 - clean WHERE one = 1")
        execute("COMMIT")

    def _refuse(self, group: list[_Waiting], error: BaseException) -> None:
        for waiting in group:
            waiting.error = self._made_ours(error)

    def _made_ours(self, error: BaseException) -> Exception:
        """What a future can carry: SQLite's errors translated, and no StopIteration or exit among them."""
        match error:
            case sqlite3.Error():
                ours: Exception = translate(error, self._path)
            case StopIteration() | StopAsyncIteration():
                ours = DatabaseError(Code.DEFECT, detail=repr(error))
            case Exception():
                return error
            case _:
                ours = DatabaseError(Code.DEFECT, detail=repr(error))
        ours.__cause__ = error
        return ours

    def _answer(self, group: list[_Waiting]) -> None:
        """Wake every caller, each event loop once per group."""
        by_loop: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
        for waiting in group:
            if waiting.loop is None:
                waiting.settle()
            else:
                by_loop.setdefault(waiting.loop, []).append(waiting)
        for loop, waitings in by_loop.items():
            try:
                loop.call_soon_threadsafe(_settle_all, waitings)
            except RuntimeError:  # the loop has closed: nobody waits any more
                log.info("caller-gone", units=len(waitings))

    def _tell(self, topics: frozenset[str]) -> None:
        if not topics:
            return
        for listener in self._listeners:
            try:
                listener(topics)
            except Exception:  # a listener's defect must not stop the writer
                log.exception("listener-failed")


def _settle_all(waitings: list[_Waiting]) -> None:
    for waiting in waitings:
        waiting.settle()
