"""Pruning: what is old goes, piece by piece; what is wanted and what is true stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import push, requests
from edge_agent.domain.cart import Cart, CartState
from edge_agent.domain.ids import CartId, SaleId, StaffId, TillId
from edge_agent.domain.moments import DAY, Millis
from edge_agent.domain.paper import Text
from edge_agent.services import carts, printing, upkeep

if TYPE_CHECKING:
    from tests.services.conftest import Store

LIMITS = {"request_answers_kept_days": 30, "closed_carts_kept_days": 7, "print_jobs_kept_days": 7}


def _fill(tx: JournalTx) -> None:
    """A cart and a print job in each of their states, and an answer."""
    for state in CartState:
        cart = Cart(CartId(f"cart-{state}"), TillId("1"), StaffId("1001"), tx.now, state=state)
        carts.saved(tx, cart)
    for job_state in printing.STATES:
        sale = SaleId(f"sale-{job_state}")
        job = printing.add_job(tx, sale=sale, template="receipt", printer="p", paper=(Text("a"),))
        printing.set_state(tx, job, job_state)
    tx.run(requests.KEEP, "answer-1", "1001@1", b"", b"{}", tx.now)


def _left(store: Store) -> tuple[set[object], set[object], int]:
    """The states of carts, the states of print jobs, and the answers that are there."""
    return (
        {row[2] for row in store.rows("cart")},
        {row[5] for row in store.rows("print_job")},
        len(store.rows("request_answer")),
    )


def _prune(store: Store) -> int:
    limits = msgspec.structs.replace(store.settings.limits, **LIMITS)
    pruned = 0
    while piece := store.do(lambda tx: upkeep.prune(tx, limits)):
        pruned += piece
    return pruned


def test_nothing_goes_before_its_time(store: Store) -> None:
    """To the millisecond: paper after seven days, an answer and the carts it may name after thirty."""
    store.do(_fill)
    before = _left(store)
    created = store.clock.at

    store.clock.at = Millis(created + 7 * DAY)
    assert (_prune(store), _left(store)) == (0, before)
    store.clock.at = Millis(created + 7 * DAY + 1)
    assert _prune(store) == 3
    store.clock.at = Millis(created + 30 * DAY)
    assert _prune(store) == 0
    store.clock.at = Millis(created + 30 * DAY + 1)
    assert _prune(store) == 3


def test_what_a_person_still_wants_never_goes(store: Store) -> None:
    """Open and held carts, and paper that was not printed or is in doubt, outlive every limit."""
    store.do(_fill)
    store.clock.at = Millis(store.clock.at + 3_000 * DAY)
    _prune(store)

    assert _left(store) == (
        {"open", "tendering", "held"},
        {"queued", "sending", "fenced", "uncertain", "held"},
        0,
    )


def test_the_journal_never_goes(store: Store) -> None:
    """However old."""
    before = store.rows("journal")
    store.clock.at = Millis(store.clock.at + 30_000 * DAY)
    _prune(store)

    assert store.rows("journal") == before
    assert before


def test_silences_go_when_no_figures_look_so_far_back(store: Store) -> None:
    """A year's figures have all of them."""
    store.do(lambda tx: tx.run(push.KEEP_SILENCE, tx.now, tx.now + 1))
    store.clock.at = Millis(store.clock.at + upkeep.SILENCES_KEPT_DAYS * DAY)
    assert _prune(store) == 0
    store.clock.at = Millis(store.clock.at + 1)
    assert _prune(store) == 1


def test_a_piece_is_bounded(store: Store) -> None:
    """A month's answers go in many small units, so that a sale waits for one of them at most."""
    many = 2 * upkeep.PIECE_ROWS_MAX + 1

    def fill(tx: JournalTx) -> None:
        for number in range(many):
            tx.run(requests.KEEP, f"answer-{number}", "1001@1", b"", b"{}", tx.now)

    store.do(fill)
    store.clock.at = Millis(store.clock.at + 31 * DAY)
    pieces = []
    while piece := store.do(lambda tx: upkeep.prune(tx, store.settings.limits)):
        pieces.append(piece)

    assert pieces == [upkeep.PIECE_ROWS_MAX, upkeep.PIECE_ROWS_MAX, 1]
