"""排队: every ticket that lives, cup by cup; a number and Enter makes it ready, other keys do the rest."""

from typing import Any

import msgspec

from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.wire.tickets import ItemView, OfItem, QueueView, TicketStory, TicketView
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, DoAnyway, List, ListScreen
from ui.till.generic.moves import open_list
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.office.calling import call, call_again, calling, no_such
from ui.till.office.ticket_page import STATES, ask_cancel, ask_remake, show_story
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.waiting import ticket_named, with_ticket
from ui.till.words import Phrase

MINUTE_MS = 60_000


class Said(Phrase):
    """The texts of the queue."""

    TITLE = "排队", "Queue"
    NONE = "没有人在排队", "Nobody waits"
    NUMBER = "号", "No."
    STATE = "状态", "State"
    WAITED = "已等", "Waits"
    STATION = "做位", "Station"
    WHAT = "要做的", "To make"
    MINUTES = "{n}分", "{n} min"
    READY = "做好", "ready"
    START = "开始做", "start"
    CALL = "叫号", "call"
    AGAIN = "重呼", "again"
    SERVE = "取走", "collected"
    SKIP = "过号", "missed"
    REINSTATE = "归队", "back in"
    CANCEL = "取消", "cancel"
    REMAKE = "重做", "remake"
    STORY = "经过", "story"
    NO_RECEIPT = "没有小票 {code} 的排队号", "No ticket is of receipt {code}"
    STATION_WAIT = "{name} 前面 {n} 件, 约 {low}-{high} 分", "{name}: {n} ahead, {low}-{high} min"
    SERVICE = "服务台", "counter"
    REMADE = "重做{n}", "remake {n}"
    TYPED = "号码> {typed}", "Number> {typed}"


OUT = frozenset((TicketState.CALLED, TicketState.NO_SHOW))
"""What a ticket as a whole is, whatever its items are."""
ITEM_STATES: dict[ItemState, TicketState] = {
    ItemState.ORDERED: TicketState.ORDERED,
    ItemState.PREPARING: TicketState.PREPARING,
    ItemState.READY: TicketState.READY,
    ItemState.CANCELLED: TicketState.CANCELLED,
}


class Cup(msgspec.Struct, frozen=True):
    """One row: an item of a ticket, or a ticket that has none."""

    ticket: TicketView
    item: ItemView | None
    is_first: bool
    """Of its ticket: its number, its state and how long it has waited stand here."""


def _open(state: State) -> Step:
    return open_list(state, QUEUE, None)


def _load(_state: State, _subject: None) -> Call[Any]:
    return get("/v1/tickets", QueueView, queue_came)


def queue_came(state: State, queue: QueueView) -> Step:
    """What is known of the queue, and its rows when they are on the screen; the same cup stays selected."""
    known = change(state, queue=queue)
    screen = state.screen
    if not isinstance(screen, ListScreen) or screen.listing is not QUEUE:
        return stay(known)
    rows = tuple(cup for ticket in queue.tickets for cup in _cups(ticket))
    selected = _place_of(rows, screen.row, screen.selected)
    return stay(change(known, screen=msgspec.structs.replace(screen, rows=rows, selected=selected)))


def _cups(ticket: TicketView) -> tuple[Cup, ...]:
    living = [item for item in ticket.items if item.state is not ItemState.CANCELLED]
    return tuple(Cup(ticket, item, at == 0) for at, item in enumerate(living or (None,)))


def _place_of(rows: tuple[Cup, ...], before: Cup | None, selected: int) -> int:
    """The same cup, else the same ticket, else the same place."""
    same = (_place(rows, before, with_item=True), _place(rows, before, with_item=False))
    found = next((at for at in same if at is not None), selected)
    return max(0, min(found, len(rows) - 1))


def _place(rows: tuple[Cup, ...], cup: Cup | None, *, with_item: bool) -> int | None:
    if cup is None:
        return None
    return next((at for at, row in enumerate(rows) if _is_same(row, cup, with_item=with_item)), None)


def _is_same(one: Cup, other: Cup, *, with_item: bool) -> bool:
    is_of_it = one.ticket.id == other.ticket.id
    return is_of_it and (not with_item or _item_no(one) == _item_no(other))


def _item_no(cup: Cup) -> int | None:
    return None if cup.item is None else cup.item.no


# --- which ticket -----------------------------------------------------------------------------------------


def _meant(state: State, cup: Cup) -> Cup | None:
    """The ticket whose number was typed, as a whole; else the selected row."""
    if not state.buffer:
        return cup
    ticket = ticket_named(state, state.buffer)
    return None if ticket is None else Cup(ticket, None, is_first=True)


def _on_scan(state: State, code: str) -> Step:
    """A lost slip is found by its receipt."""
    screen = state.screen
    rows: tuple[Cup, ...] = screen.rows or () if isinstance(screen, ListScreen) else ()
    at = next((at for at, cup in enumerate(rows) if cup.ticket.receipt_no == code.strip().upper()), None)
    if at is None or not isinstance(screen, ListScreen):
        return refuse(state, Said.NO_RECEIPT, code=code)
    return stay(change(state, screen=screen.at(at), buffer=""))


# --- what is done -----------------------------------------------------------------------------------------


def _act(state: State, cup: Cup, act: str, *, of_item: bool = False) -> Step:
    """On the item of the row, or on the ticket as a whole."""
    meant = _meant(state, cup)
    if meant is None:
        return no_such(state)
    body = OfItem(_item_no(meant)) if of_item else None
    call = post(f"/v1/tickets/{meant.ticket.no}/{act}", body, TicketView, _became)
    return Step(change(state, buffer=""), (call,))


def _became(state: State, ticket: TicketView) -> Step:
    """One line, and the queue as it is now."""
    told = tell(with_ticket(state, ticket), STATES[ticket.state], no=ticket.no)
    return Step(told, (_load(told, None),))


def _ready(state: State, cup: Cup) -> Step:
    return _act(state, cup, "ready", of_item=True)


def _start(state: State, cup: Cup) -> Step:
    return _act(state, cup, "start", of_item=True)


def _serve(state: State, cup: Cup) -> Step:
    return _act(state, cup, "serve")


def _skip(state: State, cup: Cup) -> Step:
    return _act(state, cup, "skip")


def _reinstate(state: State, cup: Cup) -> Step:
    return _act(state, cup, "reinstate")


def _call(state: State) -> Step:
    """As on the sale: the next one, or the number that was typed."""
    return _then_read(call(state))


def _call_again(state: State) -> Step:
    return _then_read(call_again(state))


def _call_this(state: State, cup: Cup) -> Step:
    meant = _meant(state, cup)
    if meant is None:
        return no_such(state)
    return _then_read(Step(change(state, buffer=""), (calling(state, meant.ticket.no),)))


def _then_read(step: Step) -> Step:
    return Step(step.state, (*step.commands, _load(step.state, None))) if step.commands else step


def _cancel(state: State, cup: Cup) -> Step:
    meant = _meant(state, cup)
    return no_such(state) if meant is None else ask_cancel(change(state, buffer=""), meant.ticket, meant.item)


def _remake(state: State, cup: Cup) -> Step:
    meant = _meant(state, cup)
    return no_such(state) if meant is None else ask_remake(change(state, buffer=""), meant.ticket, meant.item)


def _story(state: State, cup: Cup) -> Step:
    meant = _meant(state, cup)
    if meant is None:
        return no_such(state)
    read = get(f"/v1/tickets/{meant.ticket.no}", TicketStory, show_story)
    return Step(change(state, buffer=""), (read,))


# --- what the list shows ----------------------------------------------------------------------------------


def _cells(view: View, cup: Cup) -> tuple[str, ...]:
    ticket, item = cup.ticket, cup.item
    number, state, waited = "", "", ""
    if cup.is_first:
        number, state, waited = ticket.no, _state(view, ticket), _waited(view, ticket)
    if item is None:
        return number, state, waited, "", view.say(Said.SERVICE)
    if len(ticket.items) > 1 and not (cup.is_first and ticket.state in OUT):
        state = view.say(STATES[ITEM_STATES[item.state]], no="").strip()
    again = (view.say(Said.REMADE, n=item.remakes),) if item.remakes else ()
    return number, state, waited, _station(view, item.station), " ".join((item.name, *item.options, *again))


def _state(view: View, ticket: TicketView) -> str:
    said = view.say(STATES[ticket.state], no="").strip()
    return f"{said} {ticket.calls}" if ticket.state is TicketState.CALLED and ticket.calls > 1 else said


def _waited(view: View, ticket: TicketView) -> str:
    return view.say(Said.MINUTES, n=max(view.state.now - ticket.ordered_at, 0) // MINUTE_MS)


def _station(view: View, station: str) -> str:
    waits = view.state.queue.waits if view.state.queue else ()
    return next((one.name for one in waits if one.station == station), station)


def _note(view: View, _subject: None, _rows: tuple[Cup, ...]) -> tuple[str, ...]:
    waits = view.state.queue.waits if view.state.queue else ()
    told = "   ".join(
        view.say(Said.STATION_WAIT, name=one.name, n=one.ahead, low=one.low_minutes, high=one.high_minutes)
        for one in waits
    )
    typed = view.say(Said.TYPED, typed=view.state.buffer) if view.state.buffer else ""
    return tuple(text for text in (told, typed) if text)


QUEUE: List[None, Cup] = List(
    Said.TITLE,
    (
        Column(Said.NUMBER, 5),
        Column(Said.STATE, 10),
        Column(Said.WAITED, 7, right=True),
        Column(Said.STATION, 8),
        Column(Said.WHAT),
    ),
    _cells,
    do=(
        Do("enter", Said.READY, _ready),
        Do("space", Said.SERVE, _serve),
        Do("+", Said.START, _start),
        Do("*", Said.CALL, _call_this),
        Do("-", Said.SKIP, _skip),
        Do("/", Said.REINSTATE, _reinstate),
        Do("delete", Said.CANCEL, _cancel),
        Do("f7", Said.REMAKE, _remake),
        Do("right", Said.STORY, _story),
    ),
    do_anyway=(DoAnyway("f9", Said.CALL, _call), DoAnyway("shift+f9", Said.AGAIN, _call_again)),
    load=_load,
    empty=Said.NONE,
    note=_note,
    on_scan=_on_scan,
    takes_number=True,
    takes_letters=True,
)
ACTIVITIES = (Activity(Said.TITLE, Group.PICKUP, _open, Action.QUEUE),)
