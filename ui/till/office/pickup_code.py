"""A pickup code, on whatever screen it is scanned: it is looked at, and what was there stays below."""

import msgspec

from edge_agent.wire.goods import ArticleView
from edge_agent.wire.pickups import HandoverView, LookPhone, LookShort, PickupView, ScanPickup
from edge_agent.wire.problem import Problem
from ui.till.generic.calls import get, post
from ui.till.generic.form import at_field
from ui.till.generic.kinds import (
    Do,
    Field,
    Form,
    FormScreen,
    Gap,
    Kind,
    ListScreen,
    Page,
    PageScreen,
    Part,
    Text,
    Value,
    Values,
)
from ui.till.generic.moves import open_form, pick_article
from ui.till.office.handover import HANDOVER, handover_screen
from ui.till.office.pickup_order import ORDER
from ui.till.office.unlisted import UNLISTED, unlisted_screen
from ui.till.picture.rows import View
from ui.till.state import Outcome, Screen, State
from ui.till.step import Step, change, scanned, stay
from ui.till.words import Phrase

SHORT_DIGITS = 8
TAIL_DIGITS = 4
FOR_NOBODY = ("pickup.revoked", "pickup.expired", "pickup.wrong-store")
"""Whatever the customer reads out, the order is not to be collected here any more."""


class Said(Phrase):
    """The texts of codes that open a hand-over, or do not."""

    REFUSED = "不能交货", "Not to be handed over"
    BY_SHORT = "取货码取货", "Collect by short code"
    SHORT = "取货码", "Short code"
    SHORT_KEY = "报取货码", "short code"
    SHORT_HINT = "顾客手机上的 8 位数字", "The 8 digits on the customer's phone"
    TAIL = "手机尾号", "Last digits of the phone"
    TAIL_HINT = "手机号的最后 4 位", "The phone number's last 4"
    NOT_SHORT = "取货码是 8 位数字", "A short code has 8 digits"
    NOT_TAIL = "手机尾号是 4 位数字", "Type the phone number's last 4 digits"
    VERB = "查订单", "find the order"
    BY_PHONE = "手机号取货", "Collect by phone number"
    PHONE = "手机号", "Phone number"
    ORDER_KEY = "看订单", "the order"
    PHONE_KEY = "手机号", "phone"
    PHONE_HINT = (
        "整个手机号; 再扫或选一件订单里的商品; 要主管授权",
        "The whole number; then an article of the order; by a supervisor",
    )


def look_at(state: State, code: str) -> Step:
    """A PK1 code was scanned; Caps Lock turns what a scanner types, and the code is as it was printed."""
    told = scanned(state, "PK1", Outcome.PICKUP)
    call = post("/v1/pickups/scan", ScanPickup(code.upper()), HandoverView, show, refused=_refused)
    return Step(_waiting(told), (call,))


def show(state: State, view: HandoverView) -> Step:
    """The parcels of an order that is here; what is to be scanned of one that is not."""
    waiting, order = _waiting(state), view.order
    return unlisted_screen(waiting, view) if order is None else handover_screen(waiting, view, order)


def ask_short(state: State, code: str = "") -> Step:
    """取货码 and the last digits of the phone; at the digits when the code is typed already."""
    opened = change(open_form(state, SHORT, None).state, buffer=code)
    screen = opened.screen
    return stay(at_field(opened, screen, 1) if code and isinstance(screen, FormScreen) else opened)


def ask_phone(state: State) -> Step:
    """The phone number and an article of the order, from who has nothing else; by a supervisor."""
    return open_form(state, PHONE, "")


def _waiting(state: State) -> State:
    """The list that the answer will fill; one hand-over takes the place of another."""
    if isinstance(state.screen, ListScreen) and state.screen.listing is UNLISTED:
        return state
    below, typed = _below(state)
    return change(state, screen=ListScreen(HANDOVER, None, below, buffer_below=typed), buffer="")


def _below(state: State) -> tuple[Screen, str]:
    screen = state.screen
    if isinstance(screen, ListScreen | PageScreen | FormScreen) and _is_of_handover(screen):
        return screen.back, screen.buffer_below
    return screen, state.buffer


def _is_of_handover(screen: ListScreen | PageScreen | FormScreen) -> bool:
    match screen:
        case ListScreen():
            return screen.listing is UNLISTED or screen.listing.cells is HANDOVER.cells
        case PageScreen():
            return screen.page in (REFUSED, COLLECTED, VOID)
        case FormScreen():
            return screen.form in (SHORT, PHONE)


def _refused(state: State, problem: Problem) -> Step | None:
    """The agent's words on a page of their own: Enter there hands over nothing that was looked at before.

    Goods that were scanned for an order stay, and the refusal is told in a line above them.
    """
    screen = state.screen
    if not isinstance(screen, ListScreen) or screen.listing is UNLISTED:
        return None
    page = COLLECTED if "pickup" in problem.params else VOID if problem.code in FOR_NOBODY else REFUSED
    shown = PageScreen(page, screen.back, problem, buffer_below=screen.buffer_below)
    return stay(change(state, screen=shown))


def _parts(view: View, problem: Problem) -> tuple[Part, ...]:
    del view
    return (Gap(), Text(problem.title, is_alarm=True), Gap(), Text(problem.hint))


def _order(state: State, problem: Problem) -> Step:
    """Who had it when, and where a supervisor undoes it."""
    return Step(state, (get(f"/v1/pickups/{problem.params['pickup']}", PickupView, _order_came),))


def _order_came(state: State, order: PickupView) -> Step:
    """In place of the refusal, above the same screen."""
    screen = state.screen
    if not isinstance(screen, PageScreen):
        return stay(state)
    shown = PageScreen(ORDER, screen.back, order, buffer_below=screen.buffer_below)
    return stay(change(state, screen=shown))


def _by_short(state: State, _problem: Problem) -> Step:
    """In place of the refusal: nothing leads back to it."""
    below, typed = _below(state)
    return ask_short(change(state, screen=below, buffer=typed))


def _by_phone(state: State, _problem: Problem) -> Step:
    below, typed = _below(state)
    return ask_phone(change(state, screen=below, buffer=typed))


def _submit(state: State, _subject: None, values: Values) -> Step:
    body = LookShort(values.text("code"), values.text("tail"))
    return Step(state, (post("/v1/pickups/look-short", body, HandoverView, show),))


def _phone(state: State, _before: str, values: Values) -> Step:
    """The form keeps the number while the article is looked for."""
    screen, phone = state.screen, values.text("phone")
    if not isinstance(screen, FormScreen):
        return stay(state)
    return pick_article(change(state, screen=msgspec.structs.replace(screen, subject=phone)), _article)


def _article(state: State, article: ArticleView) -> Step:
    phone = state.screen.subject if isinstance(state.screen, FormScreen) else ""
    call = post("/v1/pickups/look-phone", LookPhone(phone, article.sku), HandoverView, show)
    return Step(change(state, buffer=phone), (call,))


def _check_code(value: Value) -> Phrase | None:
    return None if isinstance(value, str) and len(value) == SHORT_DIGITS else Said.NOT_SHORT


def _check_tail(value: Value) -> Phrase | None:
    return None if isinstance(value, str) and len(value) == TAIL_DIGITS else Said.NOT_TAIL


CODE = Field("code", Said.SHORT, Kind.DIGITS, check=_check_code, hint=Said.SHORT_HINT)
TAIL = Field("tail", Said.TAIL, Kind.DIGITS, check=_check_tail, hint=Said.TAIL_HINT)
SHORT: Form[None] = Form(Said.BY_SHORT, (CODE, TAIL), _submit, verb=Said.VERB)
PHONE: Form[str] = Form(
    Said.BY_PHONE, (Field("phone", Said.PHONE, Kind.DIGITS, hint=Said.PHONE_HINT),), _phone
)
REFUSED: Page[Problem] = Page(
    Said.REFUSED,
    _parts,
    do=(Do("1", Said.SHORT_KEY, _by_short), Do("2", Said.PHONE_KEY, _by_phone)),
)
VOID: Page[Problem] = msgspec.structs.replace(REFUSED, do=())
COLLECTED: Page[Problem] = msgspec.structs.replace(REFUSED, do=(Do("1", Said.ORDER_KEY, _order),))
