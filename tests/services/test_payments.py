"""Payments at the counter: what may be begun, what waits, and what people may say became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pytest

from config.settings import PaymentSettings
from edge_agent.db.journal import JournalTx
from edge_agent.domain.cart import Cart, CartCoupon, CartMember
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CouponCode, MemberId, PaymentId, RefundId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.payments import PaymentState
from edge_agent.domain.quantity import Unit
from edge_agent.domain.scan import PaymentScan
from edge_agent.domain.tender import Rounding
from edge_agent.services import (
    cart_scan,
    carts,
    payment_refunds,
    payment_views,
    payments,
    shifts,
    tenders,
)
from edge_agent.services.articles import save_articles
from edge_agent.services.carts import CartAt
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.staff import AddStaff
from edge_agent.wire.tenders import CashTenderRequest, ExternalTenderRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.settings import Settings
    from tests.services.conftest import Store

T = TypeVar("T")
CASHIER, CHIEF = Who(StaffId("1001"), TillId("1")), Who(StaffId("9001"), TillId("1"))
CODE = PaymentScan("wechat", "134567890123456789")
PROVIDER = PaymentSettings("simulated", "http://127.0.0.1:9", 100, 10, 60_000)
DUE_FEN = 1_235


class Counter:
    """A till with a cart of ￥12.35 on it, a cashier and a chief, and a provider that nobody asks."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.do = store.do

    def cart(self) -> Cart:
        """This till's cart as it is now."""
        opened = self.do(lambda tx: carts.open_cart(tx, self.settings, CASHIER))
        assert isinstance(opened, CartChanged)
        return opened.cart

    def at(self) -> CartAt:
        """The same as a call names it."""
        cart = self.cart()
        return CartAt(cart.id, cart.version)

    def start(self, *, confirm: bool = False) -> CartChanged | Refused:
        """Scan the customer's code."""
        return self.start_with(self.cart(), CASHIER, confirm=confirm)

    def start_with(self, cart: Cart, who: Who, *, confirm: bool = False) -> CartChanged | Refused:
        """The same for any cart, by anybody."""
        return self.do(lambda tx: payments.start_payment(tx, self.settings, who, cart, CODE, confirm))

    def started(self) -> PaymentId:
        """A payment that must be begun."""
        changed = self.start()
        assert isinstance(changed, CartChanged), changed
        assert changed.payment is not None
        return changed.payment

    def tender(self, request: Any) -> CartChanged | Refused:
        """Take a leg."""
        return self.do(lambda tx: tenders.tender(tx, self.settings, CASHIER, self.at_now(tx), request))

    def at_now(self, tx: JournalTx) -> CartAt:
        """The cart as this unit finds it."""
        opened = carts.open_cart(tx, self.settings, CASHIER)
        assert isinstance(opened, CartChanged)
        return CartAt(opened.cart.id, opened.cart.version)

    def become(self, payment: PaymentId, *states: PaymentState) -> None:
        """What the worker puts down, step by step; each must be a step of the table."""

        def step(tx: JournalTx) -> bool:
            return all(payments.change(tx, self.settings, payment, state) for state in states)

        assert self.do(step)

    def say(
        self, payment: str, state: str, reason: str = "商户后台查过", who: Who = CHIEF
    ) -> PaymentView | Refused:
        """What a person says of a payment."""
        return self.do(
            lambda tx: payments.settle_by_hand(tx, self.settings, who, PaymentId(payment), state, reason)
        )

    def promise(self, **changes: Any) -> None:
        """Put coupons or points into the cart, as they were good when they were shown."""
        cart = msgspec.structs.replace(self.cart(), **changes)
        self.do(lambda tx: carts.saved(tx, cart))

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """Everything in a table."""
        return self.store.rows(table)

    def sale(self) -> dict[str, Any]:
        """What the journal says of the only sale."""
        (body,) = [row[9] for row in self.rows("journal") if row[4] == "sale.completed"]
        data: dict[str, Any] = msgspec.json.decode(str(body))["data"]
        return data


@pytest.fixture
def counter(store: Store) -> Counter:
    settings = msgspec.structs.replace(store.settings, payments=PROVIDER)
    store.do(lambda tx: _stock(tx, settings))
    counter = Counter(store, settings)
    at = counter.at()
    store.do(lambda tx: cart_scan.scan(tx, settings, CASHIER, at, ScanRequest("P1")))
    return counter


def _stock(tx: JournalTx, settings: Settings) -> None:
    save_articles(
        tx,
        [
            Article(Sku("P1"), "茶油", Unit.EACH, Fen(DUE_FEN)),
            Article(Sku("P2"), "购物袋", Unit.EACH, Fen(0)),
            Article(Sku("P3"), "白酒", Unit.EACH, Fen(50_001)),
        ],
    )
    add_staff(tx, AddStaff("1001", "小李", "cashier", "1234"), "hash")
    add_staff(tx, AddStaff("9001", "王店长", "supervisor", "1234"), "hash")
    shifts.open_shift(tx, settings, CASHIER, Fen(0))


def other(counter: Counter, **changes: Any) -> Counter:
    """The same counter under other settings of selling."""
    selling = msgspec.structs.replace(counter.settings.selling, **changes)
    return Counter(counter.store, msgspec.structs.replace(counter.settings, selling=selling))


# --- begun -------------------------------------------------------------------------------------------------


def test_a_payment_freezes_the_cart(counter: Counter) -> None:
    """All that is due, under its own number, before anything is sent; the code is handed on, not kept."""
    changed = counter.start()
    assert isinstance(changed, CartChanged)
    assert (changed.cart.state, changed.cart.pending, changed.payment_code) == (
        "tendering",
        changed.payment,
        CODE.code,
    )
    view = counter.do(lambda tx: payment_views.payment_now(tx, PaymentId(str(changed.payment))))
    assert isinstance(view, PaymentView)
    assert (view.state, view.amount_fen, view.provider, view.cart) == (
        "created",
        DUE_FEN,
        "wechat",
        changed.cart.id,
    )
    assert view.order_no.startswith("S000120261122")
    assert not any(CODE.code in str(row) for table in ("journal", "cart") for row in counter.rows(table))


def test_a_payment_takes_what_cash_has_left(counter: Counter) -> None:
    """20 cash and the rest by code: the legs stay, and the code is charged the rest to the fen."""
    counter = other(counter, rounding=Rounding.YUAN)
    counter.tender(CashTenderRequest(1_000))
    payment = counter.started()
    assert len(counter.cart().tenders) == 1
    counter.become(payment, PaymentState.SENT, PaymentState.PAID)
    legs = [row[2:5] for row in counter.rows("sale_tender")]
    assert [(kind, amount) for kind, _, amount in legs] == [("cash", 1_000), ("payment", 235)]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda counter: counter.start(), Code.PAYMENT_PENDING),
        (lambda counter: counter.tender(CashTenderRequest(DUE_FEN)), Code.PAYMENT_PENDING),
        (lambda counter: counter.tender(ExternalTenderRequest("wechat", DUE_FEN)), Code.PAYMENT_PENDING),
        (
            lambda counter: counter.do(lambda tx: tenders.untender(tx, CASHIER, counter.at_now(tx))),
            Code.PAYMENT_PENDING,
        ),
        (
            lambda counter: counter.do(lambda tx: carts.hold(tx, CASHIER, counter.at_now(tx))),
            Code.CART_STATE,
        ),
        (
            lambda counter: counter.do(
                lambda tx: carts.cancel(tx, counter.settings, CASHIER, counter.at_now(tx))
            ),
            Code.CART_STATE,
        ),
    ],
    ids=["code", "cash", "wall code", "back", "hold", "cancel"],
)
def test_nothing_happens_to_a_cart_that_waits(
    counter: Counter, ask: Callable[[Counter], CartChanged | Refused], code: Code
) -> None:
    """No second way to pay, no way back, until the payment is decided or given up."""
    counter.started()
    before = counter.rows("cart"), counter.rows("journal")
    refused = ask(counter)
    assert isinstance(refused, Refused)
    assert refused.code is code
    assert before == (counter.rows("cart"), counter.rows("journal"))


def test_a_large_payment_asks_first(counter: Counter) -> None:
    """Above the limit Enter comes first; at the limit nobody is asked."""
    at = counter.at()
    counter.do(lambda tx: cart_scan.scan(tx, counter.settings, CASHIER, at, ScanRequest("P3")))
    assert counter.start() == Refused(Code.PAYMENT_CONFIRM, {"amount": "512.36"})
    assert isinstance(other(counter, payment_confirm_fen=51_236).start(), CartChanged)


def test_a_large_payment_that_was_confirmed(counter: Counter) -> None:
    """The same code with a yes is charged."""
    at = counter.at()
    counter.do(lambda tx: cart_scan.scan(tx, counter.settings, CASHIER, at, ScanRequest("P3")))
    assert isinstance(counter.start(confirm=True), CartChanged)


def test_what_is_not_begun(counter: Counter) -> None:
    """No provider, nothing in the cart, nothing due, no shift: each in its own words, and nothing is kept."""
    journal = counter.rows("journal")
    nobody = Counter(counter.store, counter.store.settings)
    assert nobody.start() == Refused(Code.PAYMENT_NO_PROVIDER)
    cart = counter.cart()
    empty = msgspec.structs.replace(cart, lines=())
    free = msgspec.structs.replace(cart, lines=(msgspec.structs.replace(cart.lines[0], price_fen=Fen(0)),))
    elsewhere = Who(StaffId("1001"), TillId("7"))
    for one, who, code in (
        (empty, CASHIER, Code.CART_EMPTY),
        (free, CASHIER, Code.PAYMENT_NOTHING_DUE),
        (cart, elsewhere, Code.TILL_UNKNOWN),
    ):
        refused = counter.start_with(one, who)
        assert isinstance(refused, Refused)
        assert refused.code is code
    assert counter.rows("journal") == journal


@pytest.mark.parametrize(
    ("promise", "code"),
    [
        ({"coupons": (CartCoupon(CouponCode("C1"), RuleId("P1")),)}, Code.COUPON_UNKNOWN),
        (
            {"member": CartMember(MemberId("m"), "5678", 10, may_spend=True), "points_spent": 10},
            Code.MEMBER_GONE,
        ),
    ],
    ids=["coupon", "points"],
)
def test_a_promise_that_no_longer_holds_takes_no_money(
    counter: Counter, promise: dict[str, Any], code: Code
) -> None:
    """A coupon or points that are gone by now: told before any tender is taken, in cash or by code."""
    counter.promise(**promise)
    before = counter.rows("journal")
    for refused in (counter.tender(CashTenderRequest(DUE_FEN)), counter.start()):
        assert isinstance(refused, Refused)
        assert refused.code is code
    assert counter.rows("journal") == before


def test_points_promised_to_a_payment_are_kept(counter: Counter) -> None:
    """The customer has paid what was asked: the sale is made, whatever has become of the points."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT)
    counter.promise(member=CartMember(MemberId("m"), "5678", 10, may_spend=True), points_spent=10)
    counter.become(payment, PaymentState.PAID)
    assert counter.sale()["points_spent"] == 10


def test_a_coupon_used_elsewhere_leaves_the_money_to_a_person(counter: Counter) -> None:
    """It is good for one sale: the payment is on the work list, paid without a sale."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT)
    counter.promise(coupons=(CartCoupon(CouponCode("C1"), RuleId("P1")),))
    counter.become(payment, PaymentState.PAID)
    assert counter.rows("sale") == []
    refused = counter.say(payment, "paid")
    assert isinstance(refused, Refused)
    assert refused.code is Code.COUPON_UNKNOWN
    assert isinstance(counter.say(payment, "reversed"), PaymentView)
    assert counter.cart().state == "open"


# --- by hand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "sales"), [("paid", 1), ("declined", 0), ("reversed", 0)])
def test_a_person_decides_what_is_unknown(counter: Counter, said: str, sales: int) -> None:
    """Paid, the cart that waits is sold; otherwise it is open again, and the person is on record."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT, PaymentState.UNKNOWN)
    view = counter.say(payment, said)
    assert isinstance(view, PaymentView)
    assert (view.state, view.reason, view.sale is not None) == (said, "商户后台查过", bool(sales))
    assert len(counter.rows("sale")) == sales
    assert (counter.cart().state, counter.cart().pending) == ("open", None)
    settled = [row for row in counter.rows("journal") if row[4] == "payment.settled_by_hand"]
    assert [row[7] for row in settled] == ["9001"]


def test_money_without_a_sale_is_given_a_sale_or_back(counter: Counter) -> None:
    """The shift was closed when the money came: the work list has it until somebody sees to it."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT)
    away = msgspec.structs.replace(counter.settings, lanes=())
    assert counter.do(lambda tx: payments.change(tx, away, payment, PaymentState.PAID))
    assert counter.rows("sale") == []
    assert counter.cart().pending == payment

    refused = counter.do(lambda tx: payments.settle_by_hand(tx, away, CHIEF, payment, "paid", "顾客已付"))
    assert refused == Refused(Code.TILL_UNKNOWN, {"till": "1"})
    view = counter.say(payment, "paid")
    assert isinstance(view, PaymentView)
    assert view.sale is not None
    assert len(counter.rows("sale")) == 1
    assert counter.say(payment, "reversed") == Refused(
        Code.PAYMENT_STATE, {"state": "paid", "action": "decide"}
    )


def test_money_without_a_sale_goes_back(counter: Counter) -> None:
    """Given back by hand, the cart is the cashier's again."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT)
    away = msgspec.structs.replace(counter.settings, lanes=())
    counter.do(lambda tx: payments.change(tx, away, payment, PaymentState.PAID))
    view = counter.say(payment, "reversed")
    assert isinstance(view, PaymentView)
    assert (view.state, counter.cart().state) == ("reversed", "open")


@pytest.mark.parametrize("state", [state for state in PaymentState if state is not PaymentState.UNKNOWN])
def test_nobody_decides_what_is_under_way_or_done(counter: Counter, state: PaymentState) -> None:
    """By hand only what is on the work list: everything else is refused and leaves no trace."""
    ways = {
        PaymentState.CREATED: (),
        PaymentState.SENT: (PaymentState.SENT,),
        PaymentState.REVERSING: (
            PaymentState.SENT,
            PaymentState.AWAITING_CUSTOMER,
            PaymentState.REVERSING,
        ),
        PaymentState.REVERSED: (PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.REVERSED),
    }
    payment = counter.started()
    counter.become(payment, *ways.get(state, (PaymentState.SENT, state)))
    before = counter.rows("journal")
    for said in ("paid", "declined", "reversed"):
        assert counter.say(payment, said) == Refused(Code.PAYMENT_STATE, {"state": state, "action": "decide"})
    assert counter.rows("journal") == before


def test_a_decision_needs_its_reason_and_its_right(counter: Counter) -> None:
    """How it is known, in some words; a cashier asks somebody who may."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT, PaymentState.UNKNOWN)
    for reason in ("", "  ", "字" * 101):
        assert counter.say(payment, "paid", reason) == Refused(Code.PAYMENT_REASON, {"max": 100})
    assert counter.say("none", "paid") == Refused(Code.PAYMENT_NOT_FOUND)
    refused = counter.say(payment, "paid", who=CASHIER)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.params["right"]) == (Code.RIGHT_NEEDED, "settle_payment")
    assert counter.rows("sale") == []


def test_a_refund_that_was_declined_is_for_a_person(counter: Counter) -> None:
    """The money went back in another way, says somebody; a refund needs a provider to begin with."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT, PaymentState.PAID)

    def refund(settings: Settings) -> PaymentId | Refused:
        return counter.do(
            lambda tx: payment_refunds.start_refund(tx, settings, CASHIER, payment, Fen(100), RefundId("r"))
        )

    assert refund(counter.store.settings) == Refused(Code.PAYMENT_PROVIDER_OFF)
    back = refund(counter.settings)
    assert not isinstance(back, Refused)
    counter.become(back, PaymentState.SENT, PaymentState.DECLINED)
    again = refund(counter.settings)
    assert not isinstance(again, Refused)
    view = counter.say(back, "paid", "在商户后台退了")
    assert isinstance(view, PaymentView)
    assert (view.state, view.purpose, view.amount_fen) == ("paid", "refund", 100)
    assert counter.say(again, "paid") == Refused(Code.PAYMENT_STATE, {"state": "created", "action": "decide"})


def test_an_answer_that_comes_too_late_changes_nothing(counter: Counter) -> None:
    """What a person has decided stays decided."""
    payment = counter.started()
    counter.become(payment, PaymentState.SENT, PaymentState.UNKNOWN)
    counter.say(payment, "declined")
    before = counter.rows("journal")
    assert not counter.do(lambda tx: payments.change(tx, counter.settings, payment, PaymentState.PAID))
    assert counter.rows("journal") == before


# --- rounding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "given", "kept", "off", "change"),
    [
        (Rounding.OFF, 1_235, 1_235, 0, 0),
        (Rounding.JIAO, 1_230, 1_230, -5, 0),
        (Rounding.JIAO, 2_000, 1_230, -5, 770),
        (Rounding.YUAN, 1_200, 1_200, -35, 0),
        (Rounding.YUAN, 1_235, 1_200, -35, 35),
    ],
)
def test_a_sale_in_cash_is_rounded(
    counter: Counter, rounding: Rounding, given: int, kept: int, off: int, change: int
) -> None:
    """The shop's rounding is its own line of the sale; total and tenders differ by it."""
    changed = other(counter, rounding=rounding).tender(CashTenderRequest(given))
    assert isinstance(changed, CartChanged)
    assert changed.sale is not None
    data = counter.sale()
    assert (data["total_fen"], data.get("rounding_fen", 0), data["change_fen"]) == (DUE_FEN, off, change)
    assert data["tenders"] == [
        {"no": 1, "kind": "cash", "amount_fen": kept, "received_fen": given},
    ]


def test_a_device_is_never_rounded(counter: Counter) -> None:
    """A wall code takes all of it, whatever the shop does with coins."""
    changed = other(counter, rounding=Rounding.YUAN).tender(ExternalTenderRequest("wechat", DUE_FEN))
    assert isinstance(changed, CartChanged)
    assert changed.sale is not None
    sale = counter.sale()
    assert (sale["total_fen"], sale.get("rounding_fen", 0)) == (DUE_FEN, 0)
    assert [leg["amount_fen"] for leg in sale["tenders"]] == [DUE_FEN]
