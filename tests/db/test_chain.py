"""Tampering: each way to change a journal is found, and found where it is."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import GENESIS, Head, JournalRow, JournalTx, chain, rows
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.domain.events import Event

replace = msgspec.structs.replace
Edit = Callable[[JournalRow], JournalRow]


@pytest.fixture
def journal(
    open_store: Callable[[], Database], sell: Callable[[JournalTx], Event], path: Path
) -> list[JournalRow]:
    """Two epochs of four events each: positions 1 to 4, and 5 to 8."""
    for _ in range(2):
        with open_store() as store:
            for _ in range(3):
                store.writer.call(sell)
    with closing(sqlite3.connect(path)) as connection:
        return list(rows(connection))


def rehashed(row: JournalRow, previous: bytes) -> JournalRow:
    """As somebody does who knows how the chain is made."""
    return replace(row, hash=chain(previous, row.epoch, row.seq, row.body.encode()))


def test_an_untouched_journal_has_no_fault(journal: list[JournalRow]) -> None:
    """From its beginning, and from any row when the head before it is known."""
    assert len(journal) == 8
    assert check_chain(journal) is None
    assert check_chain([]) is None
    for start in range(1, 8):
        before = journal[start - 1]
        assert check_chain(journal[start:], Head(before.epoch, before.seq, before.hash)) is None


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda row: replace(row, body=row.body.replace("}", " }", 1)), id="body, same meaning"),
        pytest.param(lambda row: replace(row, body=row.body.replace("2026", "2025")), id="body, other time"),
        pytest.param(lambda row: replace(row, body=""), id="no body"),
        pytest.param(lambda row: replace(row, body="[" * 100_000), id="deep body"),
        pytest.param(lambda row: replace(row, body='{"specversion":"1.0"}'), id="no event"),
        pytest.param(lambda row: replace(row, body=row.body + "\udcff"), id="no text"),
        pytest.param(lambda row: replace(row, hash=bytes(32)), id="hash"),
        pytest.param(lambda row: replace(row, hash=row.hash[:31] + bytes([row.hash[31] ^ 1])), id="one bit"),
        pytest.param(lambda row: replace(row, hash=b""), id="no hash"),
        pytest.param(lambda row: replace(row, id="somebody-else"), id="id"),
        pytest.param(lambda row: replace(row, type="sale.cancelled"), id="type"),
        pytest.param(lambda row: replace(row, at=row.at + 1), id="at"),
        pytest.param(lambda row: replace(row, business_date="2020-01-01"), id="business date"),
        pytest.param(lambda row: replace(row, actor="9999"), id="actor"),
        pytest.param(lambda row: replace(row, till="9"), id="till"),
        pytest.param(lambda row: replace(row, seq=row.seq + 1), id="seq"),
        pytest.param(lambda row: replace(row, seq=-1), id="negative seq"),
        pytest.param(lambda row: replace(row, epoch="00" * 16), id="epoch"),
        pytest.param(lambda row: replace(row, epoch=row.epoch.upper()), id="epoch in capitals"),
        pytest.param(lambda row: replace(row, epoch="no epoch"), id="no epoch"),
    ],
)
def test_a_changed_row_is_found_where_it_is(journal: list[JournalRow], edit: Edit) -> None:
    """Body, column, number, epoch or hash of any row: the fault names that row."""
    for at, row in enumerate(journal):
        fault = check_chain([*journal[:at], edit(row), *journal[at + 1 :]])
        assert fault is not None
        assert fault.pos == row.pos


def test_a_changed_column_whose_hash_holds_is_found_by_the_body(journal: list[JournalRow]) -> None:
    """Columns are not hashed; they are compared with what is."""
    journal[1] = replace(journal[1], actor=None)
    assert rehashed(journal[1], journal[0].hash) == journal[1]
    fault = check_chain(journal)
    assert fault is not None
    assert "columns" in fault.what


def test_a_missing_row_is_found(journal: list[JournalRow]) -> None:
    """At the row that follows the gap; only the last row can vanish without a trace in the chain itself."""
    for at in range(7):
        fault = check_chain(journal[:at] + journal[at + 1 :])
        assert fault is not None
        assert fault.pos == journal[at + 1].pos
    assert check_chain(journal[:7]) is None


def test_swapped_rows_are_found(journal: list[JournalRow]) -> None:
    """Two neighbours that changed places, positions renumbered."""
    for at, (first, second) in enumerate(pairwise(journal)):
        swapped = [replace(second, pos=first.pos), replace(first, pos=second.pos)]
        fault = check_chain([*journal[:at], *swapped, *journal[at + 2 :]])
        assert fault is not None
        assert fault.pos == first.pos


def test_a_row_with_its_hash_made_anew_breaks_the_next(journal: list[JournalRow]) -> None:
    """Whoever changes an event must change every event after it, and then the head is another."""
    forged = replace(journal[2], body=journal[2].body.replace("1001", "1002"), actor="1002")
    journal[2] = rehashed(forged, journal[1].hash)
    fault = check_chain(journal)
    assert fault is not None
    assert fault.pos == journal[3].pos


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda body, head: body.replace(head.hash.hex(), "00" * 32), id="hash"),
        pytest.param(lambda body, head: body.replace(head.epoch, "00" * 16), id="epoch"),
        pytest.param(lambda body, head: body.replace(f'"seq":{head.seq}', '"seq":3'), id="seq"),
        pytest.param(
            lambda body, head: body.replace(
                f'{{"epoch":"{head.epoch}","seq":{head.seq},"hash":"{head.hash.hex()}"}}', "null"
            ),
            id="none",
        ),
    ],
)
def test_a_forged_parent_is_found(journal: list[JournalRow], forge: Callable[[str, JournalRow], str]) -> None:
    """An epoch that names another head than the one before it, even with its hashes made anew."""
    forged = forge(journal[4].body, journal[3])
    assert forged != journal[4].body
    journal[4] = rehashed(replace(journal[4], body=forged), journal[3].hash)
    for at in range(5, 8):
        journal[at] = rehashed(journal[at], journal[at - 1].hash)
    fault = check_chain(journal)
    assert fault is not None
    assert fault.pos == 5
    assert "head before" in fault.what


def test_a_journal_cut_at_its_beginning_is_found(journal: list[JournalRow]) -> None:
    """The second epoch alone is not a journal: its parent is not there."""
    fault = check_chain(journal[4:])
    assert fault is not None
    assert fault.pos == 5


def test_an_epoch_must_be_opened_by_its_own_event(journal: list[JournalRow]) -> None:
    """The first event of an epoch opens it, under the name that its rows carry."""
    renamed = [replace(row, epoch="ab" * 16) for row in journal[:1]]
    forged = [rehashed(renamed[0], GENESIS)]
    fault = check_chain(forged)
    assert fault is not None
    assert "head before" in fault.what
    sale = rehashed(replace(journal[1], seq=1), GENESIS)
    assert check_chain([sale]) is not None


@pytest.mark.parametrize("cut", [1, 2])
def test_a_journal_cut_at_its_end_is_found_by_the_tables(
    journal: list[JournalRow],
    open_store: Callable[[], Database],
    alter: Callable[..., None],
    ask: Callable[..., list[Any]],
    path: Path,
    cut: int,
) -> None:
    """The chain cannot know what came after; the sales are still in their tables."""
    alter("DROP TRIGGER journal_is_never_deleted")
    alter("DELETE FROM journal WHERE pos > ?", len(journal) - cut)
    with closing(sqlite3.connect(path)) as connection:
        assert check_chain(rows(connection)) is None
        fault = check_tables(connection)
    assert fault is not None
    assert "receipt_counter" in fault.what or "sale" in fault.what
    assert ask("SELECT count(*) FROM sale") == [(6,)]
    open_store().close()
