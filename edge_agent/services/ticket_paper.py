"""Paper of the queue: cup labels at their stations, the customer's slip at the lane."""

from collections.abc import Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.tx import Tx
from edge_agent.domain.events import Estimate, TicketItem
from edge_agent.domain.ids import TicketNo, TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.scan import Prefixed
from edge_agent.domain.ticket_labels import Printed, cup_label, ticket_slip
from edge_agent.services.printing import LABEL, TICKET, add_job


class Numbered(msgspec.Struct, frozen=True):
    """The ticket that paper is for, and where it was asked for."""

    no: TicketNo
    date: BusinessDate
    count: int
    """Of its items."""
    till: TillId | None


def add_labels(
    tx: Tx, settings: Settings, ticket: Numbered, items: Sequence[TicketItem], remakes: int = 0
) -> None:
    """A label for each item at its station's printer, else at the lane's; without a printer there is none."""
    printed = _printed(tx, settings, ticket)
    for item in items:
        printer = settings.queue.station(item.station).printer or _lane_printer(settings, ticket.till)
        if printer is not None:
            add_job(tx, sale=None, template=LABEL, printer=printer, paper=cup_label(printed, item, remakes))


def add_ticket_slip(tx: Tx, settings: Settings, ticket: Numbered, ahead: int, told: Estimate | None) -> None:
    """The slip with the number, where the lane has a printer."""
    printer = _lane_printer(settings, ticket.till)
    if printer is not None:
        paper = ticket_slip(_printed(tx, settings, ticket), settings.store.name, ahead, told)
        add_job(tx, sale=None, template=TICKET, printer=printer, paper=paper)


def label_prefix(settings: Settings) -> str:
    """What the codes of cup labels begin with: `L:`."""
    return next(prefix for prefix, kind in settings.scan.prefixes if kind is Prefixed.CUP_LABEL)


def _printed(tx: Tx, settings: Settings, ticket: Numbered) -> Printed:
    return Printed(
        no=ticket.no,
        count=ticket.count,
        business_date=ticket.date,
        at=tx.now,
        zone=settings.store.zone,
        prefix=label_prefix(settings),
        words=settings.printing.template.words,
    )


def _lane_printer(settings: Settings, till: TillId | None) -> str | None:
    """The till's own; of what comes without a till, the first lane's that has one."""
    lanes = settings.lanes if till is None else [lane for lane in settings.lanes if lane.till == till]
    return next((lane.printer for lane in lanes if lane.printer), None)
