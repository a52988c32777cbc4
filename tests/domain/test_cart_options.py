"""Choices of option groups: the defaults, what replaces them, and what is refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cart import ChosenOption
from edge_agent.domain.cart_options import (
    Chosen,
    Pick,
    at_prices_of,
    choose,
    default_choices,
    money_of,
)
from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen

CUP = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), defaults=("m",))
EXTRAS = OptionGroup(
    "extra",
    "加料",
    (Choice("pearl", "珍珠", Fen(200)), Choice("jelly", "椰果", Fen(150)), Choice("oat", "燕麦", Fen(100))),
    least=0,
    most=2,
)
SUGAR = OptionGroup("sugar", "糖", (Choice("full", "全糖"), Choice("none", "无糖")), defaults=("full",))
GROUPS = (CUP, EXTRAS, SUGAR)


def defaults() -> Chosen:
    chosen = default_choices(GROUPS)
    assert not isinstance(chosen, Refused)
    return chosen


def ids(chosen: Chosen | Refused) -> list[Pick]:
    assert not isinstance(chosen, Refused)
    return [(option.group, option.choice) for option in chosen]


def sold_out(group: OptionGroup, *gone: str) -> OptionGroup:
    return msgspec.structs.replace(
        group,
        choices=tuple(msgspec.structs.replace(one, sold_out=one.id in gone) for one in group.choices),
    )


def test_nobody_says_anything() -> None:
    """The defaults hold, and a group that asks for none has none."""
    assert ids(default_choices(GROUPS)) == [("cup", "m"), ("sugar", "full")]
    assert default_choices(()) == ()


def test_a_sold_out_default_gives_way() -> None:
    """To the first choice that is to be had; with none left the article cannot be sold."""
    assert ids(default_choices((sold_out(CUP, "m"),))) == [("cup", "l")]
    assert default_choices((sold_out(CUP, "m", "l"),)) == Refused(Code.OPTION_SOLD_OUT, {"name": "杯型"})


def test_a_group_without_defaults_takes_as_many_as_it_must() -> None:
    """The first ones, in the article's order."""
    needy = msgspec.structs.replace(EXTRAS, least=2)
    assert ids(default_choices((needy,))) == [("extra", "pearl"), ("extra", "jelly")]


def test_only_what_is_named_changes() -> None:
    """Groups that are not named keep theirs; the order is the article's, however it was said."""
    chosen = choose(GROUPS, defaults(), [("extra", "oat"), ("extra", "pearl"), ("cup", "l")])
    assert ids(chosen) == [("cup", "l"), ("extra", "pearl"), ("extra", "oat"), ("sugar", "full")]
    assert not isinstance(chosen, Refused)
    assert money_of(chosen) == 600


def test_an_empty_choice_takes_none() -> None:
    """Of a group that allows it."""
    with_oat = choose(GROUPS, defaults(), [("extra", "oat")])
    assert not isinstance(with_oat, Refused)
    assert choose(GROUPS, with_oat, [("extra", "")]) == defaults()


@pytest.mark.parametrize(
    ("picks", "refused"),
    [
        ([("cap", "m")], Refused(Code.OPTION_UNKNOWN, {"option": "cap"})),
        ([("cup", "xl")], Refused(Code.OPTION_UNKNOWN, {"option": "xl"})),
        ([("cup", "")], Refused(Code.OPTION_TOO_FEW, {"name": "杯型", "min": 1})),
        ([("cup", "m"), ("cup", "l")], Refused(Code.OPTION_TOO_MANY, {"name": "杯型", "max": 1})),
        ([("extra", "oat"), ("extra", "oat")], Refused(Code.OPTION_REPEATED, {"name": "燕麦"})),
        (
            [("extra", "pearl"), ("extra", "jelly"), ("extra", "oat")],
            Refused(Code.OPTION_TOO_MANY, {"name": "加料", "max": 2}),
        ),
    ],
)
def test_what_cannot_be_chosen(picks: list[Pick], refused: Refused) -> None:
    """An unknown group or choice, too few, too many, the same one twice."""
    assert choose(GROUPS, defaults(), picks) == refused


def test_a_sold_out_choice_is_not_taken_but_kept() -> None:
    """Nobody chooses it any more; who has it already keeps it, at the price it had."""
    now = (sold_out(CUP, "l"), EXTRAS, SUGAR)
    assert choose(now, defaults(), [("cup", "l")]) == Refused(Code.OPTION_SOLD_OUT, {"name": "大杯"})
    held = (ChosenOption("cup", "l", "大杯", Fen(250)),)
    assert choose(now, held, [("cup", "l")]) == held


def test_a_group_that_the_article_has_no_more_stays() -> None:
    """The line keeps what was chosen of it, after all others."""
    held = (ChosenOption("ice", "less", "少冰", Fen(0)), *defaults())
    assert ids(choose(GROUPS, held, [("cup", "l")])) == [("cup", "l"), ("sugar", "full"), ("ice", "less")]


def test_the_same_choices_at_other_prices() -> None:
    """What the catalogue still has gets its price of today, what it has no more keeps its own."""
    held = (
        ChosenOption("cup", "l", "大杯", Fen(250)),
        ChosenOption("ice", "less", "少冰", Fen(50)),
    )
    assert [option.fen for option in at_prices_of(GROUPS, held)] == [300, 50]


picks = st.lists(
    st.tuples(
        st.sampled_from(["cup", "extra", "sugar", "ice"]),
        st.sampled_from(["m", "l", "pearl", "jelly", "oat", "full", "none", ""]),
    ),
    max_size=5,
)


@given(st.lists(picks, max_size=4))
def test_whatever_is_picked_fits_its_groups(rounds: list[list[Pick]]) -> None:
    """After any picks every group has between its least and its most, none twice, in the article's order."""
    held = defaults()
    for round_of_picks in rounds:
        chosen = choose(GROUPS, held, round_of_picks)
        held = held if isinstance(chosen, Refused) else chosen
    order = [(group.id, choice.id) for group in GROUPS for choice in group.choices]
    taken = ids(held)
    assert taken == [pick for pick in order if pick in taken]
    for group in GROUPS:
        assert group.least <= sum(name == group.id for name, _ in taken) <= group.most
