"""A payment through a provider: every cell of its table, its number, and what people may say of it."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.payments import (
    FINAL,
    ORDER_NO_LENGTH_MAX,
    ORDER_NO_RANDOM_BYTES,
    SETTLEMENTS,
    TRANSITIONS,
    PaymentState,
    Purpose,
    may_become,
    order_no,
)

STEPS = """
    created           → sent
    sent              → paid declined awaiting_customer unknown
    awaiting_customer → paid declined reversing unknown
    reversing         → reversed paid unknown
    unknown           → paid declined reversed
    paid              →
    declined          →
    reversed          →
"""
"""As the design draws it."""


def _drawn() -> set[tuple[str, str]]:
    rows = (line.split("→") for line in STEPS.strip().splitlines())
    return {(before.strip(), after) for before, afters in rows for after in afters.split()}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(PaymentState, PaymentState)))
def test_every_cell_of_the_table(before: PaymentState, after: PaymentState) -> None:
    """A step is allowed exactly when the drawing has it."""
    assert may_become(before, after) == ((before, after) in _drawn())


def test_the_table_has_every_state_and_its_ends() -> None:
    """Nothing leaves what is paid, declined or reversed."""
    assert TRANSITIONS.keys() == set(PaymentState)
    assert {"paid", "declined", "reversed"} == FINAL


def test_every_way_leads_to_an_end() -> None:
    """From any state a decision can be reached, and `unknown` decides in one step."""
    for state in PaymentState:
        seen, todo = set[PaymentState](), [state]
        while todo:
            one = todo.pop()
            seen.add(one)
            todo += TRANSITIONS[one] - seen
        assert seen & FINAL
    assert TRANSITIONS[PaymentState.UNKNOWN] == FINAL


def test_nothing_is_sent_twice() -> None:
    """No way leads back to `created` nor to `sent`: a code is charged once."""
    for before, after in itertools.product(PaymentState, (PaymentState.CREATED, PaymentState.SENT)):
        assert may_become(before, after) == (before is PaymentState.CREATED and after is PaymentState.SENT)


def test_people_decide_what_nobody_else_can() -> None:
    """By hand an unknown payment gets an end, never a state in between; what waits is not theirs yet."""
    for (_, state), said in SETTLEMENTS.items():
        assert said <= FINAL
        assert state is PaymentState.UNKNOWN or state in FINAL
    assert SETTLEMENTS[Purpose.SALE, PaymentState.UNKNOWN] == FINAL


@given(
    st.text("ABCXYZ0123456789", min_size=1, max_size=8).map(StoreCode),
    st.dates().map(lambda day: BusinessDate(day.isoformat())),
    st.binary(min_size=ORDER_NO_RANDOM_BYTES, max_size=ORDER_NO_RANDOM_BYTES),
)
def test_an_order_number_is_one_that_every_provider_takes(
    store: StoreCode, date: BusinessDate, random: bytes
) -> None:
    """Letters and digits, 32 at most, the shop and the day first; other chance is another number."""
    number = order_no(store, date, random)
    assert re.fullmatch(r"[0-9A-Za-z]+", number)
    assert len(number) <= ORDER_NO_LENGTH_MAX
    assert number.startswith(store + date.replace("-", ""))
    assert number != order_no(store, date, bytes(byte ^ 1 for byte in random))


def test_an_order_number_needs_its_chance() -> None:
    """Too little of it is a mistake of the caller."""
    with pytest.raises(ValueError, match="8 random bytes"):
        order_no(StoreCode("S0123"), BusinessDate("2026-11-22"), b"1234")
