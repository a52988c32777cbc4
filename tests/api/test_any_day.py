"""Any day: whatever two cashiers do in whatever order, the books agree."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import OpenShop, Shop, Till

CODES = ("6921168509256", "6907992500010", "9000001", "9000002", "M1", "2100202015852", "6907992500195", "")
"""Water, milk, a free bag, gold, an odd name, a label, an unknown and an empty code."""
TILLS = st.sampled_from((0, 1))
QUANTITIES = st.sampled_from((None, 0, 1_000, 3_000, 1_500, 99_000, 100_000, 10**9, 2**70))
LINES = st.integers(1, 4)
FEN = st.sampled_from((-1, 0, 1, 150, 200, 10**6, 2**70))
PERMILLES = st.sampled_from((-1, 0, 1, 880, 1_000, 1_001))
PORK, PHONE, SUPERVISOR = "00202", "13800005678", "8001"


class Day(RuleBasedStateMachine):
    """What the tills were answered is the model; the agent must agree with it at every step."""

    open_shop: OpenShop
    names = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.state = f"day-{next(self.names)}"
        self.tokens: list[str] = []
        self.carts: list[Any] = []
        self.held: list[Any] = []
        self.sales: list[Any] = []
        self.cancelled = 0
        self.restarted = False
        self.last: tuple[int, dict[str, Any], httpx.Response] | None = None
        self._open()
        self.carts = [self.run(till.open()) for till in self.tills]
        for till in self.tills:
            self.run(till.sign_in(SUPERVISOR))
        self.tokens = [till.http.headers["Authorization"] for till in self.tills]

    def run(self, work: Any) -> Any:
        """Let the agent and a till work until this is done."""
        return self.runner.run(work)

    @property
    def tills(self) -> tuple[Till, Till]:
        """Both tills."""
        return (self.shop.till, self.shop.other)

    def _open(self) -> None:
        self.context = type(self).open_shop(state=self.state)
        self.shop: Shop = self.run(self.context.__aenter__())
        for till, token in zip(self.tills, self.tokens, strict=False):
            till.http.headers["Authorization"] = token

    def _close(self) -> None:
        self.run(self.context.__aexit__(None, None, None))

    # What a cashier does.

    @rule(
        till=TILLS,
        code=st.sampled_from(CODES),
        quantity=QUANTITIES,
        confirm=st.booleans(),
    )
    def scan(self, till: int, code: str, quantity: int | None, *, confirm: bool) -> None:
        """Anything, in any quantity."""
        self._change(till, "scan", {"code": code, "quantity": quantity, "confirm": confirm})

    @rule(till=TILLS, code=st.sampled_from(CODES[:2]))
    def scan_again(self, till: int, code: str) -> None:
        """What is scanned most."""
        self._change(till, "scan", {"code": code})

    @rule(till=TILLS, line=LINES, quantity=QUANTITIES.filter(lambda quantity: quantity is not None))
    def set_quantity(self, till: int, line: int, quantity: int) -> None:
        """Of a line that may be there."""
        self._change(till, f"lines/{line}", {"quantity": quantity, "confirm": True}, "PATCH")

    @rule(till=TILLS, grams=st.sampled_from((0, 1, 532, 99_000, 99_999, 100_000)))
    def weigh(self, till: int, grams: int) -> None:
        """A weight that is typed."""
        self._change(till, "scan", {"code": PORK, "weight_grams": grams})

    @rule(till=TILLS, line=LINES, price=FEN, confirm=st.booleans())
    def set_price(self, till: int, line: int, price: int, *, confirm: bool) -> None:
        """改价 of a line that may be there."""
        self._change(till, f"lines/{line}", {"price_fen": price, "confirm": confirm}, "PATCH")

    @rule(till=TILLS, line=LINES, permille=PERMILLES)
    def discount_line(self, till: int, line: int, permille: int) -> None:
        """Of a line that may be there."""
        self._change(till, f"lines/{line}", {"pay_permille": permille}, "PATCH")

    @rule(till=TILLS, permille=st.none() | PERMILLES, total=st.none() | FEN)
    def discount(self, till: int, permille: int | None, total: int | None) -> None:
        """整单折扣, one kind or the other, both or none."""
        self._change(till, "discount", {"pay_permille": permille, "total_fen": total})

    @rule(till=TILLS, text=st.sampled_from(("", PHONE, PHONE[-4:], "?")), enrol=st.booleans())
    def member(self, till: int, text: str, *, enrol: bool) -> None:
        """Somebody, nobody, or somebody new."""
        self._change(till, "member", {"text": text, "enrol": enrol})

    @rule(till=TILLS, points=st.sampled_from((-1, 0, 1, 10**6)))
    def spend_points(self, till: int, points: int) -> None:
        """Of a member who may have some."""
        self._change(till, "member", {"points": points})

    @rule(till=TILLS, wanted=st.booleans())
    def mark_invoice(self, till: int, *, wanted: bool) -> None:
        """要开票, while paying too."""
        self._change(till, "invoice", {"wants_invoice": wanted})

    @rule(till=TILLS, line=LINES)
    def void(self, till: int, line: int) -> None:
        """A line that may be there."""
        self._change(till, f"lines/{line}", method="DELETE")

    @rule(till=TILLS)
    def hold(self, till: int) -> None:
        """Set the cart aside, and go on with another."""
        if (cart := self._change(till, "hold")) is not None:
            self.held.append(cart)
            self._next_cart(till)

    @precondition(lambda self: self.held)
    @rule(till=TILLS, data=st.data())
    def recall(self, till: int, data: st.DataObject) -> None:
        """Take any held cart to any till."""
        held = data.draw(st.sampled_from(self.held))
        was_empty = not self.carts[till]["lines"]
        response = self._call(till, f"/carts/{held['id']}/recall", None, held["version"])
        assert response.is_success == (was_empty and self.carts[till]["state"] == "open"), response.text
        if response.is_success:
            self.carts[till] = response.json()
            self.held.remove(held)

    @rule(till=TILLS)
    def cancel(self, till: int) -> None:
        """Give the cart up, and go on with another."""
        had_lines = bool(self.carts[till]["lines"])
        if self._change(till, "cancel") is not None:
            self.cancelled += had_lines
            self._next_cart(till)

    @rule(
        till=TILLS,
        share=st.sampled_from((0, 1, 50, 100, 100, 250)),
        kind=st.sampled_from(("cash", "external")),
    )
    def pay(self, till: int, share: int, kind: str) -> None:
        """So many per cent of the rest."""
        leg = {"kind": kind, "amount_fen": self.carts[till]["rest_fen"] * share // 100}
        self._change(till, "tenders", {**leg, "method": "wechat"} if kind == "external" else leg)
        if self.carts[till]["state"] == "sold":
            self._next_cart(till)

    @rule(till=TILLS, code=st.sampled_from(CODES[:3]), kind=st.sampled_from(("cash", "external")))
    def sell(self, till: int, code: str, kind: str) -> None:
        """One article more, and the whole of it paid."""
        self.scan_again(till, code)
        self.pay(till, 100, kind)

    @rule(till=TILLS)
    def give_back(self, till: int) -> None:
        """All that was paid so far."""
        self._change(till, "tenders", method="DELETE")

    # What the line and the power do.

    @rule(till=TILLS)
    def come_late(self, till: int) -> None:
        """A call with a version that is gone."""
        cart = self.carts[till]
        response = self._call(till, f"/carts/{cart['id']}/scan", {"code": CODES[0]}, cart["version"] + 7)
        assert response.json()["code"] == "cart.stale"

    @precondition(lambda self: self.last is not None)
    @rule()
    def ask_again(self) -> None:
        """The last change under its own Request-Id, as a till does that missed the answer."""
        assert self.last is not None
        till, request, first = self.last
        again: httpx.Response = self.run(self.tills[till].call(**request))
        assert (first.status_code, first.content) == (again.status_code, again.content)

    @precondition(lambda self: not self.restarted)
    @rule()
    def restart(self) -> None:
        """The agent stops and starts; the tills keep their sessions and carts."""
        self.restarted = True
        self._close()
        self._open()

    # What must hold.

    @invariant()
    def every_cart_is_as_it_was_answered(self) -> None:
        """Of both tills, and of those that are held."""
        for cart in (*self.carts, *self.held):
            found = self.run(self.shop.till.do("GET", f"/carts/{cart['id']}"))
            assert found == cart
            live = [line["amount_fen"] for line in cart["lines"] if not line.get("voided")]
            assert (cart["total_fen"], cart["count"]) == (sum(live), len(live))
            assert cart["rest_fen"] == max(0, cart["total_fen"] - cart["received_fen"])

    def teardown(self) -> None:
        """The day's end: what was sold, paid and taken from stock is one story, told twice."""
        listed = self.run(self.shop.till.do("GET", "/sales?limit=100"))
        sales = [self.run(self.shop.till.do("GET", f"/sales/{sale['id']}")) for sale in reversed(listed)]
        assert sales == self.sales
        assert [int(sale["receipt_no"][-4:]) for sale in sales] == [*range(1, len(sales) + 1)]
        taken: dict[str, int] = defaultdict(int)
        for sale in sales:
            assert sale["total_fen"] == sum(leg["amount_fen"] for leg in sale["tenders"])
            received = sum(leg["received_fen"] for leg in sale["tenders"])
            assert sale["total_fen"] == received - sale["change_fen"]
            live = [line for line in sale["lines"] if not line.get("voided")]
            assert sale["total_fen"] == sum(line["amount_fen"] for line in live)
            for line in live:
                taken[line["sku"]] -= line["quantity"]
        assert self.shop.tables()["stock_level"] == sorted(taken.items())
        assert len(self.shop.events("sale.cancelled")) == self.cancelled
        self.shop.prove()
        self._close()
        self.runner.close()

    def _call(
        self, till: int, path: str, body: Any, version: int | None, method: str = "POST"
    ) -> httpx.Response:
        request = {
            "method": method,
            "path": path,
            "body": body,
            "version": version,
            "request_id": f"any-day-{next(self.names):06d}",
        }
        response: httpx.Response = self.run(self.tills[till].call(**request))
        assert response.status_code < 500, response.text
        self.last = (till, request, response)
        return response

    def _change(self, till: int, action: str, body: Any = None, method: str = "POST") -> Any:
        """Change this till's cart; the cart now, or None when that was refused."""
        cart = self.carts[till]
        response = self._call(till, f"/carts/{cart['id']}/{action}", body, cart["version"], method)
        if not response.is_success:
            return None
        answer = response.json()
        changed, sale = answer.get("cart", answer), answer.get("sale")
        assert changed["version"] == cart["version"] + (2 if sale else 1)
        assert (changed["state"] == "sold") == (sale is not None)
        if sale:
            self.sales.append(sale)
        self.carts[till] = changed
        return changed

    def _next_cart(self, till: int) -> None:
        self.carts[till] = self._call(till, "/carts", None, None).json()
        assert (self.carts[till]["version"], self.carts[till]["lines"]) == (1, [])


def test_any_day_at_two_tills_ends_with_books_that_agree(open_shop: OpenShop) -> None:
    """Scans, changes, payments, repeats and a restart in any order: nothing lost, nothing twice."""
    Day.open_shop = staticmethod(open_shop)
    run_state_machine_as_test(Day, settings=settings(max_examples=20, stateful_step_count=40))
