"""Online orders in the queue: each joins so that it is made when its customer comes, and prints then."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups
from edge_agent.db.queries import tickets as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.events import TicketCancelled
from edge_agent.domain.ids import PickupId, TicketId, TicketNo
from edge_agent.domain.moments import HOUR, SECOND, Millis
from edge_agent.domain.orders import OrderLine, PickupOrder
from edge_agent.domain.ticket_items import Wanted, items_of
from edge_agent.domain.tickets import Act, ItemState, TicketState, check
from edge_agent.services.articles import find_by_sku
from edge_agent.services.clock import doubt
from edge_agent.services.orders import find_order
from edge_agent.services.ticket_issue import Origin, issue
from edge_agent.services.tickets import record_and_call
from edge_agent.services.waits import estimate

LOOK_AHEAD_MS = 4 * HOUR
"""No wait is longer: orders of later than that are not looked at."""
LOOK_AGAIN_MS = 30 * SECOND
"""After an order was looked at too early: until then the others have their turn."""
LOOKED_AT_MAX = 20


def join(tx: JournalTx, settings: Settings, order: PickupOrder) -> TicketNo | None:
    """Take an order as headquarters has it now: its ticket if it joins at once.

    One that is wanted later waits for its time; one that was cancelled leaves, as far as nobody has begun it.
    """
    if order.is_cancelled:
        _leave(tx, settings, order.id)
        return None
    if tx.one(queries.OF_PICKUP, order.id) is not None:
        return None
    wanted = _wanted(tx, settings, _lines_here(tx, order))
    if wanted and order.wanted_at is not None and not _is_time(tx, settings, order.wanted_at, wanted):
        tx.run(queries.SAVE_DUE, order.id, max(order.wanted_at - LOOK_AHEAD_MS, tx.now + LOOK_AGAIN_MS))
        return None
    tx.run(queries.FORGET_DUE, order.id)
    if not wanted:
        return None
    origin = Origin(order.channel, pickup=order.id, wanted_at=order.wanted_at)
    return issue(tx, settings, origin, wanted).event.no


def join_due(tx: JournalTx, settings: Settings) -> int:
    """The waiting orders whose time has come join, untouched by anyone; how many.

    Whoever was not looked at for longest comes first, so that a crowd hides no order. What has expired is
    forgotten, but not by a clock in doubt.
    """
    joined, is_sure = 0, doubt(tx) is None
    for row in tx.all(queries.DUE, tx.now, LOOKED_AT_MAX):
        order = find_order(tx, PickupId(row.pickup))
        has_expired = order is not None and order.expires_at <= tx.now
        if order is None or (has_expired and is_sure):
            tx.run(queries.FORGET_DUE, row.pickup)
        elif not has_expired and join(tx, settings, order) is not None:
            joined += 1
    return joined


def _lines_here(tx: Tx, order: PickupOrder) -> Sequence[OrderLine]:
    """What nobody has collected: parcels may go before the order, or its time, has come."""
    gone = {row.unit for row in tx.all(pickups.GONE, order.id)}
    return [line for line in order.lines if line.parcel not in gone]


def _is_time(tx: Tx, settings: Settings, slot: Millis, wanted: Sequence[Wanted]) -> bool:
    """At its slot less the current wait, its own preparation counted in."""
    told = estimate(tx, settings, items_of(wanted))
    return tx.now >= slot - (told.expected_ms if told else 0)


def _wanted(tx: Tx, settings: Settings, lines: Sequence[OrderLine]) -> list[Wanted]:
    """The lines that are made to order, by the shop's own catalogue."""
    wanted: list[Wanted] = []
    for line in lines:
        article = find_by_sku(tx, line.sku)
        if article is None or article.prep_seconds <= 0:
            continue
        wanted.append(
            Wanted(
                line=line.no,
                sku=line.sku,
                name=line.name,
                unit=line.unit,
                quantity=line.quantity,
                station=article.station,
                prep_seconds=article.prep_seconds,
                servers=settings.queue.station(article.station).servers,
                options=line.options,
            )
        )
    return wanted


def _leave(tx: JournalTx, settings: Settings, pickup: PickupId) -> None:
    tx.run(queries.FORGET_DUE, pickup)
    found = tx.one(queries.OF_PICKUP, pickup)
    row = tx.one(queries.BY_ID, found.id) if found else None
    if row is None or check(TicketNo(row.no), TicketState(row.state), Act.CANCEL):
        return
    items = tuple(one.no for one in tx.all(queries.ITEMS, row.id) if one.state == ItemState.ORDERED)
    if items:
        record_and_call(tx, settings, None, row, TicketCancelled(TicketId(row.id), items))
