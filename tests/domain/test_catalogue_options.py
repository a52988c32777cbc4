"""Option groups: what holds together, and how cheap they make an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.catalogue_options import CHOICES_MAX, GROUPS_MAX, lowest_price, options_fault
from edge_agent.domain.catalogue_row import RowReason
from edge_agent.domain.money import Fen

CHOICES = (Choice("m", "中杯"), Choice("l", "大杯", Fen(300)))
CUP = OptionGroup("cup", "杯型", CHOICES, 1, 1, ("m",))


def test_what_holds_together_has_no_fault() -> None:
    """One choice with its default, several with none, and no group at all."""
    extras = OptionGroup("add", "加料", CHOICES, 0, 2)
    assert options_fault((CUP, extras)) is None
    assert options_fault(()) is None


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (OptionGroup("a", "杯", tuple(Choice(f"c{no}", "杯") for no in range(10)), 0, 1), "many-choices"),
        (OptionGroup("a", "杯", (*CHOICES, Choice("m", "小杯")), 1, 1, ("m",)), "choice-twice"),
        (OptionGroup("a", "杯", CHOICES, 2, 1, ("m",)), "least-above-most"),
        (OptionGroup("a", "杯", (), 0, 1), "few-choices"),
        (OptionGroup("a", "杯", CHOICES, 3, 3, ("m", "l")), "few-choices"),
        (OptionGroup("a", "杯", CHOICES, 1, 1, ("xl",)), "default-unknown"),
        (OptionGroup("a", "杯", CHOICES, 1, 1, ()), "defaults-few"),
        (OptionGroup("a", "杯", CHOICES, 1, 1, ("m", "l")), "defaults-many"),
    ],
)
def test_what_does_not_is_named(group: OptionGroup, reason: str) -> None:
    """The first fault, with the group that it is in."""
    assert options_fault((CUP, group)) == (RowReason(f"option-{reason}"), "杯")


def test_more_groups_than_the_till_has_digits_for() -> None:
    """Nine groups of nine choices, and no more."""
    groups = tuple(CUP for _ in range(GROUPS_MAX))
    assert options_fault(groups) is None
    assert options_fault((*groups, CUP)) == (RowReason.OPTION_MANY_GROUPS, "")
    assert CHOICES_MAX == 9


fens = st.lists(st.integers(-500, 500), min_size=1, max_size=5)


@given(st.lists(st.tuples(fens, st.integers(0, 3), st.integers(0, 3)), max_size=3))
def test_no_choice_of_options_is_cheaper_than_the_lowest_price(
    drawn: list[tuple[list[int], int, int]],
) -> None:
    """Over every number of choices that a group allows, the cheapest of each number."""
    groups = []
    expected = 1_000
    for no, (differences, one, other) in enumerate(drawn):
        least, most = min(one, other, len(differences)), min(max(one, other), len(differences))
        choices = tuple(Choice(str(place), "x", Fen(fen)) for place, fen in enumerate(differences))
        groups.append(OptionGroup(str(no), "组", choices, least, most))
        expected += min(sum(sorted(differences)[:count]) for count in range(least, most + 1))
    assert lowest_price(Fen(1_000), groups) == expected
