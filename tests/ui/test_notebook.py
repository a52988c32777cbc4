"""The tender on disk: found again, forgotten, and never in the way when the disk is."""

from pathlib import Path

import msgspec
import pytest

from edge_agent.domain.ids import CartId
from edge_agent.wire.tenders import CashTenderRequest
from ui.notebook import Notebook, Unanswered

TENDER = Unanswered("0197-a-tender", CartId("cart"), 3, CashTenderRequest(1000))


def test_what_was_written_is_read_by_the_next(tmp_path: Path) -> None:
    """By nobody else on this PC; and gone when it is answered."""
    file = tmp_path / "till" / "unanswered.json"
    Notebook(file).write(TENDER)
    assert Notebook(file).read() == TENDER
    assert file.stat().st_mode & 0o077 == 0
    Notebook(file).clear()
    assert Notebook(file).read() is None


def test_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    """One file, one tender."""
    book = Notebook(tmp_path / "unanswered.json")
    newer = msgspec.structs.replace(TENDER, version=4)
    book.write(TENDER)
    book.write(newer)
    assert book.read() == newer


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"request_id": 1}'])
def test_what_cannot_be_read_is_none(tmp_path: Path, text: bytes) -> None:
    """A file that broke is no reason not to sell."""
    file = tmp_path / "unanswered.json"
    file.write_bytes(text)
    assert Notebook(file).read() is None


def test_a_place_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    """The cart's version still forbids to pay twice."""
    (tmp_path / "file").write_text("in the way")
    book = Notebook(tmp_path / "file" / "unanswered.json")
    book.write(TENDER)
    book.clear()
    assert book.read() is None
