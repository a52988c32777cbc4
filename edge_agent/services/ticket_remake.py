"""What changes a ticket's items after the fact: 重做 for nothing, and what a refund need not be made for."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as sale_queries
from edge_agent.db.queries import tickets as queries
from edge_agent.db.queries.tickets import ItemRow
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import TicketCancelled, TicketItem, TicketRemade
from edge_agent.domain.ids import SaleId, Sku, TicketId, TicketNo
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.ticket_items import pieces_of
from edge_agent.domain.tickets import Act, ItemState, TicketState, check
from edge_agent.services.ticket_paper import Numbered, add_labels
from edge_agent.services.ticket_views import ticket_view
from edge_agent.services.tickets import find_ticket, record, touched_up
from edge_agent.services.who import Who
from edge_agent.wire.tickets import TicketView


def remake(
    tx: JournalTx, settings: Settings, who: Who, no: str, item: int, reason: str
) -> TicketView | Refused:
    """Make an item once more, before all others; its label is printed again, marked."""
    row = find_ticket(tx, no)
    if isinstance(row, Refused):
        return row
    items = {one.no: one for one in tx.all(queries.ITEMS, row.id)}
    refused = check(TicketNo(row.no), TicketState(row.state), Act.REMAKE) or check_reason(reason)
    made = refused or _made(items, row.no, item)
    if isinstance(made, Refused):
        return made
    times = made.remakes + 1
    record(tx, who, row, TicketRemade(TicketId(row.id), item, reason.strip(), times))
    numbered = Numbered(TicketNo(row.no), BusinessDate(row.business_date), len(items), who.till)
    add_labels(tx, settings, numbered, [_label_of(made)], times)
    return ticket_view(tx, row.id)


def cancel_refunded(tx: JournalTx, settings: Settings, who: Who, sale: SaleId, reason: str) -> None:
    """What nobody has begun to make of a refunded line is not made: so many as are not paid for any more."""
    found = tx.one(queries.OF_SALE, sale)
    row = tx.one(queries.BY_ID, found.id) if found else None
    if row is None or check(TicketNo(row.no), TicketState(row.state), Act.CANCEL):
        return
    surplus = _surplus(tx, sale, tx.all(queries.ITEMS, row.id))
    if surplus:
        touched_up(tx, settings, who, row, TicketCancelled(TicketId(row.id), surplus, reason))


def _surplus(tx: Tx, sale: SaleId, items: Sequence[ItemRow]) -> tuple[int, ...]:
    """Per line the last items that are not begun, beyond the pieces that are still paid for."""
    surplus: list[int] = []
    for line in tx.all(sale_queries.LINES, sale):
        living = [one for one in items if one.line == line.no and one.state != ItemState.CANCELLED]
        paid = pieces_of(Unit(line.unit), Milli(line.quantity - line.refunded_quantity))
        unstarted = [one.no for one in living if one.state == ItemState.ORDERED]
        too_many = max(0, len(living) - paid)
        surplus += unstarted[max(0, len(unstarted) - too_many) :] if too_many else []
    return tuple(surplus)


def _made(items: dict[int, ItemRow], no: str, item: int) -> ItemRow | Refused:
    found = items.get(item)
    if found is None:
        return Refused(Code.TICKET_ITEM_UNKNOWN, {"no": no, "item": item})
    if found.state != ItemState.READY:
        return Refused(Code.TICKET_ITEM_STATE, {"no": no, "item": item, "state": found.state})
    return found


def _label_of(row: ItemRow) -> TicketItem:
    options = tuple(row.options.splitlines())
    return TicketItem(no=row.no, sku=Sku(row.sku), name=row.name, station=row.station, options=options)
