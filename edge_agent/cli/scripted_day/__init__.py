"""`edge-agent demo --scripted`: two lanes sell real baskets through the API, then the day is proved."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path

import structlog
import uvloop

from config.demo import BASKETS, CATALOGUE, MEMBERS, OPTIONS, PROMOTIONS, STOCK
from edge_agent.cli.demo_store import CASHIER, PIN, Pace, Shop, demo_store
from edge_agent.cli.logs import log_to
from edge_agent.cli.scripted_day import after_sale, errands
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.cli.scripted_day.cashier import MANAGER, Cashier, Disagreement, taken
from edge_agent.cli.scripted_day.customers import read_people
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.desk import Desk
from edge_agent.cli.scripted_day.goods import ONE_TIME_RULE
from edge_agent.cli.scripted_day.group_buying import batch_story
from edge_agent.cli.scripted_day.kitchen import Kitchen
from edge_agent.cli.scripted_day.lane import Lane
from edge_agent.cli.scripted_day.lived import Evening, Lived
from edge_agent.cli.scripted_day.mini_program import MiniProgram
from edge_agent.cli.scripted_day.pickups import STORIES
from edge_agent.cli.scripted_day.poster import read_poster
from edge_agent.cli.scripted_day.proof import enough_sales, prove
from edge_agent.cli.scripted_day.shelf import Shelf, opening_stock
from edge_agent.cli.scripted_day.sides import Proof
from edge_agent.cli.scripted_day.summary import summary
from edge_agent.cli.scripted_day.tally import Tally
from edge_agent.cli.told import Declined, sentence
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.errors import EdgeError
from edge_agent.domain.ids import TillId
from edge_agent.domain.moments import DAY
from edge_agent.wire.figures import FiguresView
from edge_agent.wire.sessions import SignIn
from ui.client import Client

PATIENCE_S = 60.0
"""No customer takes longer to serve, and headquarters no longer to catch up."""

ASK_EVERY_MS = 50
LANES = (("1", CASHIER, 0), ("2", MANAGER, 650))
"""Till, who stands there, and what is missing in the drawer at the end; the manager needs no approval."""

log = structlog.get_logger("demo")


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
            proofs = runner.run(prove(folder, lived))
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
    articles = parse_catalogue(CATALOGUE.read_bytes()).articles
    script = baskets(
        BASKETS.read_text("utf-8"), [article for article in articles if not article.is_open_price], count
    )
    day, shelf, tally = Day(len(script)), Shelf(articles, OPTIONS), _morning()
    # The day's clock leaps from customer to customer, paper takes its own time: no receipt lapses here.
    pace = Pace(stale_after_ms=DAY, ask_every_ms=ASK_EVERY_MS)
    async with demo_store(folder, clock=day, pace=pace, whole=True) as shop:
        tally.opened_at = day.now()
        cashiers = [Cashier(shop, till, staff, shelf, tally, folder) for till, staff, _ in LANES]
        async with _at_work(cashiers), aclosing(MiniProgram(shop, day, folder)) as mini:
            await _sell(shop, day, script, cashiers, mini)
        await _in_time(shop.headquarters_has_everything(), "headquarters did not get everything")
        evening = await _evening(shop, folder)
        await _in_time(shop.headquarters_has_everything(), "headquarters did not get everything")
    return Lived(len(script), day, tally, shop.settings, shelf, evening)


def _morning() -> Tally:
    """What the cashiers know before the first customer: the shelf, the members' points, the coupons."""
    tally = Tally()
    tally.opening = opening_stock(STOCK)
    tally.stock.update(tally.opening)
    tally.points.update({person.phone: person.points for person in read_people(MEMBERS)})
    tally.coupons = list(read_poster(PROMOTIONS)[ONE_TIME_RULE].codes)
    return tally


@asynccontextmanager
async def _at_work(cashiers: Sequence[Cashier]) -> AsyncIterator[None]:
    """Everybody has come before the first customer, and stays until the last drawer is closed."""
    async with AsyncExitStack() as stack:
        for cashier in cashiers:
            await stack.enter_async_context(cashier)
        yield


async def _sell(
    shop: Shop, day: Day, script: Sequence[Basket], cashiers: Sequence[Cashier], mini: MiniProgram
) -> None:
    """Two lanes take turns at the queue of customers until nobody is left; then each drawer is closed."""
    waiting = iter(script)
    poster, people, kitchen = read_poster(PROMOTIONS), read_people(MEMBERS), Kitchen(shop, day)
    desk = Desk(day, mini, kitchen, cashiers)
    stories = {**STORIES, "batch": batch_story(await mini.open())}

    async def serve(cashier: Cashier) -> None:
        lane = Lane(cashier, poster, people)
        for basket in waiting:
            await day.go_on(shop.headquarters)
            await _in_time(_serve(lane, kitchen, basket), f"customer {basket.number} was not served")
            await _in_time(desk.work(cashier, basket, stories), "an order was not handed over")

    async with asyncio.TaskGroup() as group:
        for cashier in cashiers:
            group.create_task(serve(cashier))
    first = cashiers[0]
    await _in_time(desk.close(first, shop.headquarters), "the last order was not handed over")
    await _in_time(kitchen.finish(first), "the last cups were not made")
    for cashier, (_, _, short_fen) in zip(cashiers, LANES, strict=True):
        await _in_time(errands.close(cashier, short_fen), "a drawer was not closed")
    await day.end(shop.headquarters)


async def _serve(lane: Lane, kitchen: Kitchen, basket: Basket) -> None:
    """A customer, what follows the sale, what is made of it, and what is due after it."""
    served = await lane.sell(basket)
    if served is not None:
        await after_sale.follow(lane, basket, served)
    await kitchen.work(lane.cashier)
    await errands.run(lane.cashier, basket)


async def _evening(shop: Shop, folder: Path) -> Evening:
    """The manager looks at the figures, and asks whether one may switch off."""
    client = Client(str(shop.settings.socket), folder / "till-manager.unanswered.json")
    try:
        taken(await client.sign_in(SignIn(MANAGER, PIN, TillId(LANES[0][0]))))
        figures = taken(await client.call("GET", "/v1/figures", FiguresView))
        await client.sign_out()
        return Evening(figures, taken(await client.close_check()), shop.payments.kept_fen)
    finally:
        await client.close()


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
