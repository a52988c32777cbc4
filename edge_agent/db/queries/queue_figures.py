"""The queue's and the pickups' figures as rows."""

import msgspec

from edge_agent.db.query import Query


class TicketsRow(msgspec.Struct, frozen=True):
    """Tickets given out, and what became of them."""

    tickets: int
    called: int
    missed: int
    """Of those called, how many did not come at once."""
    told: int
    """Of those called, how many were told a range."""
    hits: int
    """Of those, how many were called within it."""


class WaitRow(msgspec.Struct, frozen=True):
    """One wait, from the order to the first call; a no-show who is called anew has not waited longer."""

    ms: int


class PickupsRow(msgspec.Struct, frozen=True):
    """Orders wanted in the window, and how many of them somebody has collected, in part at least."""

    orders: int
    collected: int


TICKETS = Query("queue_figures.tickets", TicketsRow)
WAIT = Query("queue_figures.wait", WaitRow)
PICKUPS = Query("queue_figures.pickups", PickupsRow)
