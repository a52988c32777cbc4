"""The counter where orders are collected: codes are looked at, parcels handed over, or refused and why."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from edge_agent.cli.demo_orders import Wish
from edge_agent.cli.scripted_day.baskets import Basket
from edge_agent.cli.scripted_day.cashier import Cashier, Disagreement
from edge_agent.cli.scripted_day.day import Day
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.kitchen import Kitchen
from edge_agent.cli.scripted_day.mini_program import MiniProgram, Phone
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import Sku, TicketNo
from edge_agent.domain.moments import MINUTE, SECOND
from edge_agent.domain.orders import OrderLine, PickupOrder
from edge_agent.wire.pickups import (
    HandoverView,
    PickupDone,
    PickupUndoneView,
    PickupView,
    ReadyPickup,
    RedeemPickup,
    RedeemShort,
    ScanPickup,
    UndoPickup,
)
from edge_agent.wire.problem import Problem
from edge_agent.wire.stock import GoodsLine
from sync.hq.server import Headquarters

Story = AsyncGenerator[None, None]
"""What becomes of an order; at each `yield` customers come and go."""
SCREEN_EVERY_MS = 30 * SECOND
"""A phone shows another screen only after so long."""
_OVER = object()


class Desk:
    """Both tills hand over; whoever serves now is `cashier`, and no clock leaps meanwhile."""

    def __init__(self, day: Day, mini: MiniProgram, kitchen: Kitchen, cashiers: Sequence[Cashier]) -> None:
        self.day = day
        self.mini = mini
        self.kitchen = kitchen
        self.cashier = cashiers[0]
        self._cashiers = cashiers
        self._going_on: list[Story] = []
        self._went_on_at = day.now()

    async def work(
        self, cashier: Cashier, basket: Basket, stories: Mapping[str, Callable[["Desk", int], Story]]
    ) -> None:
        """Begin the stories of this customer's moment, and go on with those that were begun."""
        begun = [
            story(self, times(kind, basket.number)) for kind, story in stories.items() if basket.has(kind)
        ]
        self._going_on += begun
        await self._go_on(cashier)

    async def close(self, cashier: Cashier, headquarters: Headquarters) -> None:
        """Go on until every story is told, a minute at a time."""
        while self._going_on:
            await self.day.go_on(headquarters, MINUTE)
            await self._go_on(cashier)

    async def _go_on(self, cashier: Cashier) -> None:
        """Each story to its next step, when the phones show other screens than before."""
        async with self.day.still:
            if not self._going_on or self.day.now() - self._went_on_at < SCREEN_EVERY_MS:
                return
            self.cashier, self._went_on_at = cashier, self.day.now()
            # The other lane's customer may begin a story meanwhile.
            going_on, self._going_on = self._going_on, []
            self._going_on += [story for story in going_on if await anext(story, _OVER) is not _OVER]

    # --- before the customer comes --------------------------------------------------------------------------

    async def order(self, wish: Wish) -> Phone:
        """Somebody orders, and the shop hears of it if it can."""
        phone = await self.mini.order(wish)
        self.count("online orders")
        return phone

    async def put_by(self, phone: Phone, place: str) -> None:
        """Its parcels are packed, and lie at their place."""
        path = f"/v1/pickups/{phone.held.order.id}/ready"
        await self.cashier.does(PickupView, "POST", path, ReadyPickup(place))

    async def made(self, phone: Phone) -> TicketNo | None:
        """The number of its drinks, once they are made; None before their time has come."""
        await self.kitchen.finish(self.cashier)
        view = await self.cashier.does(PickupView, "GET", f"/v1/pickups/{phone.held.order.id}")
        return view.ticket

    # --- handing over ---------------------------------------------------------------------------------------

    async def collect(
        self, phone: Phone, units: tuple[int, ...] | None = None, *, fewer: bool = False
    ) -> PickupDone:
        """The phone shows a fresh code: it is looked at, then handed over."""
        return await self.redeem(phone, self.screen(phone), units, fewer=fewer)

    async def redeem(
        self, phone: Phone, screen: str, units: tuple[int, ...] | None = None, *, fewer: bool = False
    ) -> PickupDone:
        """Of an order that is not here the cashier scans what goes, with `fewer` one thing less of it."""
        seen = await self.cashier.does(HandoverView, "POST", "/v1/pickups/scan", ScanPickup(screen))
        goods: tuple[GoodsLine, ...] = ()
        if seen.order is None:
            self.count("orders not here yet")
            goods = scanned(phone.held.order, seen.units if units is None else units)[int(fewer) :]
        asked = RedeemPickup(handover=seen.handover, units=units, unlisted=goods)
        done = await self.cashier.does(PickupDone, "POST", "/v1/pickups/redeem", asked)
        self.gone(phone.held.order, done)
        return done

    async def read_out(self, phone: Phone) -> PickupDone:
        """The phone cannot be scanned: its short code is read out."""
        asked = RedeemShort(phone.held.short_code, phone.held.order.tail)
        done = await self.cashier.does(PickupDone, "POST", "/v1/pickups/redeem-short", asked)
        self.gone(phone.held.order, done)
        self.count("short codes read out")
        return done

    async def undo(self, phone: Phone, done: PickupDone) -> None:
        """It was a mistake: the goods come back."""
        asked = UndoPickup(done.handover, "拿错了")
        path = f"/v1/pickups/{done.pickup}/undo"
        await self.cashier.does(PickupUndoneView, "POST", path, asked)
        self.gone(phone.held.order, done, back=True)
        self.count("hand-overs undone")

    async def at_both_tills(self, phone: Phone) -> None:
        """The same screen is scanned twice, and both press Enter: exactly one of them hands over."""
        asked = RedeemPickup(code=self.screen(phone), unlisted=())
        answers = await asyncio.gather(
            *(
                cashier.client.call("POST", "/v1/pickups/redeem", PickupDone, body=asked)
                for cashier in self._cashiers
            )
        )
        won = [answer for answer in answers if not isinstance(answer, Problem)]
        if len(won) != 1:
            raise Disagreement(f"{len(won)} of two tills have handed over {phone.held.order.number}")
        self.gone(phone.held.order, won[0])
        (lost,) = (answer for answer in answers if isinstance(answer, Problem))
        self.was_refused(phone.held.order, lost, "replayed-screen")

    # --- and not --------------------------------------------------------------------------------------------

    async def refused(self, phone: Phone, reason: str, screen: str | None = None) -> None:
        """A code is shown in vain."""
        asked = ScanPickup(screen or self.screen(phone))
        answer = await self.cashier.client.call("POST", "/v1/pickups/scan", HandoverView, body=asked)
        self.was_refused(phone.held.order, answer, reason)

    def was_refused(self, order: PickupOrder, answer: object, reason: str) -> None:
        """For that reason and no other."""
        self.cashier.refused(answer, Code(f"pickup.{reason}"))
        self.cashier.tally.refusals[f"{order.number} {reason}"] += 1

    # --- what the cashier remembers -------------------------------------------------------------------------

    def screen(self, phone: Phone) -> str:
        """What the phone shows now."""
        return phone.screen(self.day.now())

    def gone(self, order: PickupOrder, done: PickupDone, *, back: bool = False) -> None:
        """The customer has these parcels now, and what is in them; or they are `back`."""
        tally, sign = self.cashier.tally, -1 if back else 1
        for unit in done.units:
            tally.collected[order.id, unit] += sign
        for line in lines_in(order, done.units):
            tally.stock[line.sku] -= sign * line.quantity
        if done.ticket is not None:
            tally.ended[done.ticket] = "collected"
            self.count("online drinks collected")
        self.count("parcels handed over", sign * len(done.units))

    def count(self, what: str, times: int = 1) -> None:
        """For the summary."""
        self.cashier.tally.told[what] += times


def lines_in(order: PickupOrder, units: Sequence[int]) -> list[OrderLine]:
    """What the order's own page says that is in these parcels."""
    return [line for line in order.lines if line.parcel in units]


def scanned(order: PickupOrder, units: Sequence[int]) -> tuple[GoodsLine, ...]:
    """The same as the cashier scans it."""
    return tuple(GoodsLine(Sku(line.sku), line.quantity) for line in lines_in(order, units))
