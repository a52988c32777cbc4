"""Payment codes: their shapes, and that no log shows one whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.payment_codes import mask, provider_of


@pytest.mark.parametrize(
    ("code", "provider"),
    [
        ("100000000000000000", "wechat"),
        ("159999999999999999", "wechat"),
        ("160000000000000000", None),
        ("099999999999999999", None),
        ("10000000000000000", None),
        ("1000000000000000000", None),
        ("2500000000000000", "alipay"),
        ("309999999999999999999999", "alipay"),
        ("3100000000000000", None),
        ("2400000000000000", None),
        ("250000000000000", None),
        ("2500000000000000000000000", None),
        ("25000000000000００", None),
        ("", None),
    ],
)
def test_shapes_at_their_edges(code: str, provider: str | None) -> None:
    """Length and first two digits decide, one digit more or less does not."""
    assert provider_of(code) == provider


def test_a_log_shows_two_and_four() -> None:
    """The first two and the last four digits stay, and how long it was."""
    assert mask("134567890123456789") == "13************6789"


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_hides_the_rest(code: str) -> None:
    """Six characters are readable at most, and none of a code that is no longer than that."""
    masked = mask(code)
    assert len(masked) == len(code)
    assert masked[2:-4] == "*" * len(masked[2:-4])
    assert len(code) > 6 or set(masked) <= {"*"}
