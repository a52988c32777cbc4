"""The cart: its states, and what leads from one to another."""

import itertools
from collections.abc import Callable

import msgspec
import pytest

from edge_agent.domain import cart as carts
from edge_agent.domain import cart_lines, cart_whole
from edge_agent.domain.cart import (
    TRANSITIONS,
    Action,
    Cart,
    CartCoupon,
    CartMember,
    CartState,
    Change,
    ChosenOption,
    ComingBack,
    Exchange,
    Line,
    OrderDiscount,
)
from edge_agent.domain.cart_lines import Added, Addition, LineChange
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    MemberId,
    PaymentId,
    ReceiptNo,
    RuleId,
    RulesHash,
    SaleId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Unit, pieces
from edge_agent.domain.tender import CashTender

NOW = Millis(1_795_321_865_000)
WATER = Article(Sku("P1039"), "农夫山泉", Unit.EACH, Fen(200))
EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
LINE = Line(1, WATER.sku, WATER.name, Unit.EACH, ONE, Fen(200), "6921168509256", NOW)
CART = msgspec.structs.replace(EMPTY, lines=(LINE,), opened_at=NOW)
VOIDED = msgspec.structs.replace(EMPTY, lines=(msgspec.structs.replace(LINE, voided_at=NOW),))
MEMBER = CartMember(MemberId("m"), "5678", 320, may_spend=True)
COUPON = CartCoupon(CouponCode("SAVE5"), RuleId("P12"))
EXCHANGE = Exchange(
    SaleId("s"),
    ReceiptNo("S0123-1-20261122-0042"),
    (ComingBack(1, "农夫山泉", Unit.EACH, ONE, Fen(200), "back"),),
    Fen(200),
    StaffId("8001"),
    "拿错",
)


def add(cart: Cart) -> Change:
    added = cart_lines.add(cart, Addition(WATER, ONE, "typed"), NOW)
    return added.cart if isinstance(added, Added) else added


def _exchanging(cart: Cart) -> Cart:
    return msgspec.structs.replace(cart, exchange=EXCHANGE)


ACTIONS: dict[str, tuple[Action, Callable[[Cart], Change]]] = {
    "add": (Action.EDIT, add),
    "change a line": (
        Action.EDIT,
        lambda cart: cart_lines.change_line(cart, 1, LineChange(quantity=pieces(2))),
    ),
    "void": (Action.EDIT, lambda cart: cart_lines.void(cart, 1, NOW)),
    "member": (Action.EDIT, lambda cart: cart_whole.with_member(cart, MEMBER)),
    "member off": (Action.EDIT, lambda cart: cart_whole.with_member(cart, None)),
    "points": (Action.EDIT, lambda cart: cart_whole.with_points(cart, 100, 1, Fen(200))),
    "coupon": (Action.EDIT, lambda cart: cart_whole.with_coupon(cart, COUPON)),
    "share": (Action.EDIT, lambda cart: cart_whole.with_share(cart, 900)),
    "agreed total": (Action.EDIT, lambda cart: cart_whole.with_agreed_total(cart, Fen(100), Fen(200))),
    "discount off": (Action.EDIT, cart_whole.without_discount),
    "invoice": (Action.MARK, lambda cart: cart_whole.with_invoice(cart, wanted=True)),
    "exchange": (Action.EDIT, lambda cart: cart_whole.with_exchange(cart, EXCHANGE, MEMBER)),
    "exchange off": (Action.EDIT, lambda cart: cart_whole.without_exchange(_exchanging(cart))),
    "nothing due": (Action.TENDER, carts.with_nothing_due),
    "hold": (Action.HOLD, carts.hold),
    "recall": (Action.RECALL, lambda cart: carts.recall(cart, TillId("2"))),
    "tender": (Action.TENDER, lambda cart: carts.with_tender(cart, CashTender(Fen(100)))),
    "untender": (Action.UNTENDER, carts.without_tenders),
    "cancel": (Action.CANCEL, carts.cancel),
    "settle": (Action.SETTLE, carts.sold),
}


@pytest.mark.parametrize(("state", "name"), list(itertools.product(CartState, ACTIONS)))
def test_every_cell_of_the_table(state: CartState, name: str) -> None:
    """What the table has happens and leads where it says; what it has not is refused and names both."""
    action, change = ACTIONS[name]
    cart = msgspec.structs.replace(CART, state=state)
    changed = change(cart)
    expected = TRANSITIONS.get((state, action))
    if expected is None:
        assert changed == Refused(Code.CART_STATE, {"state": state, "action": action})
    else:
        assert isinstance(changed, Cart)
        assert (changed.state, changed.version) == (expected, cart.version + 1)


def test_the_table_is_asked_for_every_action() -> None:
    """No action is left out of the test above."""
    assert {action for action, _ in ACTIONS.values()} == set(Action)


def test_final_states_are_final() -> None:
    """No action leads out of a sold or cancelled cart."""
    assert not {state for state, _ in TRANSITIONS} & {CartState.SOLD, CartState.CANCELLED}


@pytest.mark.parametrize("cart", [EMPTY, VOIDED])
def test_an_empty_cart_is_neither_held_nor_paid(cart: Cart) -> None:
    """Nor is one whose lines are all void."""
    assert carts.hold(cart) == Refused(Code.CART_EMPTY)
    assert carts.with_tender(cart, CashTender(Fen(0))) == Refused(Code.CART_EMPTY)


def test_a_recalled_cart_is_at_the_till_that_recalled_it() -> None:
    """Hold at one till, recall at another."""
    held = carts.hold(CART)
    assert isinstance(held, Cart)
    recalled = carts.recall(held, TillId("2"))
    assert isinstance(recalled, Cart)
    assert (recalled.till, recalled.lines) == (TillId("2"), held.lines)


def test_giving_tenders_back_opens_the_cart() -> None:
    """All legs go, and lines may change again."""
    cart = carts.with_tender(CART, CashTender(Fen(100)))
    assert isinstance(cart, Cart)
    opened = carts.without_tenders(cart)
    assert isinstance(opened, Cart)
    assert (opened.tenders, opened.state) == ((), CartState.OPEN)


def test_an_exchange_brings_the_member_into_an_untouched_cart() -> None:
    """The goods were that customer's; whoever is there already, and prices that were told, stay."""
    untouched = cart_whole.with_exchange(EMPTY, EXCHANGE, MEMBER)
    begun = cart_whole.with_exchange(CART, EXCHANGE, MEMBER)
    assert isinstance(untouched, Cart)
    assert isinstance(begun, Cart)
    assert (untouched.member, begun.member) == (MEMBER, None)
    assert (EMPTY.is_empty, untouched.is_empty, CART.is_empty, VOIDED.is_empty) == (True, False, False, False)


def test_what_is_not_exchanged_cannot_be_taken_off() -> None:
    """By a code of its own; a cart without goods is not settled by goods that come back."""
    assert cart_whole.without_exchange(CART) == Refused(Code.EXCHANGE_NONE)
    assert carts.with_nothing_due(VOIDED) == Refused(Code.CART_EMPTY)


def test_a_cart_survives_the_database() -> None:
    """A cart with everything in it is the same after being written and read."""
    line = msgspec.structs.replace(
        LINE,
        options=(ChosenOption("cup", "large", "大杯", Fen(300)),),
        list_price_fen=Fen(500),
        member_price_fen=Fen(180),
        pay_permille=880,
    )
    cart = Cart(
        CartId("c"),
        TillId("1"),
        StaffId("1001"),
        NOW,
        version=7,
        state=CartState.TENDERING,
        lines=(line,),
        tenders=(CashTender(Fen(5_000)),),
        opened_at=NOW,
        business_date=BusinessDate("2026-11-22"),
        utc_offset_minutes=480,
        rules=RulesHash("0123456789abcdef"),
        member=MEMBER,
        coupons=(COUPON,),
        order_discount=OrderDiscount(total_fen=Fen(400)),
        points_spent=100,
        points_fen=Fen(100),
        wants_invoice=True,
        pending=PaymentId("p"),
        exchange=EXCHANGE,
    )
    assert set(msgspec.to_builtins(cart)) == set(Cart.__struct_fields__)
    assert msgspec.json.decode(msgspec.json.encode(cart), type=Cart) == cart
