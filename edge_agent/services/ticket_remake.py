"""What changes a ticket's items after the fact: 重做 for nothing, and what a refund need not be made for."""

from collections import Counter
from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as sale_queries
from edge_agent.db.queries import tickets as queries
from edge_agent.db.queries.sales import SaleLineRow
from edge_agent.db.queries.tickets import ItemRow
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import TicketCancelled, TicketItem, TicketRemade
from edge_agent.domain.ids import SaleId, Sku, TicketId, TicketNo
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.ticket_items import Drink, Unbegun, not_to_make, pieces_of
from edge_agent.domain.tickets import Act, ItemState, TicketState, check
from edge_agent.services.ticket_paper import Numbered, add_labels
from edge_agent.services.ticket_views import ticket_view
from edge_agent.services.tickets import find_ticket, record, record_and_call
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
    unpaid = _unpaid(tx.all(sale_queries.LINES, sale), tx.all(queries.ITEMS, row.id))
    if unpaid:
        record_and_call(tx, settings, who, row, TicketCancelled(TicketId(row.id), unpaid, reason))


def _unpaid(lines: Sequence[SaleLineRow], items: Sequence[ItemRow]) -> tuple[int, ...]:
    """The last unstarted items: as many pieces as went back and were not cancelled before.

    It does not matter under which ticket the others are made: a sale that was reopened has begun ones under
    an older one.
    """
    unbegun = [Unbegun(one.no, _drink(one), one.pieces) for one in items if one.state == ItemState.ORDERED]
    if all(line.refunded_quantity >= line.quantity for line in lines if not line.voided):
        return tuple(one.no for one in unbegun)
    too_many: Counter[Drink] = Counter()
    for line in lines:
        unit, left = Unit(line.unit), Milli(line.quantity - line.refunded_quantity)
        too_many[_drink(line)] += pieces_of(unit, Milli(line.quantity)) - pieces_of(unit, left)
    for item in items:
        too_many[_drink(item)] -= item.pieces if item.state == ItemState.CANCELLED else 0
    return not_to_make(unbegun, too_many)


def _drink(row: SaleLineRow | ItemRow) -> Drink:
    return Sku(row.sku), tuple(row.options.splitlines())


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
