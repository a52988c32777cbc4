"""What people do with tickets: make, call, hand over; each change is an event with time, counter, person."""

from collections.abc import Callable, Collection

from config.settings import Counter, Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import pickups as pickup_queries
from edge_agent.db.queries import tickets as queries
from edge_agent.db.queries.tickets import ItemRow, TicketRow
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import (
    Data,
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketNoShow,
    TicketReady,
    TicketReinstated,
    TicketStarted,
)
from edge_agent.domain.ids import PickupId, TicketId, TicketNo
from edge_agent.domain.moments import SECOND, BusinessDate
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.ticket_labels import WHOLE, read_code
from edge_agent.domain.tickets import LIVING, Act, ItemState, TicketState, check, rank_behind
from edge_agent.services.rights import may
from edge_agent.services.ticket_paper import label_prefix
from edge_agent.services.ticket_views import ticket_view
from edge_agent.services.who import Who
from edge_agent.wire.tickets import TicketView

_NOT_BEGUN = frozenset((ItemState.ORDERED,))
_UNMADE = frozenset((ItemState.ORDERED, ItemState.PREPARING))
_LEFT = frozenset((ItemState.ORDERED, ItemState.PREPARING, ItemState.READY))


def call_next(tx: JournalTx, settings: Settings, who: Who, counter: str) -> TicketView | Refused:
    """叫号: whoever is first of those that this counter calls; in one unit, so that none is called by two."""
    place = _counter(settings, counter)
    if isinstance(place, Refused):
        return place
    first = tx.one(queries.NEXT_WAITING, place.kind)
    row = tx.one(queries.BY_ID, first.id) if first else None
    return _call(tx, who, row, place) if row else Refused(Code.TICKET_NONE_WAITING)


def recall(tx: JournalTx, settings: Settings, who: Who, no: str, counter: str) -> TicketView | Refused:
    """Call this one, for the first time or again; at most so often, and not at once."""
    place, row = _counter(settings, counter), find_ticket(tx, no)
    if isinstance(place, Refused):
        return place
    if isinstance(row, Refused):
        return row
    refused = _check_whole(row, Act.CALL) or _check_calls(tx, settings, row)
    return refused or _call(tx, who, row, place)


def start(tx: JournalTx, who: Who, no: str, item: int | None) -> TicketView | Refused:
    """Somebody begins to make an item, or all that nobody has begun."""
    return _with_items(
        tx,
        no,
        item,
        Act.START,
        _NOT_BEGUN,
        lambda row, items: _done(tx, who, row, TicketStarted(TicketId(row.id), items)),
    )


def ready(tx: JournalTx, settings: Settings, who: Who, no: str, item: int | None) -> TicketView | Refused:
    """An item is made, or all of them; the last one may call the ticket by itself."""
    return _with_items(
        tx,
        no,
        item,
        Act.READY,
        _UNMADE,
        lambda row, items: record_and_call(tx, settings, who, row, TicketReady(TicketId(row.id), items)),
    )


def scan_cup(tx: JournalTx, settings: Settings, who: Who, code: str) -> TicketView | Refused:
    """A cup label's code makes its item ready; a slip's brings a no-show back into the queue."""
    read = read_code(label_prefix(settings), code.strip())
    if read is None:
        return Refused(Code.TICKET_LABEL)
    row = find_ticket(tx, read.no)
    if isinstance(row, Refused):
        return row
    if not row.business_date.endswith(read.month_day):
        return Refused(Code.TICKET_LABEL_DAY, {"date": read.month_day})
    if read.item == WHOLE:
        return reinstate(tx, settings, who, read.no)
    return ready(tx, settings, who, read.no, read.item)


def skip(tx: JournalTx, who: Who, no: str) -> TicketView | Refused:
    """过号: nobody came."""
    return _whole(tx, who, no, Act.MISS, lambda row: TicketNoShow(TicketId(row.id)))


def serve(tx: JournalTx, who: Who, no: str) -> TicketView | Refused:
    """The customer has it, called or not; an online order goes to whoever has its code."""
    row = find_ticket(tx, no)
    if not isinstance(row, Refused) and row.pickup and not tx.all(pickup_queries.GONE, row.pickup):
        return Refused(Code.TICKET_BY_CODE, {"no": row.no})
    return _whole(tx, who, no, Act.COLLECT, lambda row: TicketCollected(TicketId(row.id)))


def reinstate(tx: JournalTx, settings: Settings, who: Who, no: str) -> TicketView | Refused:
    """A no-show who comes after all is put back, some places behind."""

    def event(row: TicketRow) -> TicketReinstated:
        places = settings.queue.reinstate_behind
        waiting = tx.all(queries.WAITING_RANKS, "making" if row.is_made else "service", places + 1)
        return TicketReinstated(TicketId(row.id), rank_behind([one.value for one in waiting], places, tx.now))

    return _whole(tx, who, no, Act.REINSTATE, event)


def cancel(
    tx: JournalTx, settings: Settings, who: Who, no: str, item: int | None, reason: str
) -> TicketView | Refused:
    """An item, or all of it, is not made, or nobody takes it."""
    row = find_ticket(tx, no)
    if isinstance(row, Refused):
        return row
    refused = check(TicketNo(row.no), TicketState(row.state), Act.CANCEL) or check_reason(reason)
    items = refused or _items(tx, row, item, _LEFT)
    if isinstance(items, Refused):
        return items
    by = may(tx, settings, who, Right.CANCEL_TICKET, row.no)
    if isinstance(by, Refused):
        return by
    return record_and_call(tx, settings, who, row, TicketCancelled(TicketId(row.id), items, reason.strip()))


def collect_for_pickup(tx: JournalTx, who: Who, pickup: PickupId) -> TicketNo | None:
    """The order was handed over whole, and its ticket with it; None without one that lives.

    What nobody had said was made is made by now: its customer has it. What was to be made later is not.
    """
    tx.run(queries.FORGET_DUE, pickup)
    found = tx.one(queries.OF_PICKUP, pickup)
    row = tx.one(queries.BY_ID, found.id) if found else None
    if row is None or row.state not in LIVING:
        return None
    unmade = tuple(item.no for item in tx.all(queries.ITEMS, row.id) if item.state in _UNMADE)
    if unmade:
        record(tx, who, row, TicketReady(TicketId(row.id), unmade))
    record(tx, who, row, TicketCollected(TicketId(row.id)))
    return TicketNo(row.no)


def find_ticket(tx: Tx, no: str) -> TicketRow | Refused:
    """The living ticket of that number, else the last one of the day."""
    row = tx.one(queries.BY_NO, no.strip().upper())
    return row or Refused(Code.TICKET_UNKNOWN, {"no": no})


def record(tx: JournalTx, who: Who | None, row: TicketRow, event: Data) -> None:
    """Put on record what happened to a ticket; without a person it happened by the clock."""
    tx.record(
        event,
        actor=who.staff if who else None,
        till=who.till if who else None,
        business_date=BusinessDate(row.business_date),
    )
    tx.touch("tickets")


def _counter(settings: Settings, counter: str) -> Counter | Refused:
    return settings.queue.counter(counter) or Refused(Code.TICKET_COUNTER_UNKNOWN, {"counter": counter})


def _check_calls(tx: Tx, settings: Settings, row: TicketRow) -> Refused | None:
    rules = settings.queue
    if row.called_at is None:
        return None
    if row.calls >= rules.calls_max:
        return Refused(Code.TICKET_CALLS_SPENT, {"no": row.no, "max": rules.calls_max})
    gap_ms = rules.call_gap_seconds * SECOND
    wait_ms = row.called_at + gap_ms - tx.now
    if not 0 < wait_ms <= gap_ms:  # longer: the clock was set back since
        return None
    return Refused(Code.TICKET_CALLED_NOW, {"no": row.no, "seconds": -(-wait_ms // SECOND)})


def _call(tx: JournalTx, who: Who, row: TicketRow, counter: Counter) -> TicketView:
    return _done(tx, who, row, TicketCalled(TicketId(row.id), counter.id, row.calls + 1))


def _whole(
    tx: JournalTx, who: Who, no: str, act: Act, event: Callable[[TicketRow], Data]
) -> TicketView | Refused:
    row = find_ticket(tx, no)
    if isinstance(row, Refused):
        return row
    return _check_whole(row, act) or _done(tx, who, row, event(row))


def _check_whole(row: TicketRow, act: Act) -> Refused | None:
    """Only what has no items is called or handed over before it is ready."""
    unmade = row.is_made and row.state == TicketState.ORDERED and act in (Act.CALL, Act.COLLECT)
    if unmade:
        return Refused(Code.TICKET_STATE, {"no": row.no, "state": row.state})
    return check(TicketNo(row.no), TicketState(row.state), act)


def _with_items(
    tx: JournalTx,
    no: str,
    item: int | None,
    act: Act,
    states: Collection[ItemState],
    work: Callable[[TicketRow, tuple[int, ...]], TicketView],
) -> TicketView | Refused:
    row = find_ticket(tx, no)
    if isinstance(row, Refused):
        return row
    if not row.is_made:
        return Refused(Code.TICKET_NO_ITEMS, {"no": row.no})
    items = check(TicketNo(row.no), TicketState(row.state), act) or _items(tx, row, item, states)
    if isinstance(items, Refused):
        return items
    return work(row, items) if items else Refused(Code.TICKET_STATE, {"no": row.no, "state": row.state})


def _items(
    tx: Tx, row: TicketRow, item: int | None, states: Collection[ItemState]
) -> tuple[int, ...] | Refused:
    """The item, or all of them that are in one of `states`; none of a ticket that has none."""
    items = tx.all(queries.ITEMS, row.id)
    if item is None:
        return tuple(one.no for one in items if one.state in states)
    found = next((one for one in items if one.no == item), None)
    refused = _check_item(row, item, found, states)
    return refused or (item,)


def _check_item(
    row: TicketRow, item: int, found: ItemRow | None, states: Collection[ItemState]
) -> Refused | None:
    if found is None:
        return Refused(Code.TICKET_ITEM_UNKNOWN, {"no": row.no, "item": item})
    if found.state not in states:
        return Refused(Code.TICKET_ITEM_STATE, {"no": row.no, "item": item, "state": found.state})
    return None


def record_and_call(
    tx: JournalTx, settings: Settings, who: Who | None, row: TicketRow, event: Data
) -> TicketView:
    """Record what may have left nothing to make; where the shop wants it, the ticket is called by itself."""
    view = _done(tx, who, row, event)
    counter = next((one for one in settings.queue.counters if one.kind == "making"), None)
    was_ready = row.state not in (TicketState.ORDERED, TicketState.PREPARING)
    if was_ready or view.state is not TicketState.READY or not settings.queue.calls_when_ready or not counter:
        return view
    return _done(tx, who, row, TicketCalled(view.id, counter.id, view.calls + 1))


def _done(tx: JournalTx, who: Who | None, row: TicketRow, event: Data) -> TicketView:
    record(tx, who, row, event)
    return ticket_view(tx, row.id)
