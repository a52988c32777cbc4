"""Print jobs: the table of what a person may say of them, and the count on every reprint."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from edge_agent.db.queries import print_jobs as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import JobId, SaleId, StaffId, TillId
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.paper import Align, Paper, Size, Text
from edge_agent.services import printing
from edge_agent.services.who import Who

if TYPE_CHECKING:
    from tests.services.conftest import Store

PAPER: Paper = (Text("合计 4.00"), Text("谢谢"))
WHO = Who(StaffId("1001"), TillId("1"))
SAID = ("printed", "reprint", "drop", "", "queued")


def _add(store: Store, sale: str | None = "sale-1", template: str = "receipt", copy: int = 0) -> JobId:
    named = SaleId(sale) if sale else None
    return store.do(
        lambda tx: printing.add_job(
            tx, sale=named, template=template, printer="counter", paper=PAPER, copy=copy
        )
    )


def _row(store: Store, job: str) -> queries.PrintJobRow:
    row = store.do(lambda tx: tx.one(queries.BY_ID, job))
    assert row is not None
    return row


def _next(store: Store, stale_after_ms: int = 120_000) -> printing.Job | None:
    return store.do(lambda tx: printing.next_job(tx, "counter", stale_after_ms))


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("state", printing.STATES)
def test_every_cell_of_the_table_is_walked(store: Store, state: str, said: str) -> None:
    """What the table names happens; everything else is refused and leaves the job as it was."""
    job = _add(store)
    store.do(lambda tx: printing.set_state(tx, job, state))
    outcome = store.do(lambda tx: printing.settle_job(tx, store.settings, WHO, job, said))

    expected = printing.SETTLEMENTS.get((state, said))
    if expected is None:
        assert outcome == Refused(Code.JOB_STATE, {"state": state})
        assert _row(store, job).state == state
        assert len(store.rows("print_job")) == 1
    else:
        assert not isinstance(outcome, Refused)
        assert outcome.state == _row(store, job).state == expected
        assert len(store.rows("print_job")) == (2 if (state, said) == ("uncertain", "reprint") else 1)


def test_only_what_is_doubted_or_held_is_a_person_s_to_settle() -> None:
    """The table names known states, and no other state than these two is left by a word."""
    assert {state for state, _ in printing.SETTLEMENTS} == {"uncertain", "held"}
    assert set(printing.SETTLEMENTS.values()) <= set(printing.STATES)


def test_a_job_that_is_not_there_cannot_be_settled(store: Store) -> None:
    """Said plainly."""
    assert store.do(lambda tx: printing.settle_job(tx, store.settings, WHO, "none", "drop")) == Refused(
        Code.JOB_UNKNOWN
    )


@pytest.mark.parametrize("sale", ["sale-1", None])
def test_every_reprint_carries_its_own_number_once(store: Store, sale: str | None) -> None:
    """补打 1, 补打 2, 补打 3: the mark of the copy before is not on the next."""
    job: str = _add(store, sale)
    for number in (1, 2, 3):
        doubted = job
        store.do(lambda tx, doubted=doubted: printing.set_state(tx, JobId(doubted), "uncertain"))  # type: ignore[misc]
        store.do(lambda tx, doubted=doubted: printing.settle_job(tx, store.settings, WHO, doubted, "reprint"))  # type: ignore[misc]
        reprint = _next(store)
        assert reprint is not None
        mark = Text(f"补打 {number}", Align.CENTRE, Size.LARGE, bold=True)
        assert (reprint.copy, reprint.paper) == (number, (mark, *PAPER))
        job = reprint.id


def test_two_doubted_copies_of_one_sale_never_get_the_same_number(store: Store) -> None:
    """The count is the sale's: reprinting the first paper again is the next number."""
    first = _add(store)
    for _ in range(2):
        store.do(lambda tx: printing.set_state(tx, first, "uncertain"))
        store.do(lambda tx: printing.settle_job(tx, store.settings, WHO, first, "reprint"))

    copies = sorted(view.copy for view in (_row(store, str(row[0])) for row in store.rows("print_job")))
    assert copies == [0, 1, 2]


def test_a_held_receipt_is_printed_as_what_it_is(store: Store) -> None:
    """Nobody has it on paper: it is sent as if put down now, without a mark, and does not lapse again."""
    job = _add(store)
    store.clock.at = Millis(store.clock.at + 5 * MINUTE)
    assert _next(store) is None
    settled = store.do(lambda tx: printing.settle_job(tx, store.settings, WHO, job, "reprint"))

    assert not isinstance(settled, Refused)
    taken = _next(store)
    assert taken is not None
    assert (taken.id, taken.copy, taken.created_at) == (job, 0, store.clock.at)
    assert taken.paper == PAPER


def test_a_receipt_lapses_and_nothing_else_does(store: Store) -> None:
    """Held is the first receipt alone; what was held is not taken next."""
    stale, slip, reprint = _add(store, "s1"), _add(store, "s2", "station"), _add(store, "s3", copy=1)
    store.clock.at = Millis(store.clock.at + 2 * MINUTE + 1)
    taken = _next(store, 2 * MINUTE)

    assert taken is not None
    assert taken.id in (slip, reprint)
    assert [_row(store, job).state for job in (stale, slip, reprint)] == ["held", "queued", "queued"]


def test_a_pickup_slip_lapses_after_two_hours(store: Store) -> None:
    """Its customer has been and gone; a person may still send it."""
    slip, label = _add(store, "s1", "pickup-unchecked"), _add(store, "s2", "cup_label")
    store.clock.at = Millis(store.clock.at + 120 * MINUTE)
    _next(store)
    before = _row(store, slip).state
    store.clock.at = Millis(store.clock.at + 1)
    _next(store)

    assert (before, _row(store, slip).state, _row(store, label).state) == ("queued", "held", "queued")
    store.do(lambda tx: printing.settle_job(tx, store.settings, WHO, slip, "reprint"))
    assert _next(store) is not None
    assert _row(store, slip).state == "queued"


def test_the_bytes_are_kept_before_the_first_of_them_leaves(store: Store) -> None:
    """From then on the job is one that was being sent."""
    job = _add(store)
    store.do(lambda tx: printing.begin_sending(tx, job, b"\x1b@paper"))

    assert _row(store, job).state == "sending"
    assert _next(store) is None
    assert b"\x1b@paper" in store.rows("print_job")[0]


def test_a_restart_doubts_what_was_under_way_and_nothing_else(store: Store) -> None:
    """Each state but two stays as it is."""
    jobs = {state: _add(store, f"sale of {state}") for state in printing.STATES}
    for state, job in jobs.items():
        store.do(lambda tx, job=job, state=state: printing.set_state(tx, job, state))  # type: ignore[misc]

    assert store.do(printing.doubt_unfinished) == 2
    after = {state: _row(store, job).state for state, job in jobs.items()}
    assert after == {**{state: state for state in jobs}, "sending": "uncertain", "fenced": "uncertain"}


def test_a_receipt_goes_before_the_paper_of_a_batch(store: Store) -> None:
    """A customer waits for the one; hundreds of the other may lie before it."""
    for template in ("batch_picks", "bag_label", "batch_signature"):
        _add(store, None, template)
        store.clock.at = Millis(store.clock.at + 1)
    _add(store)
    printed: list[str] = []
    while job := _next(store):
        printed.append(job.template)
        store.do(partial(printing.set_state, job=job.id, state="printed"))
    assert printed == ["batch_signature", "receipt", "batch_picks", "bag_label"]
