"""Kept answers: each form of them is told again as it was, and nothing is done a second time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import msgspec
import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as queries
from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import StaffAdded
from edge_agent.domain.ids import CartId, DrawerId, JobId, SaleId, ShiftId, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.services import carts, requests
from edge_agent.services.outcomes import CartChanged, Outcome
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import ShiftView

if TYPE_CHECKING:
    from tests.services.conftest import Store

REQUEST = requests.Request("request-1", "1001@1", b"digest")


def _cart(tx: JournalTx) -> CartChanged:
    cart = Cart(CartId("cart-1"), TillId("1"), StaffId("1001"), tx.now)
    saved = carts.saved(tx, cart, sale=SaleId("sale-1"))
    return msgspec.structs.replace(saved, joined=True)


def _shift(_tx: JournalTx) -> ShiftView:
    return ShiftView(ShiftId("shift-1"), DrawerId("1"), "2026-11-22", 1, StaffId("1001"), Fen(20_000))


def _job(_tx: JournalTx) -> Outcome:
    return PrintJobView(JobId("job-1"), None, "receipt", "counter", "cancelled", 1, 0)


def _refused(_tx: JournalTx) -> Outcome:
    return Refused(Code.SCAN_UNKNOWN, {"code": "69😀", "line": 7})


@pytest.mark.parametrize(
    ("kind", "work"),
    [(CartChanged, _cart), (ShiftView, _shift), (PrintJobView, _job), (ShiftView, _refused)],
)
def test_each_form_of_an_answer_is_told_again(
    store: Store, kind: type[msgspec.Struct], work: Callable[[JournalTx], Outcome]
) -> None:
    """Out of the file it is what it was, and the work is not done again."""
    first = store.do(lambda tx: requests.answer(tx, REQUEST, kind, lambda: work(tx)))
    again = store.do(lambda tx: requests.answer(tx, REQUEST, kind, _never))

    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        requests.Request("request-1", "1002@1", b"digest"),
        requests.Request("request-1", "1001@2", b"digest"),
        requests.Request("request-1", "1001@1", b"another"),
    ],
)
def test_a_reused_id_is_refused_and_the_answer_stays(store: Store, other: requests.Request) -> None:
    """Another person, till or content under the id gets nothing, and takes nothing away."""
    store.do(lambda tx: requests.answer(tx, REQUEST, ShiftView, lambda: _shift(tx)))
    refused = store.do(lambda tx: requests.answer(tx, other, ShiftView, _never))
    again = store.do(lambda tx: requests.answer(tx, REQUEST, ShiftView, _never))

    assert refused == Refused(Code.REQUEST_ID_REUSED)
    assert isinstance(again, ShiftView)


def test_a_defect_is_not_kept(store: Store) -> None:
    """What broke was not done: the same id may try again, and its first try left nothing."""

    def broken(tx: JournalTx) -> Outcome:
        return requests.answer(tx, REQUEST, ShiftView, lambda: _breaks(tx))

    with pytest.raises(ZeroDivisionError):
        store.do(broken)

    assert store.rows("request_answer") == []
    again = store.do(lambda tx: requests.answer(tx, REQUEST, ShiftView, lambda: _shift(tx)))
    assert isinstance(again, ShiftView)


def test_a_cart_that_is_gone_is_said_to_be(store: Store) -> None:
    """An answer that names a cart which was dropped is not made up."""
    store.do(lambda tx: requests.answer(tx, REQUEST, CartChanged, lambda: _cart(tx)))
    store.do(lambda tx: tx.run(queries.DROP, "cart-1"))

    again = store.do(lambda tx: requests.answer(tx, REQUEST, CartChanged, _never))

    assert again == Refused(Code.CART_UNKNOWN)


def _never() -> NoReturn:
    raise AssertionError("done a second time")


def _breaks(tx: JournalTx) -> NoReturn:
    tx.record(StaffAdded(StaffId("1"), "a", "cashier"))
    raise ZeroDivisionError
