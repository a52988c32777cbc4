"""会员: found by code, phone or last four digits; an unknown full number is enrolled, points are spent."""

import enum

from edge_agent.wire.carts import CartMemberRequest, CartMemberView, CartView
from edge_agent.wire.problem import Problem
from ui.till.carts import with_cart
from ui.till.generic.calls import on_cart
from ui.till.generic.kinds import Column, Do, Field, Form, Kind, List, Values
from ui.till.generic.moves import open_form, show_list, to_sale
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse
from ui.till.words import Phrase, Word

PHONE_DIGITS = 11
TAIL_DIGITS = 4


class Said(Phrase):
    """The texts of the member."""

    TITLE = "会员", "Member"
    WHO = "会员码/手机号/后四位", "Code, phone or last four"
    FOUND = "会员 尾号{tail} 积分 {points}", "Member ..{tail}, {points} points"
    UNKNOWN = "没有会员 {phone}", "No member {phone}"
    CONSENT = "已告知隐私说明,登记入会", "Privacy notice given: enrol"
    NOT_ENROLLED = "没有登记: 不用会员也能结账", "Not enrolled: a sale needs no member"
    SPEND = "用积分", "Spend points"
    OTHER = "换一位会员", "Another member"
    OFF = "这一单不用会员", "No member on this sale"
    POINTS = "用多少积分", "How many points"
    HAS = "现有 {points} 分, 0 即不用", "{points} there are, 0 spends none"
    SPENT = "本单用 {points} 分", "{points} points are spent"
    NEEDS_PROOF = "凭尾号只能积分: 请出示会员码或报手机号", "The last four only earn: ask for code or number"


class Choice(enum.Enum):
    """What may be done about the member of the cart."""

    SPEND = Said.SPEND
    OTHER = Said.OTHER
    OFF = Said.OFF


def _open(state: State) -> Step:
    """What was typed before the key is the member; else ask, or offer what the one there may do."""
    if state.buffer:
        return _sent(open_form(change(state, buffer=""), FIND, None).state, state.buffer)
    member = state.cart.member if state.cart else None
    if member is None:
        return open_form(state, FIND, None)
    return show_list(state, CHOICES, member, tuple(Choice))


def _sent(state: State, text: str) -> Step:
    """Ask for the member, what was typed standing in the form in case it must be corrected."""
    call = on_cart("/member", CartMemberRequest(text.strip()), _found, refused=_not_found)
    return Step(change(state, buffer=text), (call,))


def _submit(state: State, _subject: None, values: Values) -> Step:
    return _sent(state, values.text("who"))


def _found(state: State, cart: CartView) -> Step:
    shown = with_cart(state, cart)
    member = cart.member
    if member is None:
        return to_sale(shown)
    return to_sale(shown, Said.FOUND, tail=member.tail, points=member.points)


def _not_found(state: State, problem: Problem) -> Step | None:
    """A full number that nobody has may be enrolled."""
    typed = state.buffer.strip()
    is_phone = len(typed) == PHONE_DIGITS and typed.isascii() and typed.isdecimal()
    if problem.code != "member.unknown" or not is_phone:
        return None
    return open_form(state, ENROL, typed)


def _enrol(state: State, phone: str, values: Values) -> Step:
    if not values.flag("consent"):
        return to_sale(state, Said.NOT_ENROLLED)
    return Step(state, (on_cart("/member", CartMemberRequest(phone, enrol=True), _found),))


def _choose(state: State, choice: Choice) -> Step:
    member = state.cart.member if state.cart else None
    match choice:
        case Choice.SPEND if member is not None and member.may_spend:
            return open_form(state, SPEND, member)
        case Choice.SPEND:
            return refuse(state, Said.NEEDS_PROOF)
        case Choice.OTHER:
            return open_form(state, FIND, None)
        case Choice.OFF:
            return Step(state, (on_cart("/member", CartMemberRequest(), _found),))


def _spend(state: State, _member: CartMemberView, values: Values) -> Step:
    body = CartMemberRequest(points=values.number("points"))
    return Step(state, (on_cart("/member", body, _spent),))


def _spent(state: State, cart: CartView) -> Step:
    points = cart.member.points_spent if cart.member else 0
    return to_sale(with_cart(state, cart), Said.SPENT, points=points)


def _enrol_note(view: View, phone: str) -> tuple[str, ...]:
    return (view.say(Said.UNKNOWN, phone=f"{phone[:3]}****{phone[-TAIL_DIGITS:]}"),)


def _spend_note(view: View, member: CartMemberView) -> tuple[str, ...]:
    return (view.say(Word.MEMBER, tail=member.tail), view.say(Said.HAS, points=member.points))


def _cells(view: View, choice: Choice) -> tuple[str, ...]:
    return (view.say(choice.value),)


FIND: Form[None] = Form(Said.TITLE, (Field("who", Said.WHO),), _submit)
ENROL: Form[str] = Form(
    Said.TITLE, (Field("consent", Said.CONSENT, Kind.YES_NO, proposed="1"),), _enrol, note=_enrol_note
)
SPEND: Form[CartMemberView] = Form(
    Said.SPEND, (Field("points", Said.POINTS, Kind.NUMBER),), _spend, note=_spend_note
)
CHOICES: List[CartMemberView, Choice] = List(
    Said.TITLE, (Column(""),), _cells, do=(Do("enter", Word.KEY_CHOOSE, _choose),), is_menu=True
)
ACTIVITIES = (Activity(Said.TITLE, Group.SALE, _open, Action.MEMBER, takes_number=True),)
