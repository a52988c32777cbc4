"""自提订单: one order with its parcels; it is made ready here, and a hand-over of today is undone."""

import msgspec

from edge_agent.domain.ids import HandoverId
from edge_agent.domain.money import yuan
from edge_agent.domain.orders import Channel
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.pickups import (
    OrderLineView,
    ParcelView,
    PickupUndoneView,
    PickupView,
    ReadyPickup,
    UndoPickup,
)
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import (
    Choice,
    Column,
    Do,
    Field,
    Form,
    Gap,
    Grid,
    Kind,
    Page,
    PageScreen,
    Pair,
    Part,
    Text,
    Values,
    Worded,
)
from ui.till.generic.moves import back, open_form, show_page, show_subject
from ui.till.picture.clock import moment_of, moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of an order to be collected."""

    TITLE = "自提订单", "Order to be collected"
    WAITING = "未备好", "not ready"
    READY = "待取", "ready"
    PARTLY = "部分已取", "partly"
    COLLECTED = "已取走", "collected"
    EXPIRED = "逾期未取", "expired"
    CANCELLED = "已取消", "cancelled"
    ONLINE = "小程序", "mini-program"
    GROUP = "社区团购", "group buying"
    COURIER = "配送", "courier"
    COUNTER = "门店", "counter"
    ORDERED = "下单", "Ordered"
    WANTED = "约取", "Wanted"
    UNTIL = "取货截止", "To be collected until"
    TOTAL = "已付", "Paid"
    TAIL = "尾号 {tail}", "phone ..{tail}"
    TICKET = "排队号", "Ticket"
    LEADER = "团长", "Leader"
    BAG = "袋", "Bag"
    PARCEL = "件", "No."
    PLACE = "货位", "Place"
    PLACE_HINT = "如 B2", "such as B2"
    STATE = "状态", "State"
    SHORT = "缺 {n}", "short {n}"
    GONE = "取走 {at} {till}机", "{at} till {till}"
    MAKE_READY = "备好", "ready"
    UNDO = "撤销交货", "undo"
    HOW = (
        "交货: 扫顾客的取货码; 扫不了就返回列表, 输 8 位取货码",
        "To hand it over scan its code; or go back and type the 8 digits",
    )
    WHICH = "哪一次", "Which one"
    WRONG_CUSTOMER = "交错了顾客", "the wrong customer"
    WRONG_CODE = "扫错了码", "the wrong code"
    GIVEN_BACK = "顾客没拿走", "the customer left it"
    OTHER = "其他", "other"
    ONE_OF = "{at} {till}机 第 {parcels} 件", "{at}, till {till}, parcel {parcels}"
    IS_READY = "{number} 已备好, 货位 {place}", "{number} is ready at {place}"
    UNDONE = "已撤销: {n} 件回到店里", "Undone; back in the store: {n}"
    ALL_GONE = "全部取走了: 没有可备的件", "All of it is gone: nothing is to be made ready"
    NOTHING = "还没有交过货: 没有可撤销的", "Nothing was handed over: nothing is to be undone"


STATES: dict[str, Phrase] = {
    "waiting": Said.WAITING,
    "ready": Said.READY,
    "partly": Said.PARTLY,
    "collected": Said.COLLECTED,
    "expired": Said.EXPIRED,
    "cancelled": Said.CANCELLED,
}
LIES_HERE = ("waiting", "ready", "partly")
CHANNELS: dict[Channel, Phrase] = {
    Channel.COUNTER: Said.COUNTER,
    Channel.ONLINE: Said.ONLINE,
    Channel.GROUP: Said.GROUP,
    Channel.COURIER: Said.COURIER,
}


def show_order(state: State, order: PickupView) -> Step:
    """Its page."""
    return show_page(state, ORDER, order)


def read_order(order: PickupView) -> Call[PickupView]:
    """Ask for it as it is now, and show its page."""
    return get(f"/v1/pickups/{order.id}", PickupView, show_order)


def state_text(view: View, order: PickupView) -> str:
    """Where it is, in words."""
    return view.label(STATES.get(order.state, order.state))


def goods_text(order: PickupView, *, only_here: bool = False) -> str:
    """What is in it, on one line; or what of it is still here, as long as something is."""
    gone = {parcel.no for parcel in order.parcels if parcel.collected_at is not None} if only_here else set()
    is_all_gone = len(gone) == len(order.parcels)
    # of group buying something may be missing
    there = (line for line in order.lines if line.quantity and (is_all_gone or line.parcel not in gone))
    return ", ".join(f"{line.name} {quantity_text(line.quantity, line.unit)}" for line in there)


def _load(state: State) -> Call[PickupView]:
    screen = state.screen
    order = screen.subject.id if isinstance(screen, PageScreen) and screen.subject else ""
    return get(f"/v1/pickups/{order}", PickupView, show_subject)


# --- made ready -------------------------------------------------------------------------------------------


def _make_ready(state: State, order: PickupView) -> Step:
    if all(parcel.collected_at is not None for parcel in order.parcels):
        return refuse(state, Said.ALL_GONE)
    return open_form(state, PLACE, order)


def _place(state: State, order: PickupView, values: Values) -> Step:
    body = ReadyPickup(values.text("place"))
    return Step(state, (post(f"/v1/pickups/{order.id}/ready", body, PickupView, _placed),))


def _placed(state: State, order: PickupView) -> Step:
    place = next((parcel.place for parcel in order.parcels if parcel.collected_at is None), "")
    return back(state, Said.IS_READY, number=order.number, place=place)


# --- undone -----------------------------------------------------------------------------------------------


class Past(msgspec.Struct, frozen=True):
    """A hand-over, and the parcels that went with it."""

    handover: HandoverId
    parcels: tuple[ParcelView, ...]


def _undo(state: State, order: PickupView) -> Step:
    """The one that there was; of several somebody chooses, the last one first."""
    past = _handovers(order)
    if not past:
        return refuse(state, Said.NOTHING)
    choices = tuple(Choice(one.handover, _told(state, one)) for one in past)
    which = Field("which", Said.WHICH, Kind.CHOICE, choices=choices)
    return open_form(state, UNDO, order, fields=(which, REASON) if len(past) > 1 else (REASON,))


def _told(state: State, past: Past) -> Worded:
    parcels = " ".join(str(parcel.no + 1) for parcel in past.parcels)
    first = past.parcels[0]
    at = moment_of(state, _gone_at(first))
    return Worded(Said.ONE_OF, {"at": at, "till": first.till or "?", "parcels": parcels})


def _handovers(order: PickupView) -> tuple[Past, ...]:
    parcels: dict[HandoverId, list[ParcelView]] = {}
    for parcel in sorted(order.parcels, key=_gone_at, reverse=True):
        if parcel.handover is not None:
            parcels.setdefault(parcel.handover, []).append(parcel)
    return tuple(Past(handover, tuple(of)) for handover, of in parcels.items())


def _gone_at(parcel: ParcelView) -> int:
    return parcel.collected_at or 0


def _take_back(state: State, order: PickupView, values: Values) -> Step:
    chosen = values.text("which") if "which" in values.of else _handovers(order)[0].handover
    body = UndoPickup(HandoverId(chosen), say(state.language, Said[values.text("reason")]))
    return Step(state, (post(f"/v1/pickups/{order.id}/undo", body, PickupUndoneView, _undone),))


def _undone(state: State, undone: PickupUndoneView) -> Step:
    return back(state, Said.UNDONE, n=len(undone.units))


# --- what the page shows ----------------------------------------------------------------------------------


def _parts(view: View, order: PickupView) -> tuple[Part, ...]:
    about = [view.say(CHANNELS[order.channel])]
    if order.tail:
        about.append(view.say(Said.TAIL, tail=order.tail))
    return (
        Pair(f"{order.number}  {'  '.join(about)}", state_text(view, order), is_strong=True),
        Pair(view.say(Said.ORDERED), moment_text(view, order.placed_at)),
        *_known(view, order),
        Pair(view.say(Said.UNTIL), moment_text(view, order.expires_at)),
        Pair(view.say(Said.TOTAL), f"￥{yuan(order.total_fen)}"),
        Gap(),
        Grid(COLUMNS, tuple(row for parcel in order.parcels for row in _rows(view, order, parcel))),
        *((Gap(), Text(view.say(Said.HOW))) if order.state in LIES_HERE else ()),
    )


def _known(view: View, order: PickupView) -> tuple[Part, ...]:
    wanted = "" if order.wanted_at is None else moment_text(view, order.wanted_at)
    leader = "  ".join(text for text in (order.leader, order.community) if text)
    known = (
        (Said.WANTED, wanted),
        (Said.TICKET, order.ticket or ""),
        (Said.LEADER, leader),
        (Said.BAG, order.bag),
    )
    return tuple(Pair(view.say(word), text) for word, text in known if text)


def _rows(view: View, order: PickupView, parcel: ParcelView) -> tuple[tuple[str, ...], ...]:
    lines = [line for line in order.lines if line.parcel == parcel.no]
    first = (f"{parcel.no + 1}", parcel.place)
    if not lines:
        return ((*first, "", "", _parcel_state(view, parcel)),)
    return tuple(
        (
            *(first if at == 0 else ("", "")),
            *line_texts(view, line),
            _parcel_state(view, parcel) if at == 0 else "",
        )
        for at, line in enumerate(lines)
    )


def line_texts(view: View, line: OrderLineView) -> tuple[str, str]:
    """An article with what is missing of it and how it is made, and how much of it there is."""
    missing = (view.say(Said.SHORT, n=quantity_text(line.short, line.unit)),) if line.short else ()
    return " ".join((line.name, *missing, *line.options)), quantity_text(line.quantity, line.unit)


def gone_text(view: View, parcel: ParcelView, at: int) -> str:
    """When it was collected, and at which till."""
    return view.say(Said.GONE, at=moment_text(view, at), till=parcel.till or "?")


def _parcel_state(view: View, parcel: ParcelView) -> str:
    if parcel.collected_at is None:
        return view.say(Said.READY) if parcel.place else view.say(Said.WAITING)
    return gone_text(view, parcel, parcel.collected_at)


def _about(_view: View, order: PickupView) -> tuple[str, ...]:
    return (f"{order.number}  {goods_text(order)}",)


def _to_undo(view: View, order: PickupView) -> tuple[str, ...]:
    """Which hand-over; where there were several, it is still to be chosen."""
    past = _handovers(order)
    told = (view.label(_told(view.state, past[0])),) if len(past) == 1 else ()
    return (*_about(view, order), *told)


COLUMNS = (
    Column(Said.PARCEL, 4),
    Column(Said.PLACE, 8),
    Column(Word.NAME),
    Column(Word.QUANTITY, 9, right=True),
    Column(Said.STATE, 20),
)
"""Of the parcels, on the page and at the hand-over."""
REASONS = (Said.WRONG_CUSTOMER, Said.WRONG_CODE, Said.GIVEN_BACK, Said.OTHER)
REASON = Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS))
PLACE: Form[PickupView] = Form(
    Said.MAKE_READY, (Field("place", Said.PLACE, hint=Said.PLACE_HINT),), _place, note=_about
)
UNDO: Form[PickupView] = Form(Said.UNDO, (), _take_back, note=_to_undo, verb=Said.UNDO)
ORDER: Page[PickupView] = Page(
    Said.TITLE,
    _parts,
    do=(Do("1", Said.MAKE_READY, _make_ready), Do("2", Said.UNDO, _undo)),
    load=_load,
)
