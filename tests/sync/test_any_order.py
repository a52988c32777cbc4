"""Whatever a network does to the batches of a store, headquarters ends with the store's journal."""

import asyncio
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.hq.server import Headquarters
from sync.store.link import Link
from sync.wire.journal import Acknowledged, Batch, Rejected

if TYPE_CHECKING:
    from tests.sync.conftest import Act, Branch, ManualClock, Network, Shop

ACTS = ("DELIVER", "DROP", "LOSE_ANSWER", "TWICE", "HOLD", "PORTAL", "BUSY", "TOO_LARGE")
STEPS = st.lists(
    st.tuples(st.integers(1, 9), st.booleans(), st.lists(st.sampled_from(ACTS), max_size=6)),
    min_size=1,
    max_size=4,
)
EPOCHS = ("a" * 32, "b" * 32, "c" * 32)


def test_any_network(
    tmp_path: Path,
    runner: asyncio.Runner,
    clock: "ManualClock",
    make_shop: "type[Shop]",
    make_network: "type[Network]",
    acts: "type[Act]",
) -> None:
    """Requests lost, doubled, late or answered by others, and restarts between: the same bytes in the end."""
    hq = Headquarters(tmp_path / "hq.db", clock=clock)
    numbers = itertools.count(1)

    async def example(steps: list[tuple[int, bool, list[str]]], batch: int) -> None:
        number = next(numbers)
        shop = make_shop(tmp_path / f"{number}.db", clock, f"S{number}")
        await shop.open()
        async with make_network(hq.url) as network:
            for events, restarts, names in steps:
                await shop.record(events)
                network.acts.extend(acts[name] for name in names)
                async with shop.pushing(network.url, push_batch_events_max=batch) as pushing:
                    await pushing.drained()
                if restarts:
                    await shop.restart()
            network.acts.clear()
            async with shop.pushing(network.url, push_batch_events_max=batch) as pushing:
                await pushing.drained()
        assert await shop.held_by(hq.url) == await shop.by_epoch()
        await shop.close()

    @settings(max_examples=40)
    @given(STEPS, st.integers(1, 8))
    def run(steps: list[tuple[int, bool, list[str]]], batch: int) -> None:
        runner.run(example(steps, batch))

    runner.run(hq.start())
    run()
    runner.run(hq.stop())


def test_any_pieces_in_any_order(tmp_path: Path, runner: asyncio.Runner, make_branch: "type[Branch]") -> None:
    """Any pieces of three epochs, in any order and any number, do no harm to a push in order afterwards."""
    hq = Headquarters(tmp_path / "hq.db")
    numbers = itertools.count(1)

    async def example(pieces: list[tuple[int, int, int]]) -> None:
        branches = _line(make_branch, f"S{next(numbers)}")
        async with Link(hq.url, 10_000) as link:
            for which, first, count in pieces:
                answer = await link.push(branches[which].batch(first, first + count - 1))
                assert isinstance(answer, Acknowledged | Rejected)
            for branch in branches:
                for first in range(1, 9, 3):
                    assert isinstance(await link.push(branch.batch(first, first + 2)), Acknowledged)
                held = await link.fetch(branch.store, branch.epoch, 0)
                assert isinstance(held, Batch)
                assert held.bodies == tuple(branch.bodies)
        assert not await _is_forked(hq.url, branches[0].store)

    @settings(max_examples=60)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 8), st.integers(1, 8)), max_size=12))
    def run(pieces: list[tuple[int, int, int]]) -> None:
        runner.run(example(pieces))

    runner.run(hq.start())
    run()
    runner.run(hq.stop())


def _line(make_branch: "type[Branch]", store: str) -> Sequence["Branch"]:
    """Three epochs of eight events, each going on from the one before."""
    branches = [make_branch(store, EPOCHS[0], None, 8)]
    for epoch in EPOCHS[1:]:
        branches.append(make_branch(store, epoch, branches[-1].parent_at(8), 8))
    return branches


async def _is_forked(url: str, store: str) -> bool:
    async with httpx.AsyncClient() as client:
        told = (await client.get(f"{url}/v1/stores", params={"store": store})).json()["epochs"]
    return any(epoch["forked"] for epoch in told)
