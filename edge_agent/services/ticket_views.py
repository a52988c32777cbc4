"""Tickets as the queue screen shows them: all that live, one with its story."""

from collections import defaultdict
from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.queries import tickets as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import PickupId, ReceiptNo, SaleId, Sku, StaffId, TicketId, TicketNo
from edge_agent.domain.orders import Channel
from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.services.waits import read_waits
from edge_agent.wire.tickets import CounterView, ItemView, Moment, QueueView, TicketStory, TicketView

LISTED_MAX = 1_000
MOMENTS_MAX = 500
_NO_DAY = ""


async def read_queue(reads: Reads, settings: Settings, state: TicketState | None) -> QueueView:
    """The living tickets by rank; with a `state`, those of the day that are in it."""
    if state is None:
        rows = await reads.all(queries.LIVING, LISTED_MAX)
        items = await reads.all(queries.LIVING_ITEMS, LISTED_MAX)
    else:
        day = await _day(reads)
        rows = await reads.all(queries.IN_STATE, day, state, LISTED_MAX)
        items = await reads.all(queries.ITEMS_IN_STATE, day, state, LISTED_MAX)
    by_ticket: dict[str, list[queries.ItemRow]] = defaultdict(list)
    for item in items:
        by_ticket[item.ticket].append(item)
    return QueueView(
        tickets=tuple(_view(row, by_ticket[row.id]) for row in rows),
        counters=tuple(CounterView(one.id, one.name, one.kind) for one in settings.queue.counters),
        waits=await read_waits(reads, settings),
    )


async def read_story(reads: Reads, no: str) -> TicketStory | None:
    """The living ticket of that number, else the day's last, with all that happened to it; or None."""
    row = await reads.one(queries.BY_NO, no.upper())
    if row is None:
        return None
    items = await reads.all(queries.ITEMS, row.id)
    moments = await reads.all(queries.MOMENTS, row.id, MOMENTS_MAX)
    return TicketStory(_view(row, items), tuple(_moment(one) for one in moments))


def ticket_view(tx: Tx, ticket: str) -> TicketView:
    """A ticket as it is now; raises LookupError when there is none."""
    row = tx.one(queries.BY_ID, ticket)
    if row is None:
        raise LookupError(f"ticket {ticket} vanished")
    return _view(row, tx.all(queries.ITEMS, ticket))


async def _day(reads: Reads) -> str:
    last = await reads.one(queries.LAST_DATE)
    return last.date if last and last.date else _NO_DAY


def _view(row: queries.TicketRow, items: Sequence[queries.ItemRow]) -> TicketView:
    return TicketView(
        id=TicketId(row.id),
        no=TicketNo(row.no),
        channel=Channel(row.channel),
        state=TicketState(row.state),
        ordered_at=row.ordered_at,
        rank=row.rank,
        items=tuple(_item_view(item) for item in items),
        ready_at=row.ready_at,
        called_at=row.called_at,
        calls=row.calls,
        counter=row.counter,
        wait_low_ms=row.wait_low_ms,
        wait_high_ms=row.wait_high_ms,
        wanted_at=row.wanted_at,
        sale=SaleId(row.sale) if row.sale else None,
        receipt_no=ReceiptNo(row.receipt_no) if row.receipt_no else None,
        pickup=PickupId(row.pickup) if row.pickup else None,
    )


def _item_view(item: queries.ItemRow) -> ItemView:
    return ItemView(
        no=item.no,
        sku=Sku(item.sku),
        name=item.name,
        station=item.station,
        state=ItemState(item.state),
        options=tuple(item.options.splitlines()),
        remakes=item.remakes,
    )


def _moment(row: queries.MomentRow) -> Moment:
    return Moment(
        at=row.at,
        what=row.what,
        staff=StaffId(row.staff) if row.staff else None,
        counter=row.counter,
        item=row.item or None,
        reason=row.reason,
    )
