"""换货: what comes back pays for what is taken instead; what is left of it goes back to the customer."""

import msgspec

from edge_agent.domain.money import yuan
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from edge_agent.wire.tenders import ExchangeTenderRequest
from ui.till.carts import with_cart
from ui.till.commands import Call, DoTender
from ui.till.generic.kinds import Field, Form, FormScreen, Kind, Values
from ui.till.generic.moves import back, open_form, to_sale
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.words import Phrase, Word

CONFIRM_EXTERNAL = "refund.confirm-external"


class Said(Phrase):
    """The texts of an exchange."""

    OFF = "取消换货", "Exchange nothing"
    NONE = "这一单没有换货", "Nothing is exchanged in this sale"
    TAKEN_OFF = "换货已取消: 原商品还给顾客", "Nothing is exchanged: the customer keeps those goods"
    THEN_SCAN = "换货抵 ￥{amount}: 现在扫换的商品", "Goods back for ￥{amount}: now scan the other goods"
    GIVE = "先在收款设备上退款", "Give it back on the device first"
    GIVE_LEG = "在设备上退: {leg}", "Give back: {leg}"
    GIVEN = "设备上已退好", "It is given back there"
    DO_GIVEN = "登记已退并结账", "it is done: finish the sale"
    NOT_GIVEN = "没有结账: 设备上退好再确认", "The sale is not finished: first give it back on the device"


class Devices(msgspec.Struct, frozen=True):
    """What other devices must give back before the exchange is settled."""

    legs: tuple[str, ...]
    """In the agent's words: which device, how much."""
    fen: int


def is_covered(cart: CartView | None) -> bool:
    """What comes back pays for all of the cart: there is nothing to take."""
    return cart is not None and cart.exchange is not None and cart.rest_fen == 0


def put_in(state: State, cart: CartView) -> Step:
    """The agent has taken what comes back: on with the goods for it."""
    shown = with_cart(change(state, finished=None), cart)
    credit = cart.exchange.credit_fen if cart.exchange else cart.rest_fen
    return to_sale(shown, Said.THEN_SCAN, amount=yuan(credit))


def settle_exchange(state: State) -> Step:
    """Finish the sale, for which nothing is taken."""
    return Step(state, (DoTender(ExchangeTenderRequest()),))


def ask_given(state: State, problem: Problem) -> Step:
    """The agent asks for what other devices must give back: which, how much, and whether it is done."""
    below = back(state).state if isinstance(state.screen, FormScreen) else state
    legs = tuple(str(problem.params.get("legs", "")).split(", "))
    return open_form(below, GIVE, Devices(legs, int(problem.params.get("external_fen", 0))))


def _given(state: State, devices: Devices, values: Values) -> Step:
    if not values.flag("given"):
        return refuse(back(state).state, Said.NOT_GIVEN)
    reference = values.text("reference") or None
    return Step(state, (DoTender(ExchangeTenderRequest(True, devices.fen, reference)),))


def _give_note(view: View, devices: Devices) -> tuple[str, ...]:
    return tuple(view.say(Said.GIVE_LEG, leg=leg) for leg in devices.legs)


def _take_off(state: State) -> Step:
    if state.cart is None or state.cart.exchange is None:
        return refuse(state, Said.NONE)
    return Step(state, (Call("DELETE", "/exchange", CartView, _taken_off, on_cart=True),))


def _taken_off(state: State, cart: CartView) -> Step:
    return stay(tell(with_cart(state, cart), Said.TAKEN_OFF))


REFERENCE = Field("reference", Word.REFERENCE, is_needed=False)
GIVE: Form[Devices] = Form(
    Said.GIVE,
    (REFERENCE, Field("given", Said.GIVEN, Kind.YES_NO)),
    _given,
    note=_give_note,
    verb=Said.DO_GIVEN,
)
ACTIVITIES = (Activity(Said.OFF, Group.SALE, _take_off),)
