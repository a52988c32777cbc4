"""GS1 element strings: what an article needs of them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.element_strings import SEPARATOR, Elements, read_elements
from edge_agent.domain.quantity import Milli
from edge_agent.domain.reasons import Reason

GTIN = "0106921168509256"


def elements(weight: int | None = None, batch: str | None = None, expiry: str | None = None) -> Elements:
    return Elements("06921168509256", None if weight is None else Milli(weight), batch, expiry)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GTIN, elements()),
        (SEPARATOR + GTIN, elements()),
        (f"{GTIN}3103000532", elements(532)),
        (f"{GTIN}3100000012", elements(12_000)),
        (f"{GTIN}3105012345", elements(123)),
        (f"{GTIN}3104012345", elements(1_235)),
        (f"{GTIN}10AB-12", elements(batch="AB-12")),
        (f"{GTIN}10AB{SEPARATOR}17261130", elements(batch="AB", expiry="2026-11-30")),
        (f"{GTIN}17260200", elements(expiry="2026-02-28")),
        (f"{GTIN}15261130", elements(expiry="2026-11-30")),
        (f"{GTIN}1526113017261231", elements(expiry="2026-12-31")),
        (f"{GTIN}17000000", elements()),
        (f"{GTIN}17991231", elements(expiry="2099-12-31")),
    ],
)
def test_weight_batch_and_expiry(text: str, expected: Elements) -> None:
    """Weight in grams whatever its decimals; use by before best before; a day 00 is the month's last."""
    assert expected == read_elements(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0106921168509257", Reason.GTIN_CHECK_DIGIT),
        ("00106141411234567897", Reason.ELEMENT_STRING_GTIN),
        ("10AB12", Reason.ELEMENT_STRING_GTIN),
        ("069211685092", Reason.ELEMENT_STRING),
        ("01069211", Reason.ELEMENT_STRING),
        ("hello", Reason.ELEMENT_STRING),
        ("01０6921168509256", Reason.ELEMENT_STRING),
    ],
)
def test_why_an_element_string_is_none(text: str, reason: Reason) -> None:
    """Each failure has its reason."""
    assert read_elements(text) is reason


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["01", "00", "10", "15", "17", "21", "3103", "3109", "392", "7003", "8008", "91"]
            ),
            st.text("0123456789AB/ ", max_size=20),
        ),
        max_size=4,
    )
)
def test_any_text_has_an_answer(parts: list[tuple[str, str]]) -> None:
    """Whatever a symbol holds, the answer is elements or a reason, never an exception."""
    text = SEPARATOR.join(ai + value for ai, value in parts)
    assert isinstance(read_elements(text), Elements | Reason)


def test_no_till_pays_for_biip() -> None:
    """Reading the configuration and the words loads none of its tables; the first GS1 scan does."""
    program = "import sys, config.load, edge_agent.wire.words; sys.exit('biip' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", program], check=True)
