"""The one writer: groups, isolation, order, and answers that leave after their commit."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import Head, JournalTx
from edge_agent.db.writer import GROUP_MAX, WAITING_MAX
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.events import Event

Sell = Callable[[JournalTx], Event]
Held = Callable[[Database], AbstractContextManager[None]]
Check = Callable[[Database], None]
Ask = Callable[..., list[Any]]
COUNT = "SELECT count(*) FROM sale"
PATIENCE_S = 30


def head_of(tx: JournalTx) -> Head | None:
    return tx.head


async def test_sixteen_waiting_units_are_one_commit(
    store: Database, sell: Sell, held: Held, ask: Ask
) -> None:
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
    assert ask(COUNT) == [(16,)]


async def test_a_group_has_a_limit(store: Database, sell: Sell, held: Held) -> None:
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
async def test_a_unit_that_raises_is_undone_alone(
    store: Database, sell: Sell, size: int, held: Held, ask: Ask, must_hold_together: Check
) -> None:
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
    answered = await asyncio.gather(*good, *more)
    recorded = ask("SELECT id FROM journal WHERE type = 'sale.completed'")
    assert {event.id for event in answered} == {event for (event,) in recorded}
    assert len(recorded) == 2 * (size - 1)
    await store.writer.run(sell)
    must_hold_together(store)


async def test_topics_of_an_undone_unit_are_not_told(store: Database, sell: Sell, held: Held) -> None:
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


async def test_bulk_waits_for_whatever_is_urgent(store: Database, held: Held) -> None:
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
async def test_no_answer_leaves_before_its_commit(
    store: Database, sell: Sell, size: int, held: Held, ask: Ask
) -> None:
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
    assert ask(COUNT) == [(2 * size,)]


async def test_a_cancelled_caller_does_not_cancel_its_unit(
    store: Database, sell: Sell, held: Held, ask: Ask
) -> None:
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
    assert ask(COUNT) == [(2,)]


def test_a_caller_whose_loop_has_closed_stops_nobody(
    store: Database, sell: Sell, held: Held, ask: Ask
) -> None:
    """Nobody is left to hear the answer; the unit is done and the writer goes on."""

    async def ask_and_leave() -> None:
        asyncio.ensure_future(store.writer.run(sell))  # noqa: RUF006 it is left alone on purpose
        await asyncio.sleep(0)

    with held(store):
        asyncio.run(ask_and_leave())
    store.writer.call(sell)
    assert ask(COUNT) == [(2,)]


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


def test_closing_finishes_what_waits_and_takes_nothing_more(
    store: Database, sell: Sell, held: Held, ask: Ask
) -> None:
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
    assert ask(COUNT) == [(6,)]
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(sell)
    assert caught.value.code is Code.STOPPING


async def test_the_queue_has_a_limit(store: Database, held: Held) -> None:
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


async def test_ids_of_one_unit_sort_in_the_order_of_their_making(store: Database) -> None:
    """What a unit puts down first comes first: the slip of what came back, then the new receipt."""
    made = await store.writer.run(lambda tx: [tx.new_id() for _ in range(1_000)])
    assert made == sorted(set(made))
