"""A feed in any pages, in any size, overlapping and repeated: it comes to the same tables."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st

from sync.hq import keys, orders
from sync.hq.cannot import Cannot
from sync.hq.keys import public_of

if TYPE_CHECKING:
    from tests.services.feed.conftest import Both, Hq, Store

ROOT = b"R" * 32
TABLES = ("pickup_order", "pickup_revocation", "revocation_list", "secret", "group_batch")
"""What the feed brings; older key sets stay where the highest version counts, so they are asked apart."""


_Act = tuple[str, int]
_acts = st.lists(
    st.tuples(st.sampled_from(["place", "reissue", "revoke", "renew"]), st.integers(0, 5)), max_size=14
)


def _lived(hq: Hq, acts: Sequence[_Act]) -> None:
    """What happens at headquarters; what cannot is left out."""
    numbers = [hq.place().order.number]
    for act, which in acts:
        number = numbers[which % len(numbers)]
        if act == "place":
            numbers.append(hq.place().order.number)
        elif act == "renew":
            hq.do(partial(keys.renew, root=ROOT))
        else:
            _attempt(hq, act, number)


def _attempt(hq: Hq, act: str, number: str) -> None:
    unit = (
        partial(orders.revoke, number=number)
        if act == "revoke"
        else partial(orders.reissue, number=number, phone_key=public_of(b"q" * 32))
    )
    with suppress(Cannot):
        hq.do(unit)


@hypothesis.settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(
    before=_acts,
    after=_acts,
    limits=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    back=st.integers(0, 4),
)
def test_any_split_into_pages_gives_the_same_tables(
    both_at: Callable[[Path], AbstractAsyncContextManager[Both]],
    make_store: type[Store],
    before: list[_Act],
    after: list[_Act],
    limits: list[int],
    back: int,
) -> None:
    """Pages of any size, overlapping, taken twice, some before the rest happened: it comes to one."""

    async def live(folder: Path) -> None:
        async with both_at(folder / "a") as here:
            _lived(here.hq, before)
            await _in_pages(here, limits, back)
            _lived(here.hq, after)
            await _in_pages(here, limits, back)
            at_once = make_store(folder / "b", here.clock)
            try:
                await at_once.taken(await here.hq.page())
                assert at_once.rows(*TABLES) == here.store.rows(*TABLES)
                newest = at_once.rows("pickup_key_set")["pickup_key_set"]
                assert newest == here.store.rows("pickup_key_set")["pickup_key_set"][-1:]
                assert at_once.cursor() == here.store.cursor()
            finally:
                at_once.database.close()

    with tempfile.TemporaryDirectory() as folder:
        for name in "ab":
            (Path(folder) / name).mkdir()
        asyncio.run(live(Path(folder)))


async def _in_pages(both: Both, limits: Sequence[int], back: int) -> None:
    """Each page twice, each beginning `back` before where the last one ended."""
    position, more, number = 0, True, 0
    while more:
        made = await both.hq.page(max(position - back, 0), limits[number % len(limits)] + back)
        for _ in range(2):
            await both.store.taken(made)
        position, more, number = made.position, made.more, number + 1
