"""Cash that moves, and the count of a drawer by its amount or its notes and coins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cash import FACES_FEN, NOTES_MAX, check_amount, check_enough, count_of, listed
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import CashKind, Denomination
from edge_agent.domain.money import Fen
from edge_agent.domain.tender import CASH_MAX

notes = st.dictionaries(st.sampled_from(FACES_FEN), st.integers(0, 50))


@pytest.mark.parametrize("amount", [0, -1, CASH_MAX + 1])
def test_an_amount_that_is_none(amount: int) -> None:
    """Nothing, less than nothing, and more than the shop ever sees."""
    assert check_amount(Fen(amount)) == Refused(Code.CASH_AMOUNT_INVALID, {"max": "1000000.00"})
    assert check_amount(Fen(1)) is check_amount(CASH_MAX) is None


@pytest.mark.parametrize("kind", [CashKind.OUT, CashKind.DROP])
def test_no_more_leaves_the_drawer_than_is_in_it(kind: CashKind) -> None:
    """To the fen; and the refusal does not tell how much there is."""
    assert check_enough(kind, Fen(500), Fen(500)) is None
    assert check_enough(kind, Fen(501), Fen(500)) == Refused(Code.CASH_ABOVE_DRAWER)


def test_cash_comes_into_an_empty_drawer() -> None:
    """Even one that should hold less than nothing."""
    assert check_enough(CashKind.IN, Fen(1), Fen(-1)) is None


@given(notes.filter(any))
def test_notes_and_coins_add_up(denominations: dict[int, int]) -> None:
    """With the amount beside them or without; what is listed is what was counted."""
    added = sum(face * count for face, count in denominations.items())
    assert count_of(None, denominations) == count_of(added, denominations) == added
    counted = {note.face_fen: note.count for note in listed(denominations)}
    assert counted == {face: count for face, count in denominations.items() if count}


def test_notes_are_listed_from_the_largest() -> None:
    """As a cashier counts them."""
    assert listed({1: 3, 10_000: 2, 50: 0}) == (Denomination(Fen(10_000), 2), Denomination(Fen(1), 3))


@given(notes.filter(bool), st.integers(-(10**6), 10**6).filter(bool))
def test_a_sum_that_differs_is_told(denominations: dict[int, int], by: int) -> None:
    """Neither the amount nor the notes are believed."""
    added = sum(face * count for face, count in denominations.items())
    refused = count_of(added + by, denominations)
    assert isinstance(refused, Refused)
    assert refused.code is Code.COUNT_DIFFERS


@pytest.mark.parametrize(
    ("counted", "denominations", "code"),
    [
        (None, {}, Code.COUNT_INVALID),
        (-1, {}, Code.COUNT_INVALID),
        (CASH_MAX + 1, {}, Code.COUNT_INVALID),
        (None, {100: -1}, Code.COUNT_INVALID),
        (None, {100: NOTES_MAX + 1}, Code.COUNT_INVALID),
        (None, {10_000: NOTES_MAX}, Code.COUNT_INVALID),
        (None, {300: 1}, Code.COUNT_FACE_UNKNOWN),
        (0, {0: 0}, Code.COUNT_FACE_UNKNOWN),
    ],
)
def test_what_is_no_count(counted: int | None, denominations: dict[int, int], code: Code) -> None:
    """No count at all, too little, too much, and notes that nobody prints."""
    refused = count_of(counted, denominations)
    assert isinstance(refused, Refused)
    assert refused.code is code
