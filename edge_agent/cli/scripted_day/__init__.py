"""`edge-agent demo --scripted`: two lanes sell real baskets through the API, then the day is proved."""

import asyncio
from pathlib import Path

import uvloop

from config.demo import BASKETS, CATALOGUE
from edge_agent.cli.demo_store import Shop, demo_store
from edge_agent.cli.logs import log_to
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.lane import Lane, Tally
from edge_agent.cli.scripted_day.proof import Proof, prove
from edge_agent.cli.scripted_day.summary import summary
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.moments import DAY


def live_a_day(folder: Path, count: int) -> int:
    """Sell `count` baskets and prove what must hold; 0 only if all of it does."""
    folder.mkdir(parents=True, exist_ok=True)
    log_to(folder / "demo.log")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        day, tally, proofs = runner.run(_live(folder, count))
    print(summary(day, tally, proofs))
    return 0 if all(proof.holds for proof in proofs) else 1


async def _live(folder: Path, count: int) -> tuple[Day, Tally, list[Proof]]:
    articles = parse_catalogue(CATALOGUE.read_bytes()).articles
    script = baskets(BASKETS.read_text("utf-8"), articles, count)
    day = Day(len(script))
    # The day's clock leaps from customer to customer, paper takes its own time: no receipt lapses here.
    async with demo_store(folder, clock=day, stale_after_ms=DAY) as shop:
        tally = await _sell(shop, day, script, folder)
        await shop.headquarters_has_everything()
    return day, tally, await prove(folder, shop, tally)


async def _sell(shop: Shop, day: Day, script: list[Basket], folder: Path) -> Tally:
    """Two lanes take turns at the queue of customers until nobody is left."""
    tally = Tally()
    waiting = iter(script)
    lanes = [Lane(shop, till, staff, tally, folder) for till, staff in (("1", "1001"), ("2", "1002"))]

    async def serve(lane: Lane) -> None:
        await lane.open()
        for basket in waiting:
            await day.go_on(shop.headquarters)
            await lane.sell(basket)
        await lane.close()

    async with asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(serve(lane))
    await day.end(shop.headquarters)
    return tally
