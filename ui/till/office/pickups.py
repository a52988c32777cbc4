"""自提: the orders to be collected, ready ones first; digits find one, eight digits are a short code."""

import msgspec

from edge_agent.wire.pickups import PickupView
from ui.till.commands import Call, Command
from ui.till.generic.calls import get
from ui.till.generic.kinds import Column, DoAnyway, List, ListScreen
from ui.till.generic.moves import open_list, show_rows
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.office.pickup_code import SHORT_DIGITS, ask_phone, ask_short
from ui.till.office.pickup_order import goods_text, read_order, state_text
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay
from ui.till.text import fit
from ui.till.words import Phrase

NOTE_MARGIN = 4
LISTED_MAX = 100
"""The agent gives no more at once."""


class Said(Phrase):
    """The texts of the orders to be collected."""

    TITLE = "自提核销", "Pickup"
    GONE = "已取走的自提订单", "Orders that were collected"
    NONE = "没有要取的自提订单", "No order is to be collected"
    NONE_GONE = "没有已取走的自提订单", "No order was collected"
    SHORT_CODE = (
        "取货码 {code}: 按确认, 再输手机尾号",
        "Short code {code}: Enter, then the phone's last digits",
    )
    NONE_FITS = (
        "待取的没有以 {digits} 结尾的: 确认即在已取的里找",
        "None ends in {digits}: Enter looks among the collected",
    )
    NO_MATCH = "没有号码或尾号是 {digits} 的自提订单", "No order or phone ends in {digits}"
    NUMBER = "订单号", "Order"
    TAIL = "尾号", "Phone"
    WANTED = "约取", "Wanted"
    PARCELS = "剩件", "Left"
    PLACE = "货位", "Place"
    TICKET = "排队号", "Ticket"
    STATE = "状态", "State"
    GOODS = "商品", "Goods"
    OPEN = "进入", "open"
    SWITCH = "待取/已取", "open/collected"
    BY_PHONE = "手机号取货", "by phone"
    HINT = (
        "扫取货码; 或输订单号末几位、手机尾号; 8 位取货码加确认",
        "Scan the code, or type an order's end, a phone's, or the 8 digits",
    )
    TYPED = "找 {digits}: {n} 单", "{digits}: {n} orders"


class Listed(msgspec.Struct, frozen=True):
    """Which orders are on the list, before digits make them fewer."""

    is_gone: bool = False
    every: tuple[PickupView, ...] = ()


def _open(state: State) -> Step:
    return open_list(state, OPEN, Listed())


def _load(_state: State, listed: Listed) -> Call[tuple[PickupView, ...]]:
    wanted = {"state": "collected"} if listed.is_gone else {}
    return get("/v1/pickups", tuple[PickupView, ...], _came, limit=LISTED_MAX, **wanted)


def again(state: State) -> tuple[Command, ...]:
    """The list anew, while it stands on the screen and nothing is under way."""
    screen = state.screen
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, Listed) or state.waiting:
        return ()
    return (_load(state, screen.subject),)


def _came(state: State, orders: tuple[PickupView, ...]) -> Step:
    """What can go out stands first, in the order of the agent."""
    every = tuple(sorted(orders, key=_last_at_hand))
    return stay(_only_typed(_with(state, Listed(_listed(state).is_gone, every))))


def _last_at_hand(order: PickupView) -> tuple[bool, bool]:
    """What is not made ready, and among that what waits for a whole batch to be split."""
    is_unready = order.state == "waiting"
    return is_unready, is_unready and order.batch is not None and not order.bag


def _only_typed(state: State) -> State:
    """Those whose number or phone has what was typed at its end."""
    found = tuple(order for order in _listed(state).every if _fits(order, state.buffer))
    return show_rows(state, found).state


def _fits(order: PickupView, typed: str) -> bool:
    digits = "".join(one for one in order.number if one.isdecimal())
    return digits.endswith(typed) or order.tail.endswith(typed)


def _enter(state: State) -> Step:
    """Eight digits are a short code; else the selected order; else one that is not on the list."""
    typed, screen = state.buffer, state.screen
    if len(typed) == SHORT_DIGITS:
        return ask_short(change(state, buffer=""), typed)
    if isinstance(screen, ListScreen) and screen.row is not None:
        return Step(state, (read_order(screen.row),))
    if typed:
        return Step(state, (get("/v1/pickups", tuple[PickupView, ...], _found, q=typed, limit=LISTED_MAX),))
    return stay(state)


def _found(state: State, orders: tuple[PickupView, ...]) -> Step:
    """Collected ones too, however long ago."""
    if not orders:
        return refuse(state, Said.NO_MATCH, digits=state.buffer)
    return stay(_only_typed(_with(state, Listed(_listed(state).is_gone, orders))))


def _switch(state: State) -> Step:
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    listed = Listed(not _listed(state).is_gone)
    listing = GONE if listed.is_gone else OPEN
    shown = ListScreen(listing, listed, screen.back, buffer_below=screen.buffer_below)
    return Step(change(state, screen=shown, buffer=""), (_load(state, listed),))


def _listed(state: State) -> Listed:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, Listed) else Listed()


def _with(state: State, listed: Listed) -> State:
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return state
    return change(state, screen=msgspec.structs.replace(screen, subject=listed))


# --- what the list shows ----------------------------------------------------------------------------------


def _cells(view: View, order: PickupView) -> tuple[str, ...]:
    left = sum(parcel.collected_at is None for parcel in order.parcels)
    places = dict.fromkeys(parcel.place for parcel in order.parcels if parcel.place)
    wanted = "" if order.wanted_at is None else moment_text(view, order.wanted_at)
    return (
        order.number,
        order.tail,
        wanted,
        f"{left}/{len(order.parcels)}",
        " ".join(places),
        order.ticket or "",
        state_text(view, order),
        goods_text(order, only_here=True),
    )


def _note(view: View, _listed: Listed, rows: tuple[PickupView, ...]) -> tuple[str, ...]:
    """What is in the selected order, whose column may be too narrow for it; and what Enter does."""
    screen, typed = view.state.screen, view.state.buffer
    selected = screen.row if isinstance(screen, ListScreen) else None
    goods = (
        (fit(goods_text(selected, only_here=True), view.columns - NOTE_MARGIN),)
        if selected is not None
        else ()
    )
    return (*goods, _what_is_typed(view, typed, len(rows)) if typed else view.say(Said.HINT))


def _what_is_typed(view: View, typed: str, found: int) -> str:
    if len(typed) == SHORT_DIGITS:
        return view.say(Said.SHORT_CODE, code=f"{typed[:4]} {typed[4:]}")
    return view.say(Said.TYPED, digits=typed, n=found) if found else view.say(Said.NONE_FITS, digits=typed)


def _by_phone(state: State) -> Step:
    return ask_phone(change(state, buffer=""))


OPEN: List[Listed, PickupView] = List(
    Said.TITLE,
    (
        Column(Said.NUMBER, 11),
        Column(Said.TAIL, 5),
        Column(Said.WANTED, 11),
        Column(Said.PARCELS, 4),
        Column(Said.PLACE, 8),
        Column(Said.TICKET, 6),
        Column(Said.STATE, 10),
        Column(Said.GOODS),
    ),
    _cells,
    do_anyway=(
        DoAnyway("enter", Said.OPEN, _enter),
        DoAnyway("*", Said.BY_PHONE, _by_phone),
        DoAnyway("+", Said.SWITCH, _switch),
    ),
    load=_load,
    empty=Said.NONE,
    note=_note,
    takes_number=True,
    on_typed=_only_typed,
)
GONE: List[Listed, PickupView] = msgspec.structs.replace(OPEN, title=Said.GONE, empty=Said.NONE_GONE)
ACTIVITIES = (Activity(Said.TITLE, Group.PICKUP, _open, Action.PICKUP),)
