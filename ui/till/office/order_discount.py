"""整单折扣: a share of the whole, or `n` and the key: the whole shall cost n."""

from edge_agent.domain.money import parse_yuan, yuan
from edge_agent.wire.carts import CartDiscount, CartView
from ui.till.carts import with_cart
from ui.till.generic.calls import on_cart
from ui.till.generic.kinds import Field, Form, Kind, Values
from ui.till.generic.moves import back, open_form
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse
from ui.till.words import Phrase, Word

WHOLE_PERMILLE = 1000


class Said(Phrase):
    """The texts of the order discount."""

    TITLE = "整单折扣", "Discount the sale"
    SHARE = "折扣", "Left to pay"
    HINT = "88 即 8.8 折, 100 取消折扣", "88 leaves 88 percent to pay, 100 takes it back"
    DONE = "整单应收 ￥{due}", "The whole is ￥{due} now"
    TOTAL_HINT = "商定总价: 先输总价,再按 {key}", "An agreed total: type it, then {key}"


def _open(state: State) -> Step:
    if not state.lines:
        return refuse(state, Word.NOTHING_TO_SELL)
    if not state.buffer:
        return open_form(state, FORM, None)
    total = parse_yuan(state.buffer)
    if total is None:
        return refuse(state, Word.NOT_AN_AMOUNT)
    body = CartDiscount(total_fen=total)
    return Step(change(state, buffer=""), (on_cart("/discount", body, _agreed),))


def _submit(state: State, _subject: None, values: Values) -> Step:
    share = values.number("share")
    body = CartDiscount() if share == WHOLE_PERMILLE else CartDiscount(pay_permille=share)
    return Step(state, (on_cart("/discount", body, _agreed),))


def _agreed(state: State, cart: CartView) -> Step:
    return back(with_cart(state, cart), Said.DONE, due=yuan(cart.total_fen))


def _note(view: View, _subject: None) -> tuple[str, ...]:
    return (view.say(Said.TOTAL_HINT, key=view.keymap.key_for(Action.ORDER_DISCOUNT).upper()),)


FORM: Form[None] = Form(
    Said.TITLE, (Field("share", Said.SHARE, Kind.DISCOUNT, hint=Said.HINT),), _submit, note=_note
)
ACTIVITIES = (Activity(Said.TITLE, Group.SALE, _open, Action.ORDER_DISCOUNT, takes_number=True),)
