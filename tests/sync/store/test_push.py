"""The push against real headquarters, over networks of every kind."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge_agent.db.journal import Head
from edge_agent.db.queries import push as queries
from edge_agent.db.reads import Reads
from edge_agent.db.snapshot import opened
from edge_agent.domain.events import EpochOpened, Parent
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.ports.headquarters import LinkState, LinkStatus
from sync.hq.server import Headquarters
from sync.store.outbox import Outbox, Outgoing
from sync.store.push import BEHIND_AFTER_MS

if TYPE_CHECKING:
    from tests.sync.conftest import Act, Network, Shop

Scripted = Callable[[bytes], Awaitable[str]]


def _response(status: str, content_type: str, body: str, *headers: str) -> bytes:
    more = "".join(f"{header}\r\n" for header in headers)
    length = len(body.encode())
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{more}"
        f"Connection: close\r\n\r\n{body}"
    ).encode()


def _json(status: str, body: str) -> bytes:
    return _response(status, "application/json", body)


def _problem(status: str, code: str) -> bytes:
    told = f'{{"type":"about:blank","title":"t","status":{status[:3]},"detail":"d","code":"{code}"}}'
    return _response(status, "application/problem+json", told)


async def test_the_journal_arrives_byte_for_byte(shop: "Shop", hq: Headquarters) -> None:
    """Several epochs, pushed in several batches, are the same at headquarters as in the store."""
    await shop.record(7)
    await shop.restart()
    await shop.record(12)
    async with shop.pushing(hq.url, push_batch_events_max=5) as pushing:
        await pushing.drained()
    assert len(await shop.by_epoch()) == 2
    assert await shop.held_by(hq.url) == await shop.by_epoch()


async def test_a_notice_wakes_it(shop: "Shop", network: "Network") -> None:
    """What is recorded later is pushed after a notice, without waiting for anything else."""
    async with shop.pushing(network.url) as pushing:
        await pushing.drained()
        await network.answered(1)
        await shop.record(3)
        pushing.push.notice()
        await network.answered(1)
    assert pushing.slept_s == []
    assert await shop.held_by(network.upstream) == await shop.by_epoch()


async def test_it_resumes_where_it_stopped(shop: "Shop", network: "Network") -> None:
    """A new push sends nothing that was acknowledged before."""
    await shop.record(3)
    async with shop.pushing(network.url) as pushing:
        await pushing.drained()
    await shop.restart()
    async with shop.pushing(network.url) as pushing:
        await pushing.drained()
    assert [_first_seq(request) for request in network.requests] == [1, 1]
    assert _epoch(network.requests[0]) != _epoch(network.requests[1])


async def test_a_batch_holds_one_epoch(shop: "Shop", network: "Network") -> None:
    """However few events an epoch has, the next one goes into its own request."""
    for _ in range(3):
        await shop.restart()
    async with shop.pushing(network.url) as pushing:
        await pushing.drained()
    assert [_first_seq(request) for request in network.requests] == [1, 1, 1, 1]


async def test_a_batch_is_bounded_in_bytes(shop: "Shop", network: "Network") -> None:
    """Events that do not fit together go apart, and one that is too long goes alone."""
    await shop.record(4)
    async with shop.pushing(network.url, push_batch_bytes_max=10) as pushing:
        await pushing.drained()
    assert [_first_seq(request) for request in network.requests] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", ["DROP", "LOSE_ANSWER", "TWICE", "HOLD"])
async def test_what_a_network_loses_or_doubles_does_no_harm(
    shop: "Shop", network: "Network", acts: "type[Act]", name: str
) -> None:
    """A request lost, an answer lost, a request doubled or late: headquarters ends with the same journal."""
    await shop.record(9)
    network.acts.extend([acts[name]] * 3)
    async with shop.pushing(network.url, push_batch_events_max=4) as pushing:
        await pushing.drained()
    assert await shop.held_by(network.upstream) == await shop.by_epoch()


async def test_a_captive_portal_is_not_headquarters(
    shop: "Shop", network: "Network", acts: "type[Act]"
) -> None:
    """A page with status 200 acknowledges nothing: the store is offline until headquarters itself answers."""
    await shop.record(2)
    network.acts.append(acts.PORTAL)
    async with shop.pushing(network.url) as pushing:
        offline = await pushing.until(lambda status: status.problem is not None)
        await pushing.drained()
    assert (offline.state, offline.unsent, offline.problem) == (LinkState.OFFLINE, 3, "not-headquarters")
    assert await shop.held_by(network.upstream) == await shop.by_epoch()


@pytest.mark.parametrize(
    "answer",
    [
        _json("200 OK", "{}"),
        _json("200 OK", '{"history":1}'),
        _json("200 OK", "[" * 10_000),
        _json("409 Conflict", '{"code":"later-kind","epoch":null,"acked_seq":0,"acked_hash":null}'),
        _response("204 No Content", "application/json", ""),
        _response("302 Found", "text/html", "", "Location: http://portal.example/"),
        _response("401 Unauthorized", "text/html", "<html>sign in</html>"),
        _response("403 Forbidden", "text/html", "<html>no</html>"),
        _response("502 Bad Gateway", "text/html", "<html>proxy</html>"),
        _response("200 OK", "application/json", " " * 100_000),
    ],
)
async def test_what_is_not_in_the_protocol_acknowledges_nothing(
    shop: "Shop", scripted: Scripted, answer: bytes
) -> None:
    """Whatever else answers in headquarters' place, nothing is acknowledged and nothing stops."""
    async with shop.pushing(await scripted(answer)) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert status == LinkStatus(LinkState.OFFLINE, 1, shop.clock.at, "not-headquarters")
    assert await shop.reads.one(queries.CURSOR) is None


@pytest.mark.parametrize(
    ("seq", "word"), [(0, "00" * 32), (1, "00" * 32)], ids=["below-the-batch", "another-hash"]
)
async def test_an_acknowledgement_of_other_events_is_not_believed(
    shop: "Shop", scripted: Scripted, seq: int, word: str
) -> None:
    """The answer must name the hash of the event that it acknowledges."""
    epoch = (await shop.journal())[0].epoch
    told = f'{{"history":"h","epoch":"{epoch}","acked_seq":{seq},"acked_hash":"{word}","time":"t"}}'
    async with shop.pushing(await scripted(_json("200 OK", told))) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert (status.state, status.unsent, status.problem) == (LinkState.BEHIND, 1, "answer-wrong")
    assert await shop.reads.one(queries.CURSOR) is None


async def test_a_partial_acknowledgement_moves_the_cursor_that_far(shop: "Shop", scripted: Scripted) -> None:
    """What headquarters holds of a batch is not sent again."""
    await shop.record(3)
    row = (await shop.journal())[1]
    told = f'{{"history":"h","epoch":"{row.epoch}","acked_seq":2,"acked_hash":"{row.hash.hex()}","time":"t"}}'
    async with shop.pushing(await scripted(_json("200 OK", told))) as pushing:
        await pushing.until(lambda status: status.problem == "answer-wrong")
    cursor = await shop.reads.one(queries.CURSOR)
    assert cursor is not None
    assert cursor.pos == 2


async def test_413_halves_the_batch(shop: "Shop", network: "Network", acts: "type[Act]") -> None:
    """Too large: half of it, then half again, until it passes."""
    await shop.record(7)
    network.acts.extend([acts.TOO_LARGE, acts.TOO_LARGE])
    async with shop.pushing(network.url) as pushing:
        await pushing.drained()
    sizes = [_first_seq(request) for request in network.requests]
    assert sizes == [1, 1, 1, 3, 5, 7]
    assert pushing.slept_s == []


async def test_413_for_a_single_event_is_told(shop: "Shop", scripted: Scripted) -> None:
    """What cannot be halved is told, and tried again later."""
    async with shop.pushing(await scripted(_json("413 Content Too Large", ""))) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert (status.state, status.problem) == (LinkState.BEHIND, "too-large")


async def test_retry_after_is_honoured(shop: "Shop", network: "Network", acts: "type[Act]") -> None:
    """Headquarters that is busy is asked again after as long as it said, and not before."""
    network.acts.append(acts.BUSY)
    async with shop.pushing(network.url) as pushing:
        busy = await pushing.until(lambda status: status.problem is not None)
        await pushing.drained()
    assert (busy.state, busy.problem) == (LinkState.BEHIND, "busy")
    assert sum(pushing.slept_s) == 7


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 3", 3),
        ("Retry-After: 999999999", 3600),
        ("Date: Sun, 22 Nov 2026 12:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 12:00:09 GMT", 9),
    ],
)
async def test_every_form_of_retry_after(shop: "Shop", scripted: Scripted, header: str, seconds: int) -> None:
    """Seconds or a date by the answer's own clock; no answer puts the push off for more than an hour."""
    url = await scripted(_response("429 Too Many Requests", "text/plain", "", header))
    async with shop.pushing(url) as pushing:
        await pushing.slept(seconds)
        pushing.push.notice()
        assert pushing.slept_s == [1] * seconds


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
async def test_a_refusal_by_headquarters_stops_it(shop: "Shop", scripted: Scripted, status: str) -> None:
    """Headquarters' own 401 or 403 stops the push, and the state says why; what waits is still counted."""
    async with shop.pushing(await scripted(_problem(status, "device-revoked"))) as pushing:
        stopped = await pushing.until(lambda status: status.state is LinkState.STOPPED)
        await shop.record(4)
        pushing.push.notice()
        counted = await pushing.until(lambda status: status.unsent == 5)
    assert (stopped.unsent, stopped.problem) == (1, "device-revoked")
    assert counted == LinkStatus(LinkState.STOPPED, 5, shop.clock.at, "device-revoked")


async def test_another_problem_of_headquarters_is_tried_again(shop: "Shop", scripted: Scripted) -> None:
    """A defect of headquarters leaves the store behind, not offline and not stopped."""
    async with shop.pushing(await scripted(_problem("500 Internal Server Error", "defect"))) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert (status.state, status.problem) == (LinkState.BEHIND, "defect")


async def test_a_fork_stops_it(
    shop: "Shop", hq: Headquarters, make_shop: "type[Shop]", tmp_path: Path
) -> None:
    """A chain that contradicts what headquarters holds stops the push; nothing there is touched."""
    await shop.record(2)
    async with shop.pushing(hq.url) as pushing:
        await pushing.drained()
    held = await shop.held_by(hq.url)
    other = make_shop(tmp_path / "other.db", shop.clock)
    await other.open()
    await _contradict(other, (await shop.journal())[0].epoch)
    async with other.pushing(hq.url) as pushing:
        stopped = await pushing.until(lambda status: status.state is LinkState.STOPPED)
    await other.close()
    assert stopped.problem == "fork"
    assert await shop.held_by(hq.url) == held


async def _contradict(other: "Shop", epoch: str) -> None:
    """Have another store write the epoch of the first with other events."""

    def opened(head: Head | None) -> EpochOpened:
        parent = Parent(head.epoch, head.seq, head.hash.hex()) if head else None
        return EpochOpened(epoch, parent, 1, "0")

    await other.database.writer.run(lambda tx: tx.open_epoch(epoch, opened))


async def test_a_restored_copy_is_kept_and_goes_on(
    shop: "Shop", hq: Headquarters, make_shop: "type[Shop]", tmp_path: Path
) -> None:
    """A store's file restored from a copy pushes its new epoch: headquarters holds both branches."""
    await shop.record(2)
    await shop.close()
    shutil.copy(shop.path, tmp_path / "copy.db")
    await shop.open()
    await shop.record(5)
    async with shop.pushing(hq.url) as pushing:
        await pushing.drained()
    copy = make_shop(tmp_path / "copy.db", shop.clock)
    await copy.open()
    await copy.record(3)
    async with copy.pushing(hq.url) as pushing:
        await pushing.drained()
    assert await copy.held_by(hq.url) == await copy.by_epoch()
    assert await shop.held_by(hq.url) == await shop.by_epoch()
    await copy.close()


async def test_headquarters_restored_from_a_backup_is_filled_again(
    shop: "Shop", hq: Headquarters, tmp_path: Path
) -> None:
    """Headquarters' head below its own acknowledgement makes the push rewind to it."""
    await shop.record(4)
    async with shop.pushing(hq.url) as pushing:
        await pushing.drained()
        await hq.stop()
        shutil.copy(hq.path, tmp_path / "backup")
        await hq.start()
        await shop.record(6)
        await shop.restart()
    async with shop.pushing(hq.url, push_batch_events_max=4) as pushing:
        await pushing.drained()
    await hq.stop()
    shutil.copy(tmp_path / "backup", hq.path)
    for log in ("-wal", "-shm"):
        hq.path.with_name(hq.path.name + log).unlink(missing_ok=True)
    await hq.start()
    await shop.record(1)
    async with shop.pushing(hq.url, push_batch_events_max=4) as pushing:
        await pushing.drained()
    assert await shop.held_by(hq.url) == await shop.by_epoch()


async def test_a_new_headquarters_is_given_everything(shop: "Shop", hq: Headquarters, tmp_path: Path) -> None:
    """Headquarters that knows nothing of the store receives its journal from the beginning."""
    await shop.record(9)
    async with shop.pushing(hq.url) as pushing:
        await pushing.drained()
    await shop.restart()
    await shop.record(2)
    async with Headquarters(tmp_path / "new.db") as new:
        async with shop.pushing(new.url, push_batch_events_max=4) as pushing:
            await pushing.drained()
        assert await shop.held_by(new.url) == await shop.by_epoch()


async def test_a_gap_that_repeats_is_not_hammered(shop: "Shop", scripted: Scripted) -> None:
    """Headquarters that wants what it never takes is asked again only after a back-off."""
    told = '{"code":"gap","epoch":null,"acked_seq":0,"acked_hash":null}'
    async with shop.pushing(await scripted(_json("409 Conflict", told))) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert (status.state, status.problem) == (LinkState.BEHIND, "gap")


async def test_a_gap_that_names_a_place_ahead_starts_from_the_beginning(
    shop: "Shop", scripted: Scripted
) -> None:
    """Going forward would leave events out: only a place behind the cursor is gone back to."""
    await shop.record(5)
    row = (await shop.journal())[3]
    told = f'{{"code":"gap","epoch":"{row.epoch}","acked_seq":{row.seq},"acked_hash":"{row.hash.hex()}"}}'
    async with shop.pushing(await scripted(_json("409 Conflict", told))) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    assert (status.unsent, status.problem) == (6, "gap")
    assert await shop.reads.one(queries.CURSOR) is None


async def test_a_gap_that_names_another_past_starts_from_the_beginning(
    shop: "Shop", hq: Headquarters, scripted: Scripted
) -> None:
    """A head whose hash is not this journal's is no place to go on from."""
    await shop.record(5)
    async with shop.pushing(hq.url) as pushing:
        await pushing.drained()
    await shop.restart()
    row = (await shop.journal())[3]
    told = f'{{"code":"gap","epoch":"{row.epoch}","acked_seq":{row.seq},"acked_hash":"{"00" * 32}"}}'
    async with shop.pushing(await scripted(_json("409 Conflict", told))) as pushing:
        await pushing.until(lambda status: status.problem is not None)
    assert [(status.unsent, status.problem) for status in pushing.told] == [(7, None), (7, "gap")]


async def test_with_nothing_to_send_it_rests(shop: "Shop", hq: Headquarters) -> None:
    """A notice is looked after once; then the push is still until the next one."""
    async with shop.pushing(hq.url) as pushing:
        outbox = pushing.push._outbox = Counted(shop)
        pushing.push.notice()
        await pushing.drained()
        for _ in range(2_000):
            await asyncio.sleep(0)
        assert outbox.asked <= 3


class Counted(Outbox):
    """An outbox that counts how often it is asked."""

    def __init__(self, shop: "Shop") -> None:
        super().__init__(shop.code, shop.database.writer, shop.reads)
        self.asked = 0

    async def next(self, events_max: int, bytes_max: int) -> Outgoing | None:
        """What follows the cursor."""
        self.asked += 1
        return await super().next(events_max, bytes_max)


async def test_unreachable_headquarters_is_offline_and_comes_back(shop: "Shop", hq: Headquarters) -> None:
    """Cut off, the store counts what waits; when headquarters is back, all of it goes."""
    await shop.record(2)
    await hq.stop()
    async with shop.pushing(hq.url) as pushing:
        first = await pushing.until(lambda status: status.problem is not None)
        await shop.record(3)
        pushing.push.notice()
        await pushing.until(lambda status: status.unsent == 6)
        await hq.start()
        await pushing.drained()
    assert first == LinkStatus(LinkState.OFFLINE, 3, shop.clock.at, "unreachable")
    assert await shop.held_by(hq.url) == await shop.by_epoch()


async def test_waits_grow_and_are_bounded(shop: "Shop", hq: Headquarters) -> None:
    """Between attempts the push sleeps, never longer than a second at a time, and never busily."""
    await hq.stop()
    async with shop.pushing(hq.url, retry_min_ms=1_000, retry_max_ms=8_000) as pushing:
        await pushing.slept(60)
    assert max(pushing.slept_s) <= 1
    assert pushing.slept_s[0] >= 0.5


async def test_a_server_that_never_answers_is_a_timeout(shop: "Shop") -> None:
    """Each call has a deadline: a server that takes the request and says nothing is offline."""
    silent = await asyncio.start_server(_say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    async with shop.pushing(f"http://127.0.0.1:{port}", push_timeout_ms=50) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
    silent.close()
    await silent.wait_closed()
    assert (status.state, status.problem) == (LinkState.OFFLINE, "timeout")


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(-1)
    writer.close()
    await writer.wait_closed()


async def test_a_silence_is_put_down_as_it_goes_on(
    shop: "Shop", network: "Network", acts: "type[Act]"
) -> None:
    """From the first try that failed to the answer, once; a headquarters that is busy was reached."""
    began = shop.clock.at
    network.acts.extend([acts.BUSY, acts.DROP, acts.DROP])
    async with shop.pushing(network.url) as pushing:
        await pushing.until(lambda status: status.state is LinkState.BEHIND)
        await pushing.until(lambda status: status.state is LinkState.OFFLINE)
        pushing.may_sleep.clear()
        shop.clock.at = Millis(began + 5 * MINUTE)
        pushing.may_sleep.set()
        await pushing.drained()
    with opened(shop.path) as connection:
        silences = connection.execute("SELECT began_at, ended_at FROM hq_silence").fetchall()
    assert silences == [(began, began + 5 * MINUTE)]


async def test_an_old_event_makes_it_behind(shop: "Shop", network: "Network") -> None:
    """While it catches up, a store whose oldest unsent event is old is behind, then online."""
    await shop.record(5)
    oldest = shop.clock.at
    shop.clock.at = Millis(oldest + BEHIND_AFTER_MS + 1)
    async with shop.pushing(network.url, push_batch_events_max=2) as pushing:
        await pushing.drained()
    behind = [status for status in pushing.told if status.state is LinkState.BEHIND]
    assert [status.unsent for status in behind] == [4, 2]
    assert {status.oldest_unsent_at for status in behind} == {oldest}


async def test_without_a_url_it_is_off(shop: "Shop") -> None:
    """A store without headquarters runs; its push does nothing until it is cancelled."""
    async with shop.pushing(None) as pushing:
        pushing.push.notice()
        await asyncio.sleep(0)
        assert pushing.push.status() == LinkStatus(LinkState.OFF, 0, None)
    assert pushing.told == []


async def test_a_file_that_fails_does_not_end_it(shop: "Shop", hq: Headquarters) -> None:
    """An error beneath it is told and tried again, and once it is gone the journal goes out."""
    await shop.reads.close()
    async with shop.pushing(hq.url) as pushing:
        status = await pushing.until(lambda status: status.problem is not None)
        shop.reads = shop.outbox._reads = await Reads.open(shop.path)
        await pushing.drained()
    assert (status.state, status.problem) == (LinkState.OFFLINE, "defect")
    assert await shop.held_by(hq.url) == await shop.by_epoch()


async def test_a_listener_that_fails_does_not_end_it(shop: "Shop", network: "Network") -> None:
    """What is told of the status cannot stop the journal."""
    told: list[LinkStatus] = []

    def listen(status: LinkStatus) -> None:
        told.append(status)
        raise RuntimeError("a listener's defect")

    await shop.record(3)
    async with shop.pushing(network.url, push_batch_events_max=1) as pushing:
        pushing.push._on_change = listen
        await network.answered(4)
    assert told
    assert await shop.held_by(network.upstream) == await shop.by_epoch()


def _header(request: bytes, name: str) -> str:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return dict(line.lower().split(": ", 1) for line in lines)[name]


def _first_seq(request: bytes) -> int:
    return int(_header(request, "edge-first-seq"))


def _epoch(request: bytes) -> str:
    return _header(request, "edge-epoch")
