"""Phone numbers: read as people write them, kept as a keyed hash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.phones import Phone, phone_hash, read_phone, tail_of

NUMBER = Phone("17000001234")


@pytest.mark.parametrize(
    "text",
    [
        "17000001234",
        "170 0000 1234",
        "170-0000-1234",
        "+86 17000001234",
        "+8617000001234",
        "008617000001234",
        "(170)00001234",
        "\uff11\uff17000001234",
    ],
)
def test_one_number_has_many_ways_to_be_written(text: str) -> None:
    """All of them are the same eleven digits."""
    assert read_phone(text) == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234",
        "1700000123",
        "170000012345",
        "12000001234",
        "07311234567",
        "+85217000001234",
        "8617000001234",
        "1700000123x",
        "+86",
        "17000001234\n17000001234",
        "١٧٠٠٠٠٠١٢٣٤",
    ],
)
def test_what_is_no_mobile_number_of_the_mainland_is_none(text: str) -> None:
    """Landlines, other countries, and too few or too many digits."""
    assert read_phone(text) is None


@given(text=st.text(max_size=30))
def test_whatever_is_read_is_eleven_digits(text: str) -> None:
    """Any text is a number or none; a number that was read is read as itself."""
    phone = read_phone(text)
    if phone is not None:
        assert len(phone) == 11
        assert phone.isascii()
        assert phone.isdecimal()
        assert read_phone(phone) == phone


def test_a_hash_says_nothing_without_its_key() -> None:
    """Another key is another hash, as is another number; the tail is what people say."""
    assert phone_hash(b"key", NUMBER) == phone_hash(b"key", NUMBER)
    assert phone_hash(b"key", NUMBER) != phone_hash(b"other", NUMBER)
    assert phone_hash(b"key", NUMBER) != phone_hash(b"key", Phone("17000001235"))
    assert len(phone_hash(b"key", NUMBER)) == 32
    assert tail_of(NUMBER) == "1234"
