"""A simulated day behind the bar: who comes when, who makes what, and what each customer was told."""

import heapq
import random
from collections.abc import Sequence

import msgspec

from edge_agent.domain.events import Estimate
from edge_agent.domain.moments import HOUR, MINUTE, SECOND, Millis
from edge_agent.domain.waits import (
    Load,
    Pace,
    Spread,
    begun_anew,
    daypart_at,
    expected_wait,
    finished,
    is_hit,
    met,
    told,
)

_OPENS, _CLOSES = 9 * HOUR, 22 * HOUR
_QUIET_PER_HOUR = 20
_RUSHES = (
    (12 * HOUR, 13 * HOUR + HOUR // 2, 40),
    (15 * HOUR, 16 * HOUR, 30),
    (18 * HOUR + HOUR // 2, 20 * HOUR, 50),
)
"""From, until, and how many tickets an hour more."""
_BURSTS = 4
"""A school class, a bus: six to fourteen orders within ninety seconds."""
_CUPS = (1, 1, 1, 2, 2, 3, 4)
_PREP_MS = (40 * SECOND, 60 * SECOND, 60 * SECOND, 90 * SECOND)
_BREAK_MS = 25 * MINUTE
_UTC_TO_LOCAL_MS = 8 * HOUR
_PATIENCE_MS = 30 * MINUTE
"""Of those who are told a wait that begins later, every second one leaves."""
_NEVER = 1 << 60
_FIRST_GUESS_MS = 5 * MINUTE
"""Of the plain average, before anybody was called."""


class Bar(msgspec.Struct, frozen=True):
    """Who makes the drinks."""

    servers: int = 2


class Customer(msgspec.Struct, frozen=True):
    """One ticket of the day; times in milliseconds since midnight."""

    came_at: int
    waited_ms: int
    expected_ms: int
    told: Estimate
    average_ms: int
    """What the plain average of all waits so far would have said."""


class Outcome(msgspec.Struct, frozen=True):
    """How true the waits were told."""

    customers: int
    hits_permille: int
    error_s: int
    average_error_s: int
    width_s: int
    p50_s: int
    p90_s: int

    @classmethod
    def of(cls, customers: Sequence[Customer]) -> "Outcome":
        """The figures of some customers, at least one."""
        count = len(customers)
        waits = sorted(customer.waited_ms for customer in customers)
        return cls(
            customers=count,
            hits_permille=sum(is_hit(customer.told, customer.waited_ms) for customer in customers)
            * 1000
            // count,
            error_s=sum(abs(one.waited_ms - one.expected_ms) for one in customers) // count // SECOND,
            average_error_s=sum(abs(one.waited_ms - one.average_ms) for one in customers) // count // SECOND,
            width_s=sum(one.told.high_ms - one.told.low_ms for one in customers) // count // SECOND,
            p50_s=waits[count // 2] // SECOND,
            p90_s=waits[count * 9 // 10] // SECOND,
        )


class Taught(msgspec.Struct):
    """What the bar knows after the days so far; a day changes it."""

    pace: Pace = Pace()
    spread: Spread = Spread()
    dayparts: dict[int, Pace] = {}
    daypart: int = daypart_at(Millis(_OPENS - _UTC_TO_LOCAL_MS))
    waits_ms: int = 0
    called: int = 0


class _Ticket(msgspec.Struct):
    came_at: int
    left: int
    expected_ms: int
    told: Estimate
    average_ms: int


def live(bar: Bar, seed: int, days: int) -> list[list[Customer]]:
    """So many days, one after another, each customer of them in the order of being called."""
    chance = random.Random(seed)  # noqa: S311 a simulation, not a secret
    taught = Taught()
    return [_Day(bar, chance, taught).live() for _ in range(days)]


class _Day:
    """Orders wait in one line; whoever is free takes the next cup."""

    def __init__(self, bar: Bar, chance: random.Random, taught: Taught) -> None:
        self._bar = bar
        self._chance = chance
        self._taught = taught
        self._slowness = chance.uniform(0.7, 1.5)
        """Of today's people."""
        self._break_at = chance.uniform(11, 20) * HOUR
        self._tickets: list[_Ticket] = []
        self._line: list[tuple[int, int]] = []
        """(ticket, nominal ms) of cups that nobody makes yet."""
        self._making: list[tuple[int, int, int]] = []
        """(done at, ticket, nominal ms), the next one first."""
        self._since = 0
        self._last_wait_ms: int | None = None
        self._called: list[Customer] = []

    def live(self) -> list[Customer]:
        """The day, from its first customer to its last cup."""
        orders = sorted(self._orders())
        while orders or self._making or self._line:
            comes_at = orders[0][0] if orders else _NEVER
            done_at = self._making[0][0] if self._making else _NEVER
            if comes_at <= done_at:
                self._order(*orders.pop(0))
                self._go_on(comes_at)
            else:
                self._finish(*heapq.heappop(self._making))
                self._go_on(done_at)
        return self._called

    def _orders(self) -> list[tuple[int, tuple[int, ...]]]:
        """(time, nominal ms of each cup)."""
        times, at = [], float(_OPENS)
        while at < _CLOSES:
            rush = sum(more for begins, ends, more in _RUSHES if begins <= at < ends)
            at += self._chance.expovariate(_QUIET_PER_HOUR + rush) * HOUR
            times.append(at)
        for _ in range(_BURSTS):
            burst = self._chance.uniform(10, 21) * HOUR
            count = self._chance.randint(6, 14)
            times.extend(burst + self._chance.uniform(0, 90 * SECOND) for _ in range(count))
        return [(int(time), self._cups()) for time in times]

    def _cups(self) -> tuple[int, ...]:
        return tuple(self._chance.choice(_PREP_MS) for _ in range(self._chance.choice(_CUPS)))

    def _order(self, at: int, cups: tuple[int, ...]) -> None:
        making = sum(work for _, _, work in self._making)
        if not self._undone:
            self._since = at
        load = Load(
            ahead_ms=making + sum(work for _, work in self._line),
            own_ms=sum(cups),
            longest_ms=max(cups),
            servers=self._bar.servers,
            being_made_ms=making,
        )
        taught = self._taught
        expected = expected_wait(self._pace_at(at), load, self._last_wait_ms)
        promised = told(expected, taught.spread)
        if promised.low_ms >= _PATIENCE_MS and self._chance.random() < 1 / 2:
            return
        average = taught.waits_ms // taught.called if taught.called else _FIRST_GUESS_MS
        self._tickets.append(_Ticket(at, len(cups), expected, promised, average))
        self._line.extend((len(self._tickets) - 1, work) for work in cups)

    def _go_on(self, at: int) -> None:
        on_break = self._bar.servers > 1 and self._break_at <= at < self._break_at + _BREAK_MS
        while self._line and len(self._making) < self._bar.servers - on_break:
            ticket, work = self._line.pop(0)
            took = work * self._slowness * self._chance.lognormvariate(0, 0.35)
            heapq.heappush(self._making, (at + int(took), ticket, work))

    def _finish(self, at: int, number: int, work: int) -> None:
        busy = min(self._bar.servers, self._undone + 1)
        self._taught.pace = finished(self._pace_at(at), work, at - self._since, busy)
        self._since = at
        ticket = self._tickets[number]
        ticket.left -= 1
        if not ticket.left:
            self._call(ticket, at + int(self._chance.expovariate(1 / 8) * SECOND))

    def _call(self, ticket: _Ticket, at: int) -> None:
        taught, waited = self._taught, at - ticket.came_at
        taught.spread = met(taught.spread, ticket.expected_ms, waited)
        taught.waits_ms += waited
        taught.called += 1
        self._last_wait_ms = waited
        self._called.append(
            Customer(ticket.came_at, waited, ticket.expected_ms, ticket.told, ticket.average_ms)
        )

    def _pace_at(self, at: int) -> Pace:
        """The pace, begun anew with each part of the day, as the shop's tables do it."""
        taught, daypart = self._taught, daypart_at(Millis(at - _UTC_TO_LOCAL_MS))
        if daypart != taught.daypart:
            taught.dayparts[taught.daypart] = taught.pace
            taught.pace = begun_anew(taught.dayparts.get(daypart), taught.pace)
            taught.daypart = daypart
        return taught.pace

    @property
    def _undone(self) -> int:
        return len(self._line) + len(self._making)
