"""`edge-agent demo --scripted`: two lanes sell real baskets through the API, then the day is proved."""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path

import msgspec
import structlog
import uvloop

from config.demo import BASKETS, CATALOGUE
from config.settings import Settings
from edge_agent.cli.demo_store import Shop, demo_store
from edge_agent.cli.logs import log_to
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.lane import Disagreement, Lane, Tally
from edge_agent.cli.scripted_day.proof import Proof, enough_sales, prove
from edge_agent.cli.scripted_day.summary import summary
from edge_agent.cli.told import Declined, sentence
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.errors import EdgeError
from edge_agent.domain.moments import DAY

PATIENCE_S = 60.0
"""No customer takes longer to serve, and headquarters no longer to catch up."""

log = structlog.get_logger("demo")


class Lived(msgspec.Struct, frozen=True):
    """A day that is over, its shop closed."""

    customers: int
    day: Day
    tally: Tally
    settings: Settings


def live_a_day(folder: Path, count: int, sales_min: int = 0) -> int:
    """Serve `count` customers and prove what must hold, `sales_min` sales among it; 0 only if all of it does.

    Raises Declined with a sentence when the day cannot be lived to its end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Declined(f"{folder} is not empty: a scripted day needs a folder of its own.")
    log_to(folder / "demo.log")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            lived = runner.run(live(folder, count))
            proofs = runner.run(prove(folder, lived.settings, lived.tally, lived.customers))
    except Exception as error:
        log.exception("the-day-ended")
        raise Declined(f"The scripted day ended early: {_reason(error)}") from error
    if sales_min:
        proofs.append(enough_sales(lived.tally, sales_min))
    return tell(lived, proofs)


def tell(lived: Lived, proofs: Sequence[Proof]) -> int:
    """Print the summary; 0 only if every proof holds."""
    print(summary(lived.day, lived.tally, proofs))
    return 0 if all(proof.holds for proof in proofs) else 1


async def live(folder: Path, count: int) -> Lived:
    """Open the shop, serve everybody, let headquarters catch up, and close.

    Raises Disagreement, in an ExceptionGroup of the two lanes, when the agent does what the script does not
    expect.
    """
    articles = [
        article for article in parse_catalogue(CATALOGUE.read_bytes()).articles if not article.is_open_price
    ]
    script = baskets(BASKETS.read_text("utf-8"), articles, count)
    day = Day(len(script))
    # The day's clock leaps from customer to customer, paper takes its own time: no receipt lapses here.
    async with demo_store(folder, clock=day, stale_after_ms=DAY) as shop:
        tally = await _sell(shop, day, script, folder)
        await _in_time(shop.headquarters_has_everything(), "headquarters did not get everything")
    return Lived(len(script), day, tally, shop.settings)


async def _sell(shop: Shop, day: Day, script: list[Basket], folder: Path) -> Tally:
    """Two lanes take turns at the queue of customers until nobody is left."""
    tally = Tally()
    waiting = iter(enumerate(script, 1))
    lanes = [Lane(shop, till, staff, tally, folder) for till, staff in (("1", "1001"), ("2", "1002"))]

    async def serve(lane: Lane) -> None:
        async with lane:
            for number, basket in waiting:
                await day.go_on(shop.headquarters)
                await _in_time(lane.sell(basket), f"customer {number} was not served")

    async with asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(serve(lane))
    await day.end(shop.headquarters)
    return tally


async def _in_time(work: Coroutine[None, None, None], late: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await work
    except TimeoutError as error:
        raise Disagreement(f"{late} within {PATIENCE_S:g} seconds") from error


def _reason(error: Exception) -> str:
    """The first thing that went wrong, in one line."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, EdgeError):
        return sentence(error)
    if isinstance(error, Disagreement):
        return str(error)
    return f"{type(error).__name__} {error}; with --keep FOLDER, FOLDER/demo.log tells more."
