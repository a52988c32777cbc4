"""Weighed labels: making and reading are inverse, whatever the layout."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge_agent.domain.labels import (
    LabelFields,
    LabelTemplate,
    fits,
    has_prefixes,
    is_sound,
    make_label,
    read_label,
    starts,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli

MONEY = LabelTemplate("FFPPPPPAAAAAC", ("21", "23"))
WEIGHT = LabelTemplate("FFPPPPPWWWWWC", ("22",))
BOTH = LabelTemplate("26PPPPPMMMMMWWWWWC")
JIAO = LabelTemplate("2PPPPAAAAAC", amount_unit_fen=10)
UNCHECKED = LabelTemplate("FPPPPPWWWWWW", ("9",), weight_unit_grams=5, check="none")

templates = st.sampled_from([MONEY, WEIGHT, BOTH, JIAO, UNCHECKED])


@given(templates, st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 99_999))
def test_reading_is_the_inverse_of_making(
    template: LabelTemplate, plu: int, amount: int, weight: int
) -> None:
    """What a scale prints is what is read, fen for fen and gram for gram, in every layout."""
    assume(len(str(plu)) <= template.pattern.count("P"))
    money = Fen(amount * template.amount_unit_fen) if set("AM") & set(template.pattern) else None
    grams = Milli(weight * template.weight_unit_grams) if "W" in template.pattern else None
    label = make_label(template, str(plu), money, grams)
    assert len(template.pattern) == len(label)
    assert LabelFields(f"{plu:05}", money, grams) == read_label(label, template)


def test_labels_as_scales_print_them() -> None:
    """The three layouts of the defaults, digit by digit."""
    assert make_label(MONEY, "00202", Fen(1585), None) == "2100202015852"
    assert make_label(WEIGHT, "202", None, Milli(532)) == "2200202005324"
    assert make_label(BOTH, "202", Fen(1585), Milli(532)) == "260020201585005325"


@given(templates.filter(lambda template: template.check == "ean"), st.integers(1, 9))
def test_a_wrong_check_digit_is_not_read(template: LabelTemplate, wrong_by: int) -> None:
    """A label whose last digit is another fits and is not read."""
    money = Fen(10) if set("AM") & set(template.pattern) else None
    label = make_label(template, "202", money, Milli(5) if "W" in template.pattern else None)
    wrong = label[:-1] + str((int(label[-1]) + wrong_by) % 10)
    assert fits(wrong, template)
    assert read_label(wrong, template) is None


def test_only_its_own_prefixes_fit() -> None:
    """Another prefix, another length and other characters do not fit."""
    assert fits("2100202015852", MONEY)
    assert fits("2300202015852", MONEY)
    for other in ("2200202015852", "210020201585", "21002020158５2", "21002O2015852", ""):
        assert not fits(other, MONEY)


@pytest.mark.parametrize(
    ("plu", "amount", "weight"),
    [
        ("100000", 1585, None),
        ("202", 100_000, None),
        ("202", -1, None),
        ("202", None, None),
        ("202", 1585, 532),
        ("2O2", 1585, None),
    ],
)
def test_what_does_not_fit_is_not_printed(plu: str, amount: int | None, weight: int | None) -> None:
    """A value without a place, a place without a value, and too many digits raise instead of lying."""
    with pytest.raises(ValueError, match=r"\S"):
        make_label(
            MONEY, plu, None if amount is None else Fen(amount), None if weight is None else Milli(weight)
        )


def test_money_between_two_steps_is_not_printed() -> None:
    """A scale that prints jiao cannot print 12 fen."""
    with pytest.raises(ValueError, match="steps of 10"):
        make_label(JIAO, "1", Fen(12), None)


@pytest.mark.parametrize("template", [MONEY, WEIGHT, BOTH, JIAO, UNCHECKED])
def test_the_layouts_of_these_tests_are_sound(template: LabelTemplate) -> None:
    """A sound layout, with the prefixes that it needs, is told from an unsound one."""
    assert is_sound(template)
    assert has_prefixes(template)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "FFAAAAAC",  # no PLU
        "FFPPPPPPAAAAAC",  # six digits of PLU
        "FFPPPPPC",  # neither money nor weight
        "FFPPPPPAAAAAMMMC",  # two amounts
        "FFPPAAAAAPPPC",  # a PLU in two pieces
        "FFPPPPPCAAAAA",  # the check digit is not the last
        "FFPPPPPAAAAA",  # none, though it is to be checked
        "ffpppppaaaaac",
        "FFPPPPPAAAAAX",
        "２1PPPPPAAAAAC",
        "FFPPPPP" + "A" * 40 + "C",
    ],
)
def test_an_unreadable_layout_is_unsound(pattern: str) -> None:
    """Each way in which a layout cannot be read is found before a label is scanned."""
    assert not is_sound(LabelTemplate(pattern, ("21",)))


def test_prefixes_are_as_long_as_their_field() -> None:
    """A prefix of another length, a missing one, and one without a field are found."""
    assert not has_prefixes(LabelTemplate(MONEY.pattern, ("2",)))
    assert not has_prefixes(LabelTemplate(MONEY.pattern))
    assert not has_prefixes(LabelTemplate(BOTH.pattern, ("26",)))


def test_a_template_knows_how_its_labels_begin() -> None:
    """Prefixes and leading digits of the layout are what tells two templates of one length apart."""
    assert starts(MONEY) == ("21", "23")
    assert starts(BOTH) == ("26",)
    assert starts(LabelTemplate("F1PPPPPAAAAAC", ("2",))) == ("21",)
