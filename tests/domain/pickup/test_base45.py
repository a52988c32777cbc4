"""Base45 as RFC 9285 has it, and nothing beside it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge_agent.domain.pickup import base45

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ],
)
def test_the_examples_of_the_standard(data: bytes, text: str) -> None:
    """RFC 9285 §4.3 and §4.4, both ways."""
    assert (base45.encode(data), base45.decode(text)) == (text, data)


@pytest.mark.parametrize(
    "text",
    ["GGX", ":::", "V5", "::", "A", "BB8A", "bb8", "B,8", "BB\n", "ＢＢ8", "BB8\x00", "码", "\ud800AB"],
)
def test_what_no_bytes_are_written_as(text: str) -> None:
    """Three digits above 65,535, two above 255, one alone, and characters that are no digits."""
    with pytest.raises(base45.NotBase45):
        base45.decode(text)


def test_the_largest_that_bytes_are_written_as() -> None:
    """65,535 and 255, just below what is refused."""
    assert base45.decode("FGW") == b"\xff\xff"
    assert base45.decode("U5") == b"\xff"


@given(st.binary(max_size=800))
def test_there_and_back(data: bytes) -> None:
    """Every length, in the characters of a QR code's alphabet."""
    text = base45.encode(data)
    assert set(text) <= set(ALPHABET)
    assert base45.decode(text) == data


@given(st.one_of(st.text(max_size=80), st.text(ALPHABET, max_size=80)))
@example("0" * 640)
def test_a_text_has_one_reading_or_none(text: str) -> None:
    """What is read is written as the same text again; the arithmetic of RFC 9285 by hand agrees."""
    expected = _by_hand(text)
    try:
        data = base45.decode(text)
    except base45.NotBase45:
        assert expected is None
    else:
        assert data == expected
        assert base45.encode(data) == text


def _by_hand(text: str) -> bytes | None:
    data = b""
    for group in (text[at : at + 3] for at in range(0, len(text), 3)):
        if len(group) == 1 or not set(group) <= set(ALPHABET):
            return None
        number = sum(ALPHABET.index(character) * 45**place for place, character in enumerate(group))
        if number >= 256 ** (len(group) - 1):
            return None
        data += number.to_bytes(len(group) - 1, "big")
    return data
