"""The demo's online orders: of goods that its shop sells, and here when its till opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.demo import CATALOGUE
from edge_agent.cli.demo_batch import MEMBERS
from edge_agent.cli.demo_orders import WISHES
from edge_agent.cli.demo_store import demo_store, hq_of
from edge_agent.db.queries import orders as queries
from edge_agent.domain.moments import SECOND
from edge_agent.domain.pickup import PublicKey, Seconds, Verified, verify, verify_key_set
from edge_agent.ports.system import SystemChance
from edge_agent.services.pickup_views import PickupList, read_pickups
from sync.hq import orders
from sync.hq.cli.lines import lines_of
from sync.hq.phone import Phones


def test_every_wish_is_of_the_catalogue() -> None:
    """By its number and its name."""
    names = {}
    for row in CATALOGUE.read_text("utf-8").splitlines()[1:]:
        cells = row.split(",")
        names[cells[0]] = cells[4]
    for wish in (*WISHES, *MEMBERS):
        for line in lines_of(wish.lines)[0]:
            assert names[line.sku] == line.name


@pytest.mark.parametrize("again", [False, True])
async def test_the_orders_are_here_when_the_shop_opens(tmp_path: Path, *, again: bool) -> None:
    """With the keys of their codes; a demo that was kept opens a second time, with more orders."""
    if again:
        async with demo_store(tmp_path, orders=True):
            pass
    async with demo_store(tmp_path, orders=True) as shop:
        now = shop.agent.clock.now()
        here = await read_pickups(shop.agent.reads, PickupList.OPEN, now, 100)
        assert len(here) == (len(WISHES) + len(MEMBERS)) * (1 + again)
        key_set = await shop.agent.reads.one(queries.KEY_SET)
        assert key_set is not None
        roots = [PublicKey(bytes.fromhex(root)) for root in shop.settings.pickup.roots]
        found = verify_key_set(key_set.body, roots=roots)
        assert not isinstance(found, str)
        held = await shop.headquarters.run(lambda tx: orders.find(tx, here[0].number))
        shown_at = Seconds(now // SECOND)
        text = Phones(hq_of(tmp_path), SystemChance()).show(held, shown_at)
        judged = verify(text, keys=found.keys, store="S0731", groups=("*",), now=shown_at)
        assert isinstance(judged, Verified)
