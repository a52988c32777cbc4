"""Orders to be collected as people read them: one with its parcels, and the lists by state or number."""

import enum
from collections.abc import Sequence

import msgspec

from edge_agent.db.queries import batches as batch_queries
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.queries import pickups as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.handover import state_of
from edge_agent.domain.ids import HandoverId, StaffId, TicketNo, TillId
from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup.keys import TOLERANCE_S
from edge_agent.services.orders import order_of
from edge_agent.wire.pickups import OrderLineView, ParcelView, PickupView

PAST_DAYS = 30
"""Orders that expired longer ago are on no list any more."""
_EVER = 2**62


class PickupList(enum.StrEnum):
    """Which orders somebody wants to see."""

    OPEN = ""
    """All that are still to be collected."""
    WAITING = "waiting"
    READY = "ready"
    PARTLY = "partly"
    COLLECTED = "collected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


def order_view(tx: Tx, order: PickupOrder) -> PickupView:
    """An order with its parcels, inside of a unit."""
    gone, places = tx.all(queries.GONE, order.id), tx.all(queries.PLACES, order.id)
    view = _view(order, gone, places, tx.one(queries.TICKET, order.id), tx.now)
    share = tx.one(batch_queries.SHARE, order.id) if order.batch else None
    return _as_given(view, share, tx.all(batch_queries.SHARE_LINES, order.id)) if share else view


async def read_pickup(reads: Reads, pickup: str, now: Millis) -> PickupView | None:
    """The same beside the writer; None when the order has not reached the store."""
    row = await reads.one(order_queries.BY_ID, pickup)
    return await _read(reads, order_of(row), now) if row else None


async def read_pickups(reads: Reads, wanted: PickupList, now: Millis, limit: int) -> tuple[PickupView, ...]:
    """The orders of a list, those that expire first at its top."""
    in_time, past = now - TOLERANCE_S * SECOND, now - PAST_DAYS * DAY
    match wanted:
        case PickupList.EXPIRED:
            rows = await reads.all(queries.ORDERED, past, in_time, True, "", limit)
        case PickupList.CANCELLED:
            rows = await reads.all(queries.ORDERED, past, _EVER, False, "", limit)
        case PickupList.COLLECTED:
            rows = await reads.all(queries.ORDERED, past, _EVER, None, wanted, limit)
        case _:
            rows = await reads.all(queries.ORDERED, in_time, _EVER, True, wanted, limit)
    return tuple([await _read(reads, order_of(row), now) for row in rows])


async def find_pickups(reads: Reads, text: str, now: Millis, limit: int) -> tuple[PickupView, ...]:
    """The orders that end in `text`, by their number or by their phone; the latest first."""
    said = text.strip().upper()
    if not said:
        return ()
    rows = await reads.all(queries.MATCHING, now - PAST_DAYS * DAY, said, said, said, limit)
    return tuple([await _read(reads, order_of(row), now) for row in rows])


async def _read(reads: Reads, order: PickupOrder, now: Millis) -> PickupView:
    gone, places = await reads.all(queries.GONE, order.id), await reads.all(queries.PLACES, order.id)
    ticket = await reads.one(queries.TICKET, order.id)
    view = _view(order, gone, places, ticket, now)
    if order.batch is None:
        return view
    share = await reads.one(batch_queries.SHARE, order.id)
    return _as_given(view, share, await reads.all(batch_queries.SHARE_LINES, order.id)) if share else view


def _view(
    order: PickupOrder,
    gone: Sequence[queries.GoneRow],
    places: Sequence[queries.PlaceRow],
    ticket: queries.TicketRow | None,
    now: Millis,
) -> PickupView:
    return PickupView(
        id=order.id,
        number=order.number,
        channel=order.channel,
        state=state_of(order, {row.unit for row in gone}, {row.unit for row in places}, now),
        placed_at=order.placed_at,
        expires_at=order.expires_at,
        total_fen=order.total_fen,
        parcels=_parcels(order.units, gone, places),
        lines=tuple(
            OrderLineView(
                line.no,
                line.sku,
                line.name,
                line.unit,
                line.quantity,
                line.amount_fen,
                line.parcel,
                line.options,
            )
            for line in order.lines
        ),
        tail=order.tail,
        wanted_at=order.wanted_at,
        ticket=TicketNo(ticket.no) if ticket else None,
        batch=order.batch,
        leader=order.leader,
        community=order.community,
    )


def _as_given(
    view: PickupView, share: batch_queries.ShareRow, rows: Sequence[batch_queries.LineRow]
) -> PickupView:
    """An order of a batch that was split: what it got, in which bag."""
    given = {row.line: row for row in rows}
    lines = [
        msgspec.structs.replace(line, quantity=given[line.no].given, short=given[line.no].short)
        if line.no in given
        else line
        for line in view.lines
    ]
    return msgspec.structs.replace(view, bag=share.bag, lines=tuple(lines))


def _parcels(
    count: int, gone: Sequence[queries.GoneRow], places: Sequence[queries.PlaceRow]
) -> tuple[ParcelView, ...]:
    place_of = {row.unit: row.place for row in places}
    gone_of = {row.unit: row for row in gone}
    return tuple(_parcel(no, place_of.get(no, ""), gone_of.get(no)) for no in range(count))


def _parcel(no: int, place: str, gone: queries.GoneRow | None) -> ParcelView:
    if gone is None:
        return ParcelView(no, place)
    return ParcelView(no, place, gone.at, TillId(gone.till), StaffId(gone.staff), HandoverId(gone.handover))
