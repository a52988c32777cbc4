"""One encoding a value: the decoder beside a public library, and what the library takes and PK1 does not."""

from collections.abc import Mapping
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.pickup import cbor
from edge_agent.domain.pickup.cbor import NotCbor, Tagged, Value

WORD = 1 << 64
TAG_OF_NOTHING = 999
"""A tag that no library makes something else of."""

integers = st.integers(-WORD, WORD - 1)
keys = integers | st.text(max_size=4) | st.binary(max_size=4)
leaves = integers | st.text(max_size=30) | st.binary(max_size=30)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def _library_reads(data: bytes) -> Value:
    """What the library reads, in our types: within a tag it makes lists and maps that do not change."""
    return _ours(cbor2.loads(data))


def _ours(value: Any) -> Value:
    match value:
        case cbor2.CBORTag():
            return Tagged(value.tag, _ours(value.value))
        case list() | tuple():
            return list(map(_ours, value))
        case Mapping():
            return {key: _ours(inner) for key, inner in value.items()}
    plain: Value = value
    return plain


def _depth(value: Value) -> int:
    match value:
        case Tagged():
            return 1 + _depth(value.value)
        case list():
            return 1 + max(map(_depth, value), default=0)
        case dict():
            return 1 + max(map(_depth, value.values()), default=0)
    return 0


shallow = values.filter(lambda value: _depth(value) < cbor.DEPTH_MAX)


@given(shallow)
def test_what_is_written_is_read_by_both(value: Value) -> None:
    """As the value that it was."""
    tagged = Tagged(TAG_OF_NOTHING, value)
    written = cbor.encode(tagged)
    assert cbor.decode(written) == _library_reads(written) == tagged


@given(st.lists(leaves | st.dictionaries(st.integers(-24, 23), leaves, max_size=5), max_size=5))
def test_ours_is_the_librarys_canonical_form(value: Value) -> None:
    """Byte for byte."""
    written = cbor2.dumps(value, canonical=True)
    assert cbor.encode(value) == written
    assert cbor.decode(written) == value


@given(st.one_of(st.binary(max_size=60), shallow.map(cbor.encode)), st.data())
def test_what_is_read_is_what_the_library_reads(data: bytes, draw: st.DataObject) -> None:
    """Any bytes, and values with some of their bytes changed: nothing else is raised."""
    changed = bytearray(data)
    for at in draw.draw(st.lists(st.integers(0, max(len(data) - 1, 0)), max_size=3)) if data else ():
        changed[at] = draw.draw(st.integers(0, 255))
    spoilt = bytes(changed)
    try:
        value = cbor.decode(spoilt)
    except NotCbor:
        return
    assert cbor.encode(value) == spoilt
    if _tags(value) <= {TAG_OF_NOTHING, 18}:
        assert _library_reads(spoilt) == value


def _tags(value: Value) -> set[int]:
    match value:
        case Tagged():
            return {value.tag} | _tags(value.value)
        case list():
            return set().union(*map(_tags, value))
        case dict():
            return set().union(*map(_tags, value.values()))
    return set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing", ""),
        ("a number in a byte too many", "1817"),
        ("in two bytes instead of one", "1900ff"),
        ("in four instead of two", "1a0000ffff"),
        ("in eight instead of four", "1b00000000ffffffff"),
        ("a negative number in a byte too many", "3817"),
        ("a length in a byte too many", "580101"),
        ("a map's length in a byte too many", "b8010102"),
        ("a tag in a byte too many", "d81201"),
        ("a string of untold length", "5f4101ff"),
        ("a text of untold length", "7f6161ff"),
        ("an array of untold length", "9f01ff"),
        ("a map of untold length", "bf0102ff"),
        ("an end of nothing", "ff"),
        ("a key twice", "a201020103"),
        ("keys out of order", "a202010101"),
        ("a negative key before a positive one", "a220010101"),
        ("a long key before a short one", "a2626161016162 01".replace(" ", "")),
        ("an array as a key", "a18001"),
        ("a map as a key", "a1a001"),
        ("a tag as a key", "a1c10101"),
        ("false", "f4"),
        ("true", "f5"),
        ("null", "f6"),
        ("undefined", "f7"),
        ("a simple value", "e0"),
        ("a simple value of two bytes", "f820"),
        ("a half", "f93800"),
        ("a float", "fa3f800000"),
        ("a double", "fb3ff0000000000000"),
        ("a length that is kept for later", "1c"),
        ("one more", "5d00"),
        ("a byte behind", "0100"),
        ("bytes that end early", "420a"),
        ("text that ends early", "626 1".replace(" ", "")),
        ("a number that ends early", "1a000100"),
        ("a length that ends early", "58"),
        ("an array that ends early", "8201"),
        ("a map that ends early", "a101"),
        ("a map without its value", "a10102a1"),
        ("a tag of nothing", "d2"),
        ("text that is no UTF-8", "61ff"),
        ("half of a surrogate pair", "63eda080"),
        ("overlong UTF-8", "62c081"),
        ("bytes longer than any memory", "5bffffffffffffffff"),
        ("an array longer than any memory", "9bffffffffffffffff"),
        ("a map longer than any memory", "bbffffffffffffffff"),
        ("an array of bytes longer than any memory", "825bffffffffffffffff01"),
    ],
)
def test_what_is_not_one_deterministic_value(name: str, text: str) -> None:
    """Refused, each with the one error that there is."""
    with pytest.raises(NotCbor):
        pytest.fail(f"{name}: {cbor.decode(bytes.fromhex(text))!r}")


@pytest.mark.parametrize("head", ["81", "a101", "c1", "d2", "a14100", "a1616100"[:6]])
def test_depth_is_limited(head: str) -> None:
    """Eight of whatever holds others, and not nine nor a hundred thousand: never a RecursionError."""
    nested = bytes.fromhex(head)
    assert cbor.decode(nested * cbor.DEPTH_MAX + b"\x01")
    for depth in (cbor.DEPTH_MAX + 1, 100_000):
        with pytest.raises(NotCbor):
            cbor.decode(nested * depth + b"\x01")


@pytest.mark.parametrize("number", [23, 24, 255, 256, 65_535, 65_536, (1 << 32) - 1, 1 << 32, WORD - 1])
def test_numbers_at_their_bounds(number: int) -> None:
    """Each width's last and first number, above zero and below."""
    for value in (number, ~number):
        assert cbor.encode(value) == cbor2.dumps(value)
        assert cbor.decode(cbor2.dumps(value)) == value


@pytest.mark.parametrize("number", [WORD, ~WORD])
def test_a_number_beyond_eight_bytes(number: int) -> None:
    """Is not written."""
    with pytest.raises(ValueError, match=str(WORD)):
        cbor.encode(number)
