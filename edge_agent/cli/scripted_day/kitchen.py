"""Whoever makes the drinks: reads the labels off the paper, scans each cup, calls, and hands over."""

import asyncio

from edge_agent.cli.demo_store import BAR, Shop
from edge_agent.cli.scripted_day.cashier import Cashier, Disagreement
from edge_agent.cli.scripted_day.day import Day
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.services.printing import read_counts
from edge_agent.services.ticket_due import tend
from edge_agent.wire.problem import Problem
from edge_agent.wire.tickets import CallNext, Remake, ScanCup, TicketView

COUNTER = "1"
MISSED_EVERY, REMADE_EVERY = 4, 5
"""Of so many called tickets one is missed; every second of those comes after all. Of so many one is spilt."""
_TICKETS = "/v1/tickets"
_LOOK_EVERY_S = 0.02
_NOT_WANTED = frozenset((Code.TICKET_STATE, Code.TICKET_ITEM_STATE))
"""What is told of a cup whose sale was refunded before anybody began it."""


class Kitchen:
    """One pair of hands for both lanes."""

    def __init__(self, shop: Shop, day: Day) -> None:
        self._shop = shop
        self._day = day
        self._called = 0
        self._read = 0

    async def work(self, cashier: Cashier) -> None:
        """Make whatever has been ordered, and hand out whatever is ready."""
        async with self._day.still:
            await self._work(cashier)

    async def finish(self, cashier: Cashier) -> None:
        """Everything to the last cup, what is spilt now too, and online orders whose time is now."""
        await self._shop.agent.writer.run_bulk(lambda tx: tend(tx, self._shop.settings))
        await self._until_printed()
        while self._read < self._shop.bar.slips_printed:
            await self._work(cashier)
            await self._until_printed()

    async def missed(self, cashier: Cashier, no: TicketNo) -> None:
        """Nobody comes for an online order; if it was called long ago, the agent has seen that by itself."""
        told = await cashier.tries(TicketView, "POST", f"{_TICKETS}/{no}/skip")
        if isinstance(told, Problem):
            cashier.refused(told, Code.TICKET_STATE)
        cashier.tally.ended[no] = TicketState.NO_SHOW
        cashier.tally.told["no-shows"] += 1

    async def _work(self, cashier: Cashier) -> None:
        await self._make(cashier)
        while await self._call(cashier):
            pass

    async def _make(self, cashier: Cashier) -> None:
        bar = self._shop.bar
        while self._read < bar.slips_printed:
            slip = bar.slips[self._read - bar.slips_printed]
            self._read += 1
            cashier.tally.labels += 1
            cashier.tally.slips += 1
            told = await cashier.tries(TicketView, "POST", f"{_TICKETS}/scan", ScanCup(slip.qr[0]))
            if isinstance(told, Problem):
                if told.code not in _NOT_WANTED:
                    raise Disagreement(f"{told.code}: {told.title}")
                cashier.tally.told["cups not wanted any more"] += 1
            else:
                cashier.tally.told["cups made"] += 1

    async def _call(self, cashier: Cashier) -> bool:
        told = await cashier.tries(TicketView, "POST", f"{_TICKETS}/call-next", CallNext(COUNTER))
        if isinstance(told, Problem):
            cashier.refused(told, Code.TICKET_NONE_WAITING)
            return False
        if told.pickup is not None:  # whoever ordered it comes to the till
            return True
        self._called += 1
        if self._called % MISSED_EVERY == 0:
            await self._missed(cashier, told)
        else:
            await self._serve(cashier, told)
        return True

    async def _missed(self, cashier: Cashier, ticket: TicketView) -> None:
        """Nobody comes; every second one does, later."""
        await self._does(cashier, ticket, "skip")
        cashier.tally.told["no-shows"] += 1
        if self._called % (2 * MISSED_EVERY) == 0:
            await self._does(cashier, ticket, "reinstate")
            cashier.tally.told["no-shows who came"] += 1

    async def _serve(self, cashier: Cashier, ticket: TicketView) -> None:
        """Handed over; one is spilt at the counter, and made once more."""
        await self._does(cashier, ticket, "serve")
        cups = [item.no for item in ticket.items if item.state is ItemState.READY]
        if self._called % REMADE_EVERY == 0:
            body = Remake(cups[0], "洒了")
            await cashier.does(TicketView, "POST", f"{_TICKETS}/{ticket.no}/remake", body)
            del cashier.tally.ended[ticket.no]
            cashier.tally.told["cups made again"] += 1

    async def _does(self, cashier: Cashier, ticket: TicketView, act: str) -> None:
        view = await cashier.does(TicketView, "POST", f"{_TICKETS}/{ticket.no}/{act}")
        cashier.tally.ended[view.no] = view.state

    async def _until_printed(self) -> None:
        """Every label that was put down is on paper."""
        waits = await self._waits()
        while waits:
            await asyncio.sleep(_LOOK_EVERY_S)
            waits = await self._waits()

    async def _waits(self) -> bool:
        return any(printer == BAR for printer, _ in await read_counts(self._shop.agent.reads))
