"""One ticket: its story, and what takes a reason: given up, or made again."""

import msgspec

from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.wire.tickets import CancelTicket, ItemView, Moment, Remake, TicketStory, TicketView
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
)
from ui.till.generic.moves import back, open_form, show_page, show_subject
from ui.till.picture.clock import clock_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.waiting import counter_name, with_ticket
from ui.till.words import Phrase, Word, say


class Became(Phrase):
    """Where a ticket is; the number stands before it."""

    ORDERED = "{no} 等做", "{no} waits"
    PREPARING = "{no} 在做", "{no} being made"
    READY = "{no} 做好", "{no} ready"
    CALLED = "{no} 已叫", "{no} called"
    NO_SHOW = "{no} 过号", "{no} missed"
    COLLECTED = "{no} 已取", "{no} collected"
    CANCELLED = "{no} 取消", "{no} cancelled"
    EXPIRED = "{no} 过期", "{no} expired"


STATES: dict[TicketState, Phrase] = {state: Became[state.name] for state in TicketState}


class Happened(Phrase):
    """What happened, as the story tells it."""

    ISSUED = "下单", "ordered"
    STARTED = "开始做", "begun"
    READY = "做好", "made"
    CALLED = "叫号", "called"
    COLLECTED = "取走", "collected"
    NO_SHOW = "过号", "missed"
    REINSTATED = "归队", "back in"
    CANCELLED = "取消", "cancelled"
    EXPIRED = "过期", "expired"
    REMADE = "重做", "made again"


class Said(Phrase):
    """The texts of a ticket's page."""

    TITLE = "排队号", "Ticket"
    TIMES = "{what}{n}次", "{what} {n} times"
    PIECES = "{what}{n}件", "{what} {n} items"
    ITEM = "第 {n} 件", "item {n}"
    TIME = "时间", "Time"
    WHAT = "事情", "What"
    WHO = "谁", "Who"
    WHERE = "哪里", "Where"
    TOLD = "告诉顾客的等候", "The wait that was told"
    RANGE = "{low}-{high} 分钟", "{low}-{high} minutes"
    WHICH = "哪一件", "Which item"
    ALL = "全部", "all of it"
    CANCEL = "取消排队号", "Cancel the ticket"
    CANCEL_ONE = "取消这一件", "Cancel this item"
    ONE_CANCELLED = "{no} 取消了 1 件, 还有 {n} 件", "{no}: one item is cancelled, {n} left"
    REMAKE = "重做", "Make again"
    SPILT = "打翻", "spilt"
    WRONG = "做错", "made wrong"
    TASTE = "顾客不满意", "the customer is not content"
    CANNOT = "做不了", "cannot be made"
    CHANGED = "顾客不要了", "not wanted any more"
    OTHER = "其他", "other"
    REMADE = "{no} 重做, 杯贴已重打", "{no} is made again; its label is printed"
    NOTHING = "{no} 没有可重做的", "There is nothing to make again of {no}"


MINUTE_MS = 60_000


class Of(msgspec.Struct, frozen=True):
    """What a form is about: a ticket, and one of its items if that is known."""

    ticket: TicketView
    item: ItemView | None


def show_story(state: State, story: TicketStory) -> Step:
    """The page of a ticket."""
    return show_page(state, STORY, story)


def _load(state: State) -> Call[TicketStory]:
    screen = state.screen
    no = screen.subject.ticket.no if isinstance(screen, PageScreen) and screen.subject else ""
    return get(f"/v1/tickets/{no}", TicketStory, show_subject)


# --- with a reason ----------------------------------------------------------------------------------------


def ask_cancel(state: State, ticket: TicketView, item: ItemView | None) -> Step:
    """Why; and which item, when there are several and none is meant."""
    is_one_of_several = item is not None and len(_living(ticket)) > 1
    form = CANCEL_ONE if is_one_of_several else CANCEL
    return open_form(state, form, Of(ticket, item), fields=(*_which(ticket, item), CANCEL_REASON))


def ask_remake(state: State, ticket: TicketView, item: ItemView | None) -> Step:
    """The same; one item that was made is made again, never a whole ticket."""
    made = [one for one in ticket.items if one.state is ItemState.READY]
    if item is None and not made:
        return refuse(state, Said.NOTHING, no=ticket.no)
    one = made[0] if item is None and len(made) == 1 else item
    fields = () if one is not None else (_choice(tuple(_named(item) for item in made)),)
    return open_form(state, REMAKE, Of(ticket, one), fields=(*fields, REMAKE_REASON))


def _which(ticket: TicketView, item: ItemView | None) -> tuple[Field, ...]:
    living = _living(ticket)
    if item is not None or len(living) < 2:  # noqa: PLR2004 one needs no choosing
        return ()
    return (_choice((Choice("", Said.ALL), *(_named(one) for one in living))),)


def _choice(choices: tuple[Choice, ...]) -> Field:
    return Field("item", Said.WHICH, Kind.CHOICE, choices=choices)


def _named(item: ItemView) -> Choice:
    return Choice(str(item.no), " ".join((item.name, *item.options)))


def _living(ticket: TicketView) -> list[ItemView]:
    return [item for item in ticket.items if item.state is not ItemState.CANCELLED]


def _item(of: Of, values: Values) -> int | None:
    chosen = values.text("item") if "item" in values.of else ""
    if chosen:
        return int(chosen)
    return None if of.item is None else of.item.no


def _cancel(state: State, of: Of, values: Values) -> Step:
    body = CancelTicket(_reason(state, values), _item(of, values))
    return Step(state, (post(f"/v1/tickets/{of.ticket.no}/cancel", body, TicketView, _cancelled),))


def _cancelled(state: State, ticket: TicketView) -> Step:
    known, left = with_ticket(state, ticket), len(_living(ticket))
    if ticket.state is TicketState.CANCELLED:
        return back(known, STATES[ticket.state], no=ticket.no)
    return back(known, Said.ONE_CANCELLED, no=ticket.no, n=left)


def _remake(state: State, of: Of, values: Values) -> Step:
    body = Remake(_item(of, values) or 1, _reason(state, values))
    return Step(state, (post(f"/v1/tickets/{of.ticket.no}/remake", body, TicketView, _remade),))


def _remade(state: State, ticket: TicketView) -> Step:
    return back(with_ticket(state, ticket), Said.REMADE, no=ticket.no)


def _reason(state: State, values: Values) -> str:
    return say(state.language, Said[values.text("reason")])


def _about(view: View, of: Of) -> tuple[str, ...]:
    names = [one.name for one in _living(of.ticket)]
    goods = " ".join((of.item.name, *of.item.options)) if of.item else ", ".join(names)
    return (f"{view.say(STATES[of.ticket.state], no=of.ticket.no)}  {goods}",)


# --- the story --------------------------------------------------------------------------------------------


def _parts(view: View, story: TicketStory) -> tuple[Part, ...]:
    ticket = story.ticket
    return (
        Pair(ticket.no, view.say(STATES[ticket.state], no="").strip(), is_strong=True),
        Text(one_line(view, story)),
        *_told(view, ticket),
        *((Pair(view.say(Word.RECEIPT), ticket.receipt_no),) if ticket.receipt_no else ()),
        Gap(),
        Grid(COLUMNS, tuple(_row(view, ticket, moment) for moment in story.moments)),
    )


def one_line(view: View, story: TicketStory) -> str:
    """`A017 12:31下单 12:36做好 12:37叫号2次 1号台`: what happened, several of a kind in a row as one."""
    told: list[tuple[Moment, int]] = []
    for moment in story.moments:
        if told and told[-1][0].what == moment.what:
            told[-1] = (moment, told[-1][1] + 1)
        else:
            told.append((moment, 1))
    return "  ".join((story.ticket.no, *(_told_once(view, moment, times) for moment, times in told)))


def _told_once(view: View, moment: Moment, times: int) -> str:
    what = _what(view, moment)
    counted = Said.TIMES if moment.item is None else Said.PIECES
    said = view.say(counted, what=what, n=times) if times > 1 else what
    place = f" {counter_name(view.state, moment.counter)}" if moment.counter else ""
    between = " " if said[0].isascii() else ""
    return f"{clock_text(view, moment.at)}{between}{said}{place}"


def _what(view: View, moment: Moment) -> str:
    name = moment.what.upper()
    return view.say(Happened[name]) if name in Happened.__members__ else moment.what


def _told(view: View, ticket: TicketView) -> tuple[Part, ...]:
    low, high = ticket.wait_low_ms, ticket.wait_high_ms
    if low is None or high is None:
        return ()
    return (Pair(view.say(Said.TOLD), view.say(Said.RANGE, low=low // MINUTE_MS, high=high // MINUTE_MS)),)


def _row(view: View, ticket: TicketView, moment: Moment) -> tuple[str, ...]:
    item = next((one for one in ticket.items if one.no == moment.item), None)
    named = f"{view.say(Said.ITEM, n=item.no)} {item.name}" if item else ""
    what = "  ".join(text for text in (_what(view, moment), named, moment.reason) if text)
    place = counter_name(view.state, moment.counter) if moment.counter else ""
    return clock_text(view, moment.at), what, place, moment.staff or ""


def _cancel_it(state: State, story: TicketStory) -> Step:
    return ask_cancel(state, story.ticket, None)


def _remake_it(state: State, story: TicketStory) -> Step:
    return ask_remake(state, story.ticket, None)


COLUMNS = (Column(Said.TIME, 6), Column(Said.WHAT), Column(Said.WHERE, 10), Column(Said.WHO, 8))
CANCEL_REASONS = (Said.CHANGED, Said.CANNOT, Said.WRONG, Said.OTHER)
REMAKE_REASONS = (Said.WRONG, Said.SPILT, Said.TASTE, Said.OTHER)
CANCEL_REASON = Field(
    "reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in CANCEL_REASONS)
)
REMAKE_REASON = Field(
    "reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REMAKE_REASONS)
)
CANCEL: Form[Of] = Form(Said.CANCEL, (), _cancel, note=_about)
CANCEL_ONE: Form[Of] = msgspec.structs.replace(CANCEL, title=Said.CANCEL_ONE)
REMAKE: Form[Of] = Form(Said.REMAKE, (), _remake, note=_about)
STORY: Page[TicketStory] = Page(
    Said.TITLE,
    _parts,
    do=(Do("f7", Said.REMAKE, _remake_it), Do("delete", Said.CANCEL, _cancel_it)),
    load=_load,
)
