"""The one writer: groups, isolation, order, and what happens when the disk or a unit fails."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from edge_agent.db.connection import read_only_uri
from edge_agent.db.database import Database
from edge_agent.db.journal import Head, JournalTx, rows
from edge_agent.db.query import Command
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.db.writer import GROUP_MAX, WAITING_MAX
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.events import Event

Sell = Callable[[JournalTx], Event]
PATIENCE_S = 30


@contextmanager
def held(store: Database) -> Iterator[None]:
    """Keep the writer in a unit, so that what is asked for inside the block waits for one group."""
    begun, release = threading.Event(), threading.Event()

    def hold(_tx: JournalTx) -> None:
        begun.set()
        assert release.wait(PATIENCE_S)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(store.writer.call, hold)
        assert begun.wait(PATIENCE_S)
        try:
            yield
        finally:
            release.set()
        holding.result(PATIENCE_S)


def head_of(tx: JournalTx) -> Head | None:
    return tx.head


def must_hold_together(store: Database) -> None:
    """The journal is a chain, the tables are its replay, and the head in memory is the one in the file."""
    in_memory = store.writer.call(head_of)
    with closing(sqlite3.connect(read_only_uri(store.path), uri=True)) as connection:
        journal = list(rows(connection))
        assert in_memory == Head(journal[-1].epoch, journal[-1].seq, journal[-1].hash)
        assert check_chain(journal) is None
        assert check_tables(connection) is None


def sales_in(store: Database) -> int:
    with closing(sqlite3.connect(read_only_uri(store.path), uri=True)) as connection:
        count: int = connection.execute("SELECT count(*) FROM sale").fetchone()[0]
    return count


def command(sql: str) -> Command:
    """A command that no file of queries holds."""
    made = Command("run.set_clean")
    made.sql = sql
    return made


async def test_sixteen_waiting_units_are_one_commit(store: Database, sell: Sell) -> None:
    """Units that wait together are committed together, and each gets its own answer."""
    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(16)]
        await asyncio.sleep(0)
        statements: list[str] = []
        store.writer._connection.set_trace_callback(statements.append)
    events = await asyncio.gather(*tasks)
    store.writer._connection.set_trace_callback(None)
    assert statements.count("BEGIN IMMEDIATE") == 1
    assert statements.count("COMMIT") == 2, "the holding unit's and the group's"
    assert len({event.id for event in events}) == 16
    assert sales_in(store) == 16


async def test_a_group_has_a_limit(store: Database, sell: Sell) -> None:
    """A hundred waiting units are two commits of at most GROUP_MAX units."""
    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(100)]
        await asyncio.sleep(0)
        statements: list[str] = []
        store.writer._connection.set_trace_callback(statements.append)
    await asyncio.gather(*tasks)
    store.writer._connection.set_trace_callback(None)
    begins = [place for place, sql in enumerate(statements) if sql == "BEGIN IMMEDIATE"]
    recorded = [sql for sql in statements[: begins[1]] if sql.startswith("INSERT INTO journal")]
    assert len(recorded) == GROUP_MAX
    assert len(begins) == 2


@pytest.mark.parametrize("size", [1, 5])
async def test_a_unit_that_raises_is_undone_alone(store: Database, sell: Sell, size: int) -> None:
    """The others of its group stand, and the chain goes on from the head before it."""

    def fail(tx: JournalTx) -> Event:
        sell(tx)
        sell(tx)
        raise LookupError("a defect")

    with held(store):
        good = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size - 1)]
        await asyncio.sleep(0)
        bad = asyncio.ensure_future(store.writer.run(fail))
        more = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size - 1)]
        await asyncio.sleep(0)
    with pytest.raises(LookupError, match="a defect"):
        await bad
    await asyncio.gather(*good, *more)
    assert sales_in(store) == 2 * (size - 1)
    await store.writer.run(sell)
    must_hold_together(store)


async def test_topics_of_an_undone_unit_are_not_told(store: Database, sell: Sell) -> None:
    """Listeners hear what the committed units of a group touched, and nothing of the undone ones."""
    heard: list[frozenset[str]] = []

    def fail(tx: JournalTx) -> None:
        tx.touch("never")
        raise LookupError

    def touch(tx: JournalTx) -> None:
        tx.touch("done")

    with held(store):
        store.writer.listen(heard.append)
        tasks = [asyncio.ensure_future(store.writer.run(unit)) for unit in (fail, touch, fail)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks, return_exceptions=True)
    store.writer.call(sell)
    store.writer.call(head_of)
    assert heard[:2] == [frozenset({"done"}), frozenset({"journal"})]


async def test_bulk_waits_for_whatever_is_urgent(store: Database) -> None:
    """Sales that came later go before bulk work, and each piece of bulk is a commit of its own."""
    order: list[str] = []
    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run_bulk(lambda _: order.append("bulk"))) for _ in "12"]
        await asyncio.sleep(0)
        tasks += [asyncio.ensure_future(store.writer.run(lambda _: order.append("sale"))) for _ in "123"]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order == ["sale"] * 3 + ["bulk"] * 2


async def test_a_sale_slips_in_between_two_pieces_of_bulk(store: Database) -> None:
    """A sale that arrives during a piece of bulk work goes before the next piece."""
    order: list[str] = []
    begun, release = threading.Event(), threading.Event()

    def long_piece(_tx: JournalTx) -> None:
        begun.set()
        assert release.wait(PATIENCE_S)
        order.append("piece 1")

    first = asyncio.ensure_future(store.writer.run_bulk(long_piece))
    second = asyncio.ensure_future(store.writer.run_bulk(lambda _: order.append("piece 2")))
    await asyncio.sleep(0)
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    sale = asyncio.ensure_future(store.writer.run(lambda _: order.append("sale")))
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(first, second, sale)
    assert order == ["piece 1", "sale", "piece 2"]


@pytest.mark.parametrize("size", [1, 4])
async def test_no_answer_leaves_before_its_commit(store: Database, sell: Sell, size: int) -> None:
    """While the COMMIT has not run, nobody has an answer, however long the event loop goes on."""
    loop = asyncio.get_running_loop()
    answered_early: list[bool] = []

    def look_at_commit(sql: str) -> None:
        if sql != "COMMIT":
            return
        looked = threading.Event()

        def look() -> None:
            answered_early.extend(task.done() for task in tasks)
            looked.set()

        for _ in range(3):  # whatever was on its way to the tasks arrives first
            loop.call_soon_threadsafe(lambda: None)
        loop.call_soon_threadsafe(look)
        assert looked.wait(PATIENCE_S)

    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size)]
        await asyncio.sleep(0)
    # The holding unit's own commit is over: `held` has its answer. The group may be at work already, so it
    # is the next one that is looked at.
    await asyncio.gather(*tasks)
    tasks = []
    store.writer._connection.set_trace_callback(look_at_commit)
    tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size)]
    await asyncio.gather(*tasks)
    store.writer._connection.set_trace_callback(None)
    assert answered_early
    assert not any(answered_early)
    assert sales_in(store) == 2 * size


async def test_a_cancelled_caller_does_not_cancel_its_unit(store: Database, sell: Sell) -> None:
    """The till went away, the sale happens all the same."""
    with held(store):
        task = asyncio.ensure_future(store.writer.run(sell))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        beside = asyncio.ensure_future(store.writer.run(sell))
        await asyncio.sleep(0)
    await beside
    assert sales_in(store) == 2


def test_a_caller_whose_loop_has_closed_stops_nobody(store: Database, sell: Sell) -> None:
    """Nobody is left to hear the answer; the unit is done and the writer goes on."""

    async def ask_and_leave() -> None:
        asyncio.ensure_future(store.writer.run(sell))  # noqa: RUF006 it is left alone on purpose
        await asyncio.sleep(0)

    with held(store):
        asyncio.run(ask_and_leave())
    store.writer.call(sell)
    assert sales_in(store) == 2


async def test_a_full_disk_fails_the_unit_and_leaves_the_rest_whole(store: Database, sell: Sell) -> None:
    """No room: the unit is told so, nothing of it stays, and with room again the shop goes on."""
    connection = store.writer._connection

    def allow(pages: int) -> Callable[[JournalTx], None]:
        return lambda _: connection.execute(f"PRAGMA max_page_count = {pages}").close()

    store.writer.call(sell)
    used = connection.execute("PRAGMA page_count").fetchone()[0]
    store.writer.call(allow(used + 2))
    told: list[Code] = []
    while not told:
        tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(8)]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        told += [answer.code for answer in answers if isinstance(answer, DatabaseError)]
    assert set(told) == {Code.DISK_FULL}
    store.writer.call(allow(1_000_000))
    store.writer.call(sell)
    must_hold_together(store)


async def test_a_group_that_sqlite_rolled_back_is_not_done(store: Database, sell: Sell) -> None:
    """When SQLite gives up the whole transaction, every unit fails, and the head is read again."""
    lost = command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)")
    with held(store):
        before = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(3)]
        await asyncio.sleep(0)
        losing = asyncio.ensure_future(store.writer.run(lambda tx: (sell(tx), tx.run(lost))))
        after = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(3)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*before, losing, *after, return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseError] * 7
    assert sales_in(store) == 0
    await asyncio.gather(*(store.writer.run(sell) for _ in range(3)))
    assert sales_in(store) == 3
    must_hold_together(store)


@pytest.mark.parametrize("size", [1, 3])
async def test_a_unit_that_hides_the_rollback_is_not_answered_as_done(
    store: Database, sell: Sell, size: int
) -> None:
    """A unit that swallows the error of a lost transaction cannot write on, and nothing of it stays."""
    lost = command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)")

    def swallow(tx: JournalTx) -> str:
        sell(tx)
        try:
            tx.run(lost)
        except Exception:  # noqa: BLE001 what a careless service would do
            with pytest.raises(DatabaseError):
                sell(tx)
            with pytest.raises(DatabaseError):
                tx.run(command("UPDATE run SET clean = 1"))
            with pytest.raises(DatabaseError):
                tx.run_many(command("UPDATE run SET clean = ?"), [(1,)])
        return "done"

    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(swallow)) for _ in range(size)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseError] * size
    store.writer.call(sell)
    assert sales_in(store) == 1
    must_hold_together(store)


@pytest.mark.parametrize("raised", [StopIteration(), KeyboardInterrupt(), SystemExit(1)])
@pytest.mark.parametrize("size", [1, 2])
async def test_nothing_that_a_unit_raises_stops_the_writer(
    store: Database, sell: Sell, raised: BaseException, size: int
) -> None:
    """What a future cannot carry is answered as a defect, to that unit alone."""

    def fail(tx: JournalTx) -> None:
        sell(tx)
        raise raised

    with held(store):
        failing = asyncio.ensure_future(store.writer.run(fail))
        good = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size - 1)]
        await asyncio.sleep(0)
    with pytest.raises(DatabaseError) as caught:
        await failing
    assert caught.value.code is Code.DEFECT
    assert caught.value.__cause__ is raised
    await asyncio.gather(*good)
    store.writer.call(sell)
    assert sales_in(store) == size
    must_hold_together(store)


def test_a_listener_that_raises_stops_nobody(store: Database, sell: Sell) -> None:
    """The other listeners hear, and the writer goes on."""
    heard: list[frozenset[str]] = []

    def fail(_topics: frozenset[str]) -> None:
        raise LookupError

    store.writer.listen(fail)
    store.writer.listen(heard.append)
    store.writer.call(sell)
    store.writer.call(sell)
    assert frozenset({"journal"}) in heard


def test_closing_finishes_what_waits_and_takes_nothing_more(store: Database, sell: Sell) -> None:
    """Units that wait at the close are done and answered; later ones are refused."""
    with ThreadPoolExecutor(8) as pool:
        with held(store):
            waiting = [pool.submit(store.writer.call, sell) for _ in range(6)]
            while len(store.writer._urgent) < 6:
                pass
            closing = pool.submit(store.writer.close)
            while not store.writer._closing:
                pass
        for unit in waiting:
            unit.result(PATIENCE_S)
        closing.result(PATIENCE_S)
    assert sales_in(store) == 6
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(sell)
    assert caught.value.code is Code.STOPPING


def test_a_writer_that_dies_leaves_nobody_waiting(
    store: Database, sell: Sell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the thread itself fail, who waits or comes later is told that the agent is stopping."""

    def fail(_interrupts: object) -> None:
        raise RuntimeError("the thread's own defect")

    with ThreadPoolExecutor(4) as pool:
        with held(store):
            monkeypatch.setattr(store.writer._wal, "restart_when_long", fail)
            waiting = [pool.submit(store.writer.call, sell) for _ in range(3)]
            while len(store.writer._urgent) < 3:
                pass
        codes = {getattr(unit.exception(PATIENCE_S), "code", None) for unit in waiting}
    assert codes == {Code.STOPPING}
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(sell)
    assert caught.value.code is Code.STOPPING


async def test_the_queue_has_a_limit(store: Database) -> None:
    """Beyond WAITING_MAX waiting units the caller is told that the agent is busy."""
    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(head_of)) for _ in range(WAITING_MAX)]
        await asyncio.sleep(0)
        with pytest.raises(DatabaseError) as caught:
            await store.writer.run(head_of)
    assert caught.value.code is Code.BUSY
    await asyncio.gather(*tasks)


def test_a_unit_cannot_wait_for_another_unit(store: Database) -> None:
    """It would wait for itself; it is told so at once."""
    with pytest.raises(RuntimeError, match="cannot wait"):
        store.writer.call(lambda _: store.writer.call(head_of))


def test_sqlite_errors_arrive_as_ours(store: Database) -> None:
    """A caller outside the database layer never sees sqlite3's exceptions; the cause is kept for the log."""
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(lambda tx: tx.run(command("INSERT INTO run (one, clean) VALUES (1, 1)")))
    assert caught.value.code is Code.DEFECT
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


def test_a_head_that_cannot_be_read_is_read_by_the_next_group(
    store: Database, sell: Sell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails at the worst moment, units fail until it is back, and then the chain goes on."""
    tx = store.writer._tx
    read_again = tx.after_rollback
    failures = iter((True, True, False))

    def after_rollback() -> None:
        if next(failures):
            raise sqlite3.OperationalError("disk I/O error")
        read_again()

    def lose(unit_tx: JournalTx) -> None:
        sell(unit_tx)
        unit_tx.run(command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)"))

    monkeypatch.setattr(tx, "after_rollback", after_rollback)
    for unit in (lose, sell):
        with pytest.raises(DatabaseError):
            store.writer.call(unit)
    store.writer.call(sell)
    assert sales_in(store) == 1
    must_hold_together(store)
