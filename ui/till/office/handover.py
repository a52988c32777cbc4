"""自提交货: what a code stands for, parcel by parcel; Enter hands over what is ticked, at first all of it."""

import msgspec

from edge_agent.domain.events import Proof
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.pickups import (
    HandoverView,
    OrderLineView,
    ParcelView,
    PickupDone,
    PickupView,
    RedeemPickup,
)
from ui.till.generic.calls import post
from ui.till.generic.kinds import Do, DoNumber, List, ListScreen, Worded
from ui.till.generic.moves import back
from ui.till.office.pickup_order import COLUMNS, gone_text, line_texts
from ui.till.office.ticket_page import STATES
from ui.till.picture.rows import View
from ui.till.state import Screen, State
from ui.till.step import Step, change, refuse, stay
from ui.till.waiting import ticket_named
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of the hand-over."""

    TITLE = "自提交货", "Hand-over"
    OF = "自提交货  {number}  尾号 {tail}", "Hand-over  {number}  phone ..{tail}"
    TICKED = "交", "hand over"
    KEPT = "留下", "stays"
    HAND_OVER = "交货", "hand over"
    PICK = "挑件交", "pick parcels"
    TURN = "这件交/不交", "this one or not"
    ONE_READY = "确认即交货", "Enter hands it over"
    ALL_READY = "确认即交全部 {n} 件", "Enter hands over all {n}"
    REST_READY = "确认即交剩下的 {n} 件", "Enter hands over the {n} left"
    SOME_READY = "确认即交第 {which} 件; 留下 {left} 件", "Enter hands over no. {which}; left here: {left}"
    THE_ONLY_ONE = "只有这一件; 不交就返回", "It is the only one: go back to keep it here"
    WITH_BAG = "袋 {bag}", "Bag {bag}"
    WITH_TICKET = "排队号 {ticket}", "Ticket {ticket}"
    IS_GONE = "第 {no} 件已经取走,不能再交", "Parcel {no} is gone already"
    NO_PARCEL = "没有第 {no} 件", "There is no parcel {no}"
    DONE = "{number} 已交货 {n} 件", "{number}: {n} handed over"
    DONE_UNLISTED = "未到店的订单已交货", "Handed over; the order itself is still to come"
    DONE_PARTLY = "{number} 已交货 {n} 件,还有 {left} 件在店", "{number}: {n} handed over, {left} still here"
    ASKS = "交货要主管授权: {why}", "A supervisor is asked: {why}"
    APPROVED = "主管已授权: {why}", "A supervisor approved: {why}"
    CLOCK = "本机时间可疑", "the clock is in doubt"
    KEYS = "签名密钥过期", "the keys are out of date"
    UNLISTED = "订单未到店", "the order is not here"
    PHONE = "只凭手机号", "by the phone number only"
    TRIES = "今天取货码错得太多", "too many wrong codes today"
    BY_CODE = "凭手机上的取货码", "By the code on the phone"
    BY_SLIP = "凭纸质取货码", "By a code on paper"
    BY_SHORT = "凭取货码和手机尾号", "By short code and phone"
    BY_PHONE = "凭手机号和商品", "By phone number and article"
    BY_LEADER = "团长代取", "Collected by the leader"


OVERRIDES: dict[str, Phrase] = {
    "clock": Said.CLOCK,
    "keys": Said.KEYS,
    "unlisted": Said.UNLISTED,
    "phone": Said.PHONE,
    "tries": Said.TRIES,
}
PROOFS: dict[Proof, Phrase] = {
    Proof.CODE: Said.BY_CODE,
    Proof.SLIP: Said.BY_SLIP,
    Proof.SHORT: Said.BY_SHORT,
    Proof.PHONE: Said.BY_PHONE,
    Proof.LEADER: Said.BY_LEADER,
}


class Looked(msgspec.Struct, frozen=True):
    """What may be handed over, and which of it will be."""

    view: HandoverView
    chosen: tuple[int, ...] | None = None
    """Parcels counted from 0; None is all that are here."""

    @property
    def units(self) -> tuple[int, ...]:
        """The parcels that Enter hands over."""
        return self.view.units if self.chosen is None else self.chosen


class Shown(msgspec.Struct, frozen=True):
    """One row: an article of a parcel, or a parcel of which nothing is known."""

    parcel: ParcelView
    line: OrderLineView | None
    is_first: bool
    """Of its parcel: its number, its place and what becomes of it stand here."""
    is_ticked: bool


def handover_screen(state: State, view: HandoverView, order: PickupView) -> Step:
    """Every parcel, those ticked that are here, in place of the list on the screen."""
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    named = Worded(Said.OF, {"number": order.number, "tail": order.tail or "-"})
    listing = msgspec.structs.replace(HANDOVER, title=named)
    empty = ListScreen(listing, None, screen.back, buffer_below=screen.buffer_below)
    shown = _show(change(state, screen=empty), Looked(view)).state
    return stay(change(shown, screen=_at_first_ticked(shown.screen)))


def done(state: State, handed: PickupDone) -> Step:
    """Back to where the code was scanned, telling what has gone."""
    if not handed.number:
        return back(state, Said.DONE_UNLISTED)
    number, n = handed.number, len(handed.units)
    if handed.left:
        return back(state, Said.DONE_PARTLY, number=number, n=n, left=len(handed.left))
    return back(state, Said.DONE, number=number, n=n)


def asked_of(view: View, held: HandoverView) -> str:
    """Why a supervisor will be asked, or was, in words; empty for most."""
    why = ", ".join(view.label(OVERRIDES.get(one, one)) for one in held.overrides)
    return view.say(Said.APPROVED if held.approved_by else Said.ASKS, why=why) if why else ""


# --- which parcels ----------------------------------------------------------------------------------------


def _show(state: State, looked: Looked) -> Step:
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    return stay(change(state, screen=msgspec.structs.replace(screen, subject=looked, rows=_rows(looked))))


def _rows(looked: Looked) -> tuple[Shown, ...]:
    order = looked.view.order
    parcels = order.parcels if order else tuple(ParcelView(no) for no in range(looked.view.of_units))
    return tuple(row for parcel in parcels for row in _rows_of(looked, parcel))


def _rows_of(looked: Looked, parcel: ParcelView) -> tuple[Shown, ...]:
    order = looked.view.order
    lines = [line for line in order.lines if line.parcel == parcel.no] if order else []
    ticked = parcel.no in looked.units
    return tuple(Shown(parcel, line, at == 0, ticked) for at, line in enumerate(lines or (None,)))


def _at_first_ticked(screen: Screen) -> Screen:
    rows: tuple[Shown, ...] = screen.rows or () if isinstance(screen, ListScreen) else ()
    at = next((at for at, row in enumerate(rows) if row.is_ticked), 0)
    return screen.at(at) if isinstance(screen, ListScreen) else screen


def _turn(state: State, row: Shown) -> Step:
    """In or out, the others as they are."""
    looked = _looked(state)
    if looked is None:
        return stay(state)
    if looked.view.units == (row.parcel.no,):
        return refuse(state, Said.THE_ONLY_ONE)
    return _put(state, looked, row.parcel.no, looked.units)


def _only(state: State, number: int) -> Step:
    """The first digit chooses its parcel alone, the next ones put theirs in or out."""
    looked = _looked(state)
    if looked is None:
        return stay(state)
    if number > looked.view.of_units:
        return refuse(state, Said.NO_PARCEL, no=number)
    return _put(state, looked, number - 1, looked.chosen or ())


def _put(state: State, looked: Looked, no: int, before: tuple[int, ...]) -> Step:
    if no not in looked.view.units:
        return refuse(state, Said.IS_GONE, no=no + 1)
    chosen = tuple(unit for unit in looked.view.units if (unit in before) != (unit == no))
    is_all = not chosen or chosen == looked.view.units
    return _show(state, Looked(looked.view, None if is_all else chosen))


def _hand_over(state: State, _row: Shown) -> Step:
    looked = _looked(state)
    if looked is None:
        return stay(state)
    body = RedeemPickup(handover=looked.view.handover, units=looked.chosen)
    return Step(state, (post("/v1/pickups/redeem", body, PickupDone, done),))


def _looked(state: State) -> Looked | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, Looked) else None


def _useless(state: State, code: str) -> Step:
    """Goods belong to the sale, and this is none: the hand-over stays."""
    return refuse(state, Word.SCAN_NOT_HERE, code=code)


# --- what the screen shows --------------------------------------------------------------------------------


def _cells(view: View, row: Shown) -> tuple[str, ...]:
    parcel, line = row.parcel, row.line
    name, quantity = ("", "") if line is None else line_texts(view, line)
    if not row.is_first:
        return "", "", name, quantity, ""
    return f"{parcel.no + 1}", parcel.place, name, quantity, _state(view, row)


def _state(view: View, row: Shown) -> str:
    parcel = row.parcel
    if parcel.collected_at is not None:
        return gone_text(view, parcel, parcel.collected_at)
    return view.say(Said.TICKED if row.is_ticked else Said.KEPT)


def _note(view: View, looked: Looked, _rows: tuple[Shown, ...]) -> tuple[str, ...]:
    order = looked.view.order
    about = [view.say(PROOFS[looked.view.proof])]
    if order is not None and order.bag:
        about.append(view.say(Said.WITH_BAG, bag=order.bag))
    if order is not None and order.ticket is not None:
        about.append(_ticket_text(view, order.ticket))
    asks = asked_of(view, looked.view)
    return (*((asks,) if asks else ()), "  ".join(about), _what_enter_does(view, looked))


def _ticket_text(view: View, no: TicketNo) -> str:
    """How far its drinks are, as far as the till knows."""
    ticket = ticket_named(view.state, no)
    return view.say(Said.WITH_TICKET, ticket=no) if ticket is None else view.say(STATES[ticket.state], no=no)


def _about(_view: View, looked: Looked, rows: tuple[Shown, ...]) -> tuple[str, ...]:
    """What goes, whatever row is selected."""
    going = (row.line for row in rows if row.line is not None and row.parcel.no in looked.units)
    return tuple(f"{line.name}  {quantity_text(line.quantity, line.unit)}" for line in going)


def _what_enter_does(view: View, looked: Looked) -> str:
    units, here = looked.units, looked.view.units
    if units != here:
        which = " ".join(str(unit + 1) for unit in units)
        return view.say(Said.SOME_READY, which=which, left=len(here) - len(units))
    if looked.view.of_units == 1:
        return view.say(Said.ONE_READY)
    said = Said.ALL_READY if len(here) == looked.view.of_units else Said.REST_READY
    return view.say(said, n=len(here))


HANDOVER: List[Looked, Shown] = List(
    Said.TITLE,
    COLUMNS,
    _cells,
    do=(Do("enter", Said.HAND_OVER, _hand_over), Do("space", Said.TURN, _turn)),
    note=_note,
    about=_about,
    on_scan=_useless,
    do_number=DoNumber(Said.PICK, _only),
)
