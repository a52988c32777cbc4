"""What headquarters does with batches: over a real socket, into a real file."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import httpx
import pytest

from edge_agent.domain.ids import StoreCode
from edge_agent.ports.headquarters import LinkState
from sync.hq.server import Headquarters
from sync.store.link import Link
from sync.wire.journal import Acknowledged, Batch, Rejected, Rejection

if TYPE_CHECKING:
    from tests.sync.conftest import Branch, Shop

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


@pytest.fixture
async def link(hq: Headquarters) -> AsyncIterator[Link]:
    """The store's own client of headquarters."""
    async with Link(hq.url, 10_000) as link:
        yield link


async def _push(link: Link, *batches: Batch) -> Acknowledged | Rejected:
    """Push all; the answer to the last."""
    answer: object = None
    for batch in batches:
        answer = await link.push(batch)
    assert isinstance(answer, Acknowledged | Rejected)
    return answer


async def _held(link: Link, branch: "Branch") -> Sequence[bytes]:
    found = await link.fetch(branch.store, branch.epoch, 0)
    assert isinstance(found, Batch)
    return found.bodies


async def _flags(hq: Headquarters) -> dict[str, bool]:
    """Which epochs of S1 are flagged as forked."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{hq.url}/v1/stores", params={"store": "S1"})
    return {epoch["head"]["epoch"]: epoch["forked"] for epoch in answer.json()["epochs"]}


async def test_a_batch_is_kept_byte_for_byte(link: Link, make_branch: "type[Branch]") -> None:
    """What was pushed is acknowledged with its head and comes back in the same bytes."""
    branch = make_branch("S1", A, None, 5)
    answer = await _push(link, branch.batch())
    assert isinstance(answer, Acknowledged)
    assert (answer.epoch, answer.acked_seq, answer.acked_hash) == (A, 5, branch.hash_at(5).hex())
    assert await _held(link, branch) == tuple(branch.bodies)


async def test_a_batch_given_back_is_in_the_pushed_form(link: Link, make_branch: "type[Branch]") -> None:
    """From any event on, headquarters gives back the very batch that the store would push from there."""
    branch = make_branch("S1", A, None, 5)
    await _push(link, branch.batch())
    for after in range(6):
        assert await link.fetch(branch.store, A, after) == branch.batch(after + 1)


async def test_a_duplicate_is_acknowledged_again(link: Link, make_branch: "type[Branch]") -> None:
    """The same batch twice is kept once, and both answers are the same but for the time."""
    branch = make_branch("S1", A, None, 5)
    first = await _push(link, branch.batch())
    second = await _push(link, branch.batch())
    assert isinstance(first, Acknowledged)
    assert isinstance(second, Acknowledged)
    assert (first.acked_seq, first.acked_hash) == (second.acked_seq, second.acked_hash)
    assert await _held(link, branch) == tuple(branch.bodies)


@pytest.mark.parametrize(("first", "last"), [(1, 8), (3, 7), (3, 4), (5, 8), (6, 8)])
async def test_an_overlap_is_skipped(link: Link, make_branch: "type[Branch]", first: int, last: int) -> None:
    """A batch that begins below the head is compared and skipped up to it, and appended above it."""
    branch = make_branch("S1", A, None, 8)
    answer = await _push(link, branch.batch(1, 5), branch.batch(first, last))
    head = max(5, last)
    assert isinstance(answer, Acknowledged)
    assert (answer.acked_seq, answer.acked_hash) == (head, branch.hash_at(head).hex())
    assert await _held(link, branch) == tuple(branch.bodies[:head])


async def test_a_gap_names_the_head(link: Link, make_branch: "type[Branch]") -> None:
    """A batch that begins beyond the head is not kept, and the answer says where to go on."""
    branch = make_branch("S1", A, None, 8)
    answer = await _push(link, branch.batch(1, 3), branch.batch(5, 8))
    assert answer == Rejected(Rejection.GAP, A, 3, branch.hash_at(3).hex())
    assert await _held(link, branch) == tuple(branch.bodies[:3])


async def test_an_unknown_store_in_the_middle_is_a_gap_from_nothing(
    link: Link, make_branch: "type[Branch]"
) -> None:
    """Headquarters that knows nothing says so, and adds no store for it."""
    answer = await _push(link, make_branch("S1", A, None, 8).batch(4, 8))
    assert answer == Rejected(Rejection.GAP, None, 0, None)


async def test_an_unknown_epoch_in_the_middle_names_the_stores_head(
    link: Link, make_branch: "type[Branch]"
) -> None:
    """A batch of an epoch whose beginning is missing is sent back to the newest head of the store."""
    first = make_branch("S1", A, None, 4)
    second = make_branch("S1", B, first.parent_at(4), 4)
    answer = await _push(link, first.batch(), second.batch(2, 4))
    assert answer == Rejected(Rejection.GAP, A, 4, first.hash_at(4).hex())


async def test_a_parent_not_reached_yet_is_a_gap(link: Link, make_branch: "type[Branch]") -> None:
    """An epoch waits until headquarters holds the event that it goes on from."""
    first = make_branch("S1", A, None, 6)
    second = make_branch("S1", B, first.parent_at(6), 2)
    answer = await _push(link, first.batch(1, 4), second.batch())
    assert answer == Rejected(Rejection.GAP, A, 4, first.hash_at(4).hex())
    assert isinstance(await _push(link, first.batch(5, 6), second.batch()), Acknowledged)


async def test_epochs_in_line_are_no_fork(hq: Headquarters, link: Link, make_branch: "type[Branch]") -> None:
    """Each start of an agent that goes on from the head flags nothing."""
    first = make_branch("S1", A, None, 3)
    second = make_branch("S1", B, first.parent_at(3), 3)
    third = make_branch("S1", C, second.parent_at(3), 3)
    await _push(link, first.batch(), second.batch(), third.batch())
    assert await _flags(hq) == {A: False, B: False, C: False}


async def test_a_restored_copy_is_kept_beside_and_flagged(
    hq: Headquarters, link: Link, make_branch: "type[Branch]"
) -> None:
    """An epoch whose parent is below the head is a fork: both branches are kept, and both are flagged."""
    first = make_branch("S1", A, None, 6)
    second = make_branch("S1", B, first.parent_at(4), 3)
    answer = await _push(link, first.batch(), second.batch())
    assert isinstance(answer, Acknowledged)
    assert await _held(link, first) == tuple(first.bodies)
    assert await _held(link, second) == tuple(second.bodies)
    assert await _flags(hq) == {A: True, B: True}


async def test_two_epochs_from_one_head_are_a_fork(
    hq: Headquarters, link: Link, make_branch: "type[Branch]"
) -> None:
    """A copied file that runs twice makes two epochs with one parent: both are flagged, the parent is not."""
    first = make_branch("S1", A, None, 4)
    await _push(link, first.batch())
    for epoch in (B, C):
        assert isinstance(
            await _push(link, make_branch("S1", epoch, first.parent_at(4), 2).batch()), Acknowledged
        )
    assert await _flags(hq) == {A: False, B: True, C: True}


async def test_an_epoch_that_grows_past_its_child_is_a_fork(
    hq: Headquarters, link: Link, make_branch: "type[Branch]"
) -> None:
    """The restored copy may arrive first: then the original's next events show the fork."""
    first = make_branch("S1", A, None, 6)
    second = make_branch("S1", B, first.parent_at(4), 3)
    await _push(link, first.batch(1, 4), second.batch())
    assert await _flags(hq) == {A: False, B: False}
    await _push(link, first.batch(5, 6))
    assert await _flags(hq) == {A: True, B: True}


async def test_a_second_beginning_is_a_fork(
    hq: Headquarters, link: Link, make_branch: "type[Branch]"
) -> None:
    """A store that begins anew, as if it had no past, is kept and flagged."""
    await _push(link, make_branch("S1", A, None, 2).batch(), make_branch("S1", B, None, 2).batch())
    assert await _flags(hq) == {A: True, B: True}


async def test_other_events_at_the_same_place_are_refused(link: Link, make_branch: "type[Branch]") -> None:
    """A chain that contradicts what headquarters holds at the same epoch and number is not kept."""
    branch = make_branch("S1", A, None, 5)
    await _push(link, branch.batch())
    forged = branch.batch(4, 5)
    forged = Batch(forged.store, forged.epoch, 4, forged.prev_hash, (branch.bodies[4], branch.bodies[3]))
    assert await _push(link, forged) == Rejected(Rejection.FORK, A, 5, branch.hash_at(5).hex())
    assert await _held(link, branch) == tuple(branch.bodies)


async def test_a_chain_from_another_past_is_refused(link: Link, make_branch: "type[Branch]") -> None:
    """A batch that follows the head by number but not by hash is not kept."""
    branch = make_branch("S1", A, None, 6)
    await _push(link, branch.batch(1, 4))
    astray = Batch(branch.store, A, 5, bytes(32), tuple(branch.bodies[4:]))
    assert await _push(link, astray) == Rejected(Rejection.FORK, A, 4, branch.hash_at(4).hex())


async def test_a_parent_with_another_hash_is_refused(link: Link, make_branch: "type[Branch]") -> None:
    """An epoch must go on from the very event that headquarters holds at that place."""
    first = make_branch("S1", A, None, 4)
    other = make_branch("S2", A, None, 4)
    answer = await _push(link, first.batch(), make_branch("S1", B, other.parent_at(4), 2).batch())
    assert answer == Rejected(Rejection.FORK, A, 4, first.hash_at(4).hex())


async def test_an_event_id_at_another_place_is_refused(link: Link, make_branch: "type[Branch]") -> None:
    """An id that is held already keeps its whole batch out, and leaves nothing of it behind."""
    branch = make_branch("S1", A, None, 4)
    await _push(link, branch.batch(1, 3))
    repeated = Batch(branch.store, A, 4, branch.hash_at(3), (branch.bodies[3], branch.bodies[1]))
    assert await _push(link, repeated) == Rejected(Rejection.FORK, A, 3, branch.hash_at(3).hex())
    assert await _held(link, branch) == tuple(branch.bodies[:3])


async def test_stores_do_not_share_epochs(link: Link, make_branch: "type[Branch]") -> None:
    """The same epoch name in two stores is two chains."""
    one, other = make_branch("S1", A, None, 3), make_branch("S2", A, None, 5)
    await _push(link, one.batch(), other.batch())
    assert await _held(link, one) == tuple(one.bodies)
    assert await _held(link, other) == tuple(other.bodies)


async def test_many_stores_at_once(hq: Headquarters, make_branch: "type[Branch]") -> None:
    """Stores that push at the same time, sharing commits, are each kept whole."""
    branches = [make_branch(f"S{number}", A, None, 20) for number in range(1, 31)]

    async def push(branch: "Branch") -> None:
        async with Link(hq.url, 10_000) as link:
            for first in range(1, 21, 5):
                assert isinstance(await link.push(branch.batch(first, first + 4)), Acknowledged)
            assert await _held(link, branch) == tuple(branch.bodies)

    await asyncio.gather(*(push(branch) for branch in branches))


async def test_one_refused_batch_leaves_its_neighbours(hq: Headquarters, make_branch: "type[Branch]") -> None:
    """A contradiction in one store's batch undoes that batch alone, whoever shares its commit."""
    good = make_branch("S1", A, None, 10)
    bad = make_branch("S2", A, None, 3)
    twice = Batch(StoreCode("S2"), A, 1, bad.prev_hash, (*bad.bodies, bad.bodies[1]))
    async with Link(hq.url, 10_000) as one, Link(hq.url, 10_000) as other:
        answers = await asyncio.gather(one.push(good.batch()), other.push(twice))
        assert isinstance(answers[0], Acknowledged)
        assert answers[1] == Rejected(Rejection.FORK, None, 0, None)
        assert await _held(one, good) == tuple(good.bodies)


async def test_the_history_outlives_a_restart(hq: Headquarters, make_branch: "type[Branch]") -> None:
    """Stopped and started again, headquarters has the same address, history and heads."""
    branch = make_branch("S1", A, None, 4)
    url = hq.url
    async with Link(url, 10_000) as link:
        before = await _push(link, branch.batch(1, 2))
    await hq.stop()
    await hq.start()
    async with Link(url, 10_000) as link:
        after = await _push(link, branch.batch(3, 4))
    assert isinstance(before, Acknowledged)
    assert isinstance(after, Acknowledged)
    assert (hq.url, before.history) == (url, after.history)
    assert after.acked_seq == 4


async def test_headquarters_lists_its_stores(hq: Headquarters, shop: "Shop") -> None:
    """The list tells of each store how many events are held, its head, and whether it is forked."""
    await shop.record(7)
    async with shop.pushing(hq.url) as pushing:
        await pushing.until(lambda status: status.state is LinkState.ONLINE and status.unsent == 0)
    async with httpx.AsyncClient() as client:
        told = (await client.get(f"{hq.url}/v1/stores")).json()["stores"]
    last = (await shop.journal())[-1]
    head = {"epoch": last.epoch, "seq": last.seq, "hash": last.hash.hex()}
    assert [(one["store"], one["events"], one["head"], one["forked"]) for one in told] == [
        ("S0001", 8, head, False)
    ]
