"""Paper of the queue: cup labels at their stations, the customer's slip at the lane."""

from collections.abc import Iterable

from config.settings import Settings
from edge_agent.db.tx import Tx
from edge_agent.domain.events import TicketIssued, TicketItem
from edge_agent.domain.ids import TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.scan import Prefixed
from edge_agent.domain.ticket_labels import Printed, cup_label, ticket_slip
from edge_agent.services.printing import LABEL, TICKET, add_job


def add_labels(
    tx: Tx,
    settings: Settings,
    till: TillId | None,
    ticket: TicketIssued,
    date: BusinessDate,
    items: Iterable[TicketItem] | None = None,
    remakes: int = 0,
) -> None:
    """A label for each item at its station's printer, else at the lane's; without a printer there is none."""
    printed = _printed(tx, settings, ticket, date)
    for item in ticket.items if items is None else items:
        printer = settings.queue.station(item.station).printer or _lane_printer(settings, till)
        if printer is not None:
            add_job(tx, sale=None, template=LABEL, printer=printer, paper=cup_label(printed, item, remakes))


def add_ticket_slip(
    tx: Tx, settings: Settings, till: TillId, ticket: TicketIssued, date: BusinessDate, ahead: int
) -> None:
    """The slip with the number, where the lane has a printer."""
    printer = _lane_printer(settings, till)
    if printer is not None:
        paper = ticket_slip(_printed(tx, settings, ticket, date), settings.store.name, ahead)
        add_job(tx, sale=None, template=TICKET, printer=printer, paper=paper)


def label_prefix(settings: Settings) -> str:
    """What the codes of cup labels begin with: `L:`."""
    return next(prefix for prefix, kind in settings.scan.prefixes if kind is Prefixed.CUP_LABEL)


def _printed(tx: Tx, settings: Settings, ticket: TicketIssued, date: BusinessDate) -> Printed:
    return Printed(
        ticket=ticket,
        business_date=date,
        at=tx.now,
        zone=settings.store.zone,
        prefix=label_prefix(settings),
        words=settings.printing.template.words,
    )


def _lane_printer(settings: Settings, till: TillId | None) -> str | None:
    """The till's own; of what comes without a till, the first lane's that has one."""
    lanes = settings.lanes if till is None else [lane for lane in settings.lanes if lane.till == till]
    return next((lane.printer for lane in lanes if lane.printer), None)
