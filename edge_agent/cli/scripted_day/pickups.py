"""What becomes of online orders: the stories of the day, told step by step between other customers."""

from collections.abc import Callable, Mapping

from edge_agent.cli.demo_orders import MILK_TEA, WISHES, Wish
from edge_agent.cli.scripted_day.desk import Desk, Story
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.wire.pickups import PickupDone, RedeemShort
from sync.hq.cli.lines import PARCEL

SOON, READ_OUT_EVERY = 5, 2
"""Minutes until a slot; every so many bags are collected by a code that is read out."""
ELSEWHERE = StoreCode("S0732")
BAG = Wish(["P1001:2:700:上好佳荷兰豆55g", "P1005:1:480:盼盼烧烤牛排味块105g"], "17000060001")
TWO_BAGS = Wish(["W00202:0.532kg:1585:五花肉", PARCEL, "P1007:1:860:惠宜咸味花生350g"], "17000060002")
THREE_BAGS = Wish(
    [
        "P1008:1:2140:惠宜腰果160g",
        PARCEL,
        "W00101:2.05kg:2046:红富士苹果",
        PARCEL,
        "P1009:2:1900:惠宜枸杞100g",
    ],
    "17000060003",
)
DRINKS = Wish(
    [MILK_TEA.format(count=2, fen=2400, options="中杯/七分糖/去冰"), PARCEL, "P1002:1:160:菜园小饼80g"],
    "17000060004",
)
DRINK_LATER = Wish([MILK_TEA.format(count=1, fen=1500, options="大杯/标准糖/热")], "17000060005", SOON)
PLAIN = (DRINK_LATER, TWO_BAGS, DRINKS, BAG, THREE_BAGS, *WISHES[:3])


async def _plain(desk: Desk, nth: int) -> Story:
    """Ordered, made or put by, collected by a fresh code or by one that is read out."""
    wish = PLAIN[nth % len(PLAIN)]
    phone = await desk.order(wish)
    is_here = await desk.mini.bring()
    yield
    if _has_drinks(wish):
        while not (is_here := is_here or await desk.mini.bring()) or await desk.made(phone) is None:
            yield
    elif is_here:
        await desk.put_by(phone, f"B{nth % 9 + 1}")
        yield
    if is_here and nth % READ_OUT_EVERY:
        await desk.read_out(phone)
    else:
        await desk.collect(phone)


async def _twice(desk: Desk, _nth: int) -> Story:
    """One parcel, later the other two; then there is nothing left."""
    phone = await desk.order(THREE_BAGS)
    await desk.mini.bring()
    yield
    await desk.collect(phone, (1,))
    yield
    await desk.collect(phone)
    yield
    await desk.refused(phone, "already-collected")


async def _late(desk: Desk, nth: int) -> Story:
    """码有效,订单未到店: served before the shop has heard of it; at times one thing is forgotten."""
    phone = await desk.order(TWO_BAGS)
    await desk.collect(phone, fewer=nth % 2 == 0)
    yield
    while not await desk.mini.bring():
        yield


async def _undone(desk: Desk, _nth: int) -> Story:
    """Handed over by mistake and taken back; the same screen is good no more, a fresh one is."""
    phone = await desk.order(BAG)
    await desk.mini.bring()
    yield
    screen = desk.screen(phone)
    await desk.undo(phone, await desk.redeem(phone, screen))
    await desk.refused(phone, "replayed-screen", screen)
    yield
    await desk.collect(phone)


async def _reissued(desk: Desk, _nth: int) -> Story:
    """Another phone collects: the old one is refused here before headquarters' word arrives, and after."""
    old = await desk.order(TWO_BAGS)
    await desk.mini.bring()
    yield
    new = await desk.mini.reissue(old)
    await desk.collect(new, (0,))
    await desk.refused(old, "superseded")
    while not await desk.mini.bring():
        yield
    await desk.refused(old, "revoked")
    yield
    await desk.collect(new)


async def _revoked(desk: Desk, _nth: int) -> Story:
    """Cancelled before anybody begins to make it: the shop hears of both within one moment."""
    while not await desk.mini.bring():
        yield
    phone = await desk.order(DRINKS)
    await desk.mini.bring()
    await desk.mini.revoke(phone)
    await desk.mini.bring()
    yield
    await desk.refused(phone, "revoked")


async def _screenshot(desk: Desk, _nth: int) -> Story:
    """A picture of the code is refused; whoever ordered opens the page."""
    phone = await desk.order(BAG)
    await desk.mini.bring()
    yield
    picture = phone.screen(Millis(desk.day.now() - 10 * MINUTE))
    await desk.refused(phone, "stale-screen", picture)
    await desk.collect(phone)


async def _elsewhere(desk: Desk, _nth: int) -> Story:
    """An order of another shop."""
    phone = await desk.mini.order(BAG, ELSEWHERE)
    yield
    await desk.refused(phone, "wrong-store")


async def _race(desk: Desk, _nth: int) -> Story:
    """Two tills at the same moment."""
    phone = await desk.order(TWO_BAGS)
    while not await desk.mini.bring():
        yield
    yield
    await desk.at_both_tills(phone)


async def _guessed(desk: Desk, _nth: int) -> Story:
    """A short code that is wrong, and wrong again: a slip for the service; then it is read out right."""
    phone = await desk.order(BAG)
    while not await desk.mini.bring():
        yield
    yield
    cashier, asked = desk.cashier, RedeemShort("00000000", "0000")
    for _ in range(2):
        answer = await cashier.tries(PickupDone, "POST", "/v1/pickups/redeem-short", asked)
        cashier.refused(answer, Code.PICKUP_SHORT_WRONG)
        cashier.tally.refusals["- short-code"] += 1
    await cashier.other_slip()
    await desk.read_out(phone)


async def _never(desk: Desk, _nth: int) -> Story:
    """Made and called, and nobody comes."""
    phone = await desk.order(DRINKS)
    while not await desk.mini.bring():
        yield
    while (no := await desk.made(phone)) is None:
        yield
    await desk.kitchen.missed(desk.cashier, no)


def _has_drinks(wish: Wish) -> bool:
    return any(line.startswith("D") for line in wish.lines)


STORIES: Mapping[str, Callable[[Desk, int], Story]] = {
    "pickup": _plain,
    "pickup_twice": _twice,
    "pickup_late": _late,
    "pickup_undone": _undone,
    "pickup_reissued": _reissued,
    "pickup_revoked": _revoked,
    "pickup_screenshot": _screenshot,
    "pickup_elsewhere": _elsewhere,
    "pickup_race": _race,
    "pickup_guessed": _guessed,
    "pickup_never": _never,
}
