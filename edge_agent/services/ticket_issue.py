"""Tickets given out: with a sale, for an online order, or by themselves at a counter that serves."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import tickets as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.events import TicketIssued
from edge_agent.domain.ids import PickupId, SaleId, Sku, StaffId, TicketId, TicketNo, TillId
from edge_agent.domain.moments import BusinessDate, Millis, business_date_at
from edge_agent.domain.orders import Channel
from edge_agent.domain.ticket_items import Drink, Wanted, items_of, left_to_make
from edge_agent.domain.tickets import numbers_after, ticket_no
from edge_agent.services.ticket_paper import Numbered, add_labels, add_ticket_slip
from edge_agent.services.ticket_views import ticket_view
from edge_agent.services.waits import estimate
from edge_agent.services.who import Who
from edge_agent.wire.tickets import TicketView

NONE = TicketNo("")


class Origin(msgspec.Struct, frozen=True):
    """What a ticket is for, and who gives it out."""

    channel: Channel
    staff: StaffId | None = None
    till: TillId | None = None
    sale: SaleId | None = None
    pickup: PickupId | None = None
    wanted_at: Millis | None = None


class Issued(msgspec.Struct, frozen=True):
    """A ticket as it was given out, and the day that its number belongs to."""

    event: TicketIssued
    date: BusinessDate


def ticket_for_sale(
    tx: JournalTx, settings: Settings, who: Who, date: BusinessDate, cart: Cart, sale: SaleId
) -> TicketNo:
    """The number of a sale of which something is made to order, with its labels; empty when nothing is.

    The receipt tells the number; where none is printed by itself, a slip does. What was begun before the
    sale was reopened (反结账) is not made again: it stays with its old ticket, whose number the sale keeps
    if there is nothing else to make.
    """
    wanted = [_wanted(settings, line) for line in cart.live_lines if line.prep_seconds > 0]
    if not wanted:
        return NONE
    begun = tx.all(queries.BEGUN_BEFORE, cart.id)
    left = left_to_make(wanted, _pieces(begun))
    if not left:
        return TicketNo(begun[-1].no)
    issued = issue(tx, settings, Origin(Channel.COUNTER, who.staff, who.till, sale), left, date)
    if settings.printing.receipt != "always":
        _add_slip(tx, settings, who.till, issued)
    return issued.event.no


def issue_by_hand(tx: JournalTx, settings: Settings, who: Who, channel: Channel) -> TicketView:
    """取号: a ticket without items and its slip, for a counter that serves."""
    issued = issue(tx, settings, Origin(channel, who.staff, who.till), ())
    _add_slip(tx, settings, who.till, issued)
    return ticket_view(tx, issued.event.ticket)


def issue(
    tx: JournalTx,
    settings: Settings,
    origin: Origin,
    wanted: Sequence[Wanted],
    date: BusinessDate | None = None,
) -> Issued:
    """Give out the next number of the queue's day and print what its stations need."""
    day = queue_date(tx, settings, date)
    number, no = _next_number(tx, settings, day, origin.channel)
    items = items_of(wanted)
    event = TicketIssued(
        ticket=TicketId(tx.new_id()),
        no=no,
        channel=origin.channel,
        number=number,
        items=items,
        sale=origin.sale,
        pickup=origin.pickup,
        estimate=estimate(tx, settings, items),
        wanted_at=origin.wanted_at,
    )
    tx.record(event, actor=origin.staff, till=origin.till, business_date=day)
    tx.touch("tickets")
    add_labels(tx, settings, Numbered(no, day, len(items), origin.till), items)
    return Issued(event, day)


def queue_date(tx: Tx, settings: Settings, date: BusinessDate | None = None) -> BusinessDate:
    """The day that tickets belong to: the open shift's, else the clock's; never before the last ticket's.

    So a number is one thing in the whole shop, though one drawer's shift may still be yesterday's.
    """
    given = tx.one(queries.LAST_DATE)
    last = BusinessDate(given.date) if given and given.date else None
    if date is None:
        date = open_dates(tx)[1]
    if date is None:
        return business_date_at(tx.now, settings.store.zone, settings.store.cutoff_minutes, last)
    return max(date, last) if last else date


def open_dates(tx: Tx) -> tuple[BusinessDate | None, BusinessDate | None]:
    """The first and the last day that a shift is open for."""
    row = tx.one(queries.OPEN_DATES)
    if row is None or row.first is None or row.last is None:
        return None, None
    return BusinessDate(row.first), BusinessDate(row.last)


def _next_number(tx: Tx, settings: Settings, day: BusinessDate, channel: Channel) -> tuple[int, TicketNo]:
    """The next one that no living ticket has, of whichever day: a number is called for one customer.

    Only after `last` does a closed ticket's number come again; with all of them alive they go on above it.
    """
    rules = settings.queue
    prefix = rules.prefixes[channel]
    row = tx.one(queries.LAST_NUMBER, day, prefix)
    numbers = numbers_after(row.value if row else rules.first - 1, rules.first, rules.last)
    number = next(one for one in numbers if tx.one(queries.LIVING_NO, ticket_no(prefix, one)) is None)
    return number, ticket_no(prefix, number)


def _add_slip(tx: Tx, settings: Settings, till: TillId, issued: Issued) -> None:
    """The customer's slip, with how many are served, or made for, before."""
    event = issued.event
    ahead = tx.one(queries.AHEAD, event.ticket, bool(event.items))
    numbered = Numbered(event.no, issued.date, len(event.items), till)
    add_ticket_slip(tx, settings, numbered, ahead.value if ahead else 0, event.estimate)


def _pieces(begun: Sequence[queries.BegunRow]) -> Counter[Drink]:
    pieces: Counter[Drink] = Counter()
    for row in begun:
        pieces[Sku(row.sku), tuple(row.options.splitlines())] += row.pieces
    return pieces


def _wanted(settings: Settings, line: Line) -> Wanted:
    return Wanted(
        line=line.no,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        station=line.station,
        prep_seconds=line.prep_seconds,
        servers=settings.queue.station(line.station).servers,
        options=tuple(option.name for option in line.options),
    )
