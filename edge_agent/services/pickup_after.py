"""Before and after the hand-over: parcels lie at their place; a mistake is undone on the same day."""

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PickupReady, PickupUndone
from edge_agent.domain.ids import HandoverId, PickupId
from edge_agent.domain.names import clean_name
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.services.orders import find_order
from edge_agent.services.pickup_itemise import LINES, UNITS
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.pickup_views import order_view
from edge_agent.services.rights import may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.stock import approver
from edge_agent.services.who import Who
from edge_agent.wire.pickups import PickupUndoneView, PickupView, ReadyPickup, UndoPickup

PLACE_LENGTH_MAX = 16


def make_ready(
    tx: JournalTx, desk: Desk, who: Who, pickup: PickupId, asked: ReadyPickup
) -> PickupView | Refused:
    """Put down where parcels of an order lie (货位)."""
    order = find_order(tx, pickup)
    if order is None:
        return Refused(Code.PICKUP_UNKNOWN)
    if order.is_cancelled:
        return Refused(Code.PICKUP_REVOKED)
    units = _units_here(tx, order, asked.units)
    if isinstance(units, Refused):
        return units
    place = asked.place.strip()
    if not 0 < len(place) <= PLACE_LENGTH_MAX or place != clean_name(place):
        return Refused(Code.PICKUP_PLACE, {"max": PLACE_LENGTH_MAX})
    ready = PickupReady(order.id, order.number, place, units)
    date = business_date_of(tx, desk.settings, who.till)
    tx.record(ready, actor=who.staff, till=who.till, business_date=date)
    tx.touch("pickups")
    return order_view(tx, order)


def undo(
    tx: JournalTx, desk: Desk, who: Who, pickup: PickupId, asked: UndoPickup
) -> PickupUndoneView | Refused:
    """Take a hand-over of today back: its parcels are here again, its goods are in the stock."""
    row = tx.one(queries.DONE, asked.handover)
    if row is None or row.pickup != pickup:
        return Refused(Code.PICKUP_DONE_UNKNOWN)
    if row.is_undone:
        return Refused(Code.PICKUP_UNDONE)
    today = business_date_of(tx, desk.settings, who.till)
    if row.business_date != today:
        return Refused(Code.PICKUP_UNDO_DAY, {"date": row.business_date})
    refused = check_reason(asked.reason)
    if refused:
        return refused
    by = may(tx, desk.settings, who, Right.UNDO_PICKUP, row.number or pickup)
    if isinstance(by, Refused):
        return by
    undone = PickupUndone(
        pickup=pickup,
        handover=HandoverId(row.id),
        units=UNITS.decode(row.units),
        lines=LINES.decode(row.lines),
        reason=asked.reason.strip(),
        approved_by=approver(who, by),
    )
    tx.record(undone, actor=who.staff, till=who.till, business_date=today)
    tx.touch("pickups")
    tx.touch("stock")
    return PickupUndoneView(pickup, undone.units)


def _units_here(
    tx: JournalTx, order: PickupOrder, asked: tuple[int, ...] | None
) -> tuple[int, ...] | Refused:
    """The parcels asked for, or all; only those that nobody has collected can lie anywhere."""
    gone = {row.unit for row in tx.all(queries.GONE, order.id)}
    here = tuple(unit for unit in range(order.units) if unit not in gone)
    units = here if asked is None else tuple(sorted(set(asked)))
    return units if units and set(units) <= set(here) else Refused(Code.PICKUP_UNITS)
