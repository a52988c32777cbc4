"""Deterministic CBOR (RFC 8949 §4.2), what pickup codes need: integers, bytes, text, arrays, maps, tags.

A value has one encoding here. Lengths and integers that are not minimal, lengths that are not told, keys that
are out of order or doubled, text that is no UTF-8, simple values and floats, and anything behind the value
are refused. Public libraries take several of these.
"""

from typing import TypeAlias, assert_never

import msgspec


class Tagged(msgspec.Struct, frozen=True, gc=False):
    """A value under a tag."""

    tag: int
    value: "Value"


Key: TypeAlias = int | str | bytes
Value: TypeAlias = int | str | bytes | list["Value"] | tuple["Value", ...] | dict[Key, "Value"] | Tagged
"""A tuple is written as a list; none is read."""

DEPTH_MAX = 8
"""Arrays, maps and tags inside each other; a pickup code has four."""

_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_KEYS = (int, str, bytes)
_SMALL = 24
"""Numbers below it lie in the first byte."""
_WIDE = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}
"""What the first byte says where they do not: how many bytes follow, and the least that is written so."""
_ONE_BYTE = (*range(24), *(None,) * 8, *range(-1, -25, -1), *(None,) * 200)
"""The integers from −24 to 23 by the byte that they are: half of what a pickup code holds."""


class NotCbor(ValueError):
    """Not exactly one deterministic value."""


def decode(data: bytes) -> Value:
    """The one value that `data` holds; raises NotCbor, and nothing else."""
    try:
        value, end = _read(data, 0, DEPTH_MAX)
    except LookupError as error:
        raise NotCbor from error
    if end != len(data):
        raise NotCbor
    return value


def encode(value: Value) -> bytes:
    """The value's one encoding; raises ValueError where a number needs more than eight bytes."""
    match value:
        case int():
            return head(_UINT, value) if value >= 0 else head(_NEGATIVE, ~value)
        case bytes():
            return head(_BYTES, len(value)) + value
        case str():
            data = value.encode()
            return head(_TEXT, len(data)) + data
        case list() | tuple():
            return head(_ARRAY, len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = sorted((encode(key), encode(inner)) for key, inner in value.items())
            return head(_MAP, len(pairs)) + b"".join(key + inner for key, inner in pairs)
        case Tagged():
            return head(_TAG, value.tag) + encode(value.value)
    assert_never(value)


def bytes_head(length: int) -> bytes:
    """What the encoding of so many bytes begins with."""
    return _BYTES_HEADS[length] if length < len(_BYTES_HEADS) else head(_BYTES, length)


def head(major: int, number: int) -> bytes:
    """The first bytes of a value: its major type, and its number, length or tag."""
    if number < _SMALL:
        return bytes((major << 5 | number,))
    for info, (width, _) in _WIDE.items():
        if number < 1 << 8 * width:
            return bytes((major << 5 | info,)) + number.to_bytes(width, "big")
    raise ValueError(number)


_BYTES_HEADS = tuple(head(_BYTES, length) for length in range(256))


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    """The value that begins at `at`, and where it ends; raises LookupError where there is none.

    A string that reaches beyond the data ends beyond it, as does all that holds it: `decode` finds out.
    """
    first = data[at]
    at += 1
    number = first & 31
    if number >= _SMALL:
        width, least = _WIDE[number]
        end = at + width
        number = int.from_bytes(data[at:end], "big")
        at = end
        if number < least:
            raise NotCbor
    major = first >> 5
    if major == _BYTES:
        end = at + number
        return data[at:end], end
    return _READERS[major](data, at, number, depth)


def _uint(_data: bytes, at: int, number: int, _depth: int) -> tuple[Value, int]:
    return number, at


def _negative(_data: bytes, at: int, number: int, _depth: int) -> tuple[Value, int]:
    return ~number, at


def _text(data: bytes, at: int, length: int, _depth: int) -> tuple[Value, int]:
    end = at + length
    try:
        return data[at:end].decode(), end
    except UnicodeDecodeError as error:
        raise NotCbor from error


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[Value, int]:
    if not depth:
        raise NotCbor
    values: list[Value] = []
    for _ in range(length):
        value, at = _read(data, at, depth - 1)
        values.append(value)
    return values, at


def _map(data: bytes, at: int, length: int, depth: int) -> tuple[Value, int]:
    """Keys in the order of their encodings: so none is there twice. Numbers of one byte cost no call."""
    if not depth:
        raise NotCbor
    values: dict[Key, Value] = {}
    before = b""
    for _ in range(length):
        start = at
        key: Key | None = _ONE_BYTE[data[at]]
        if key is None:
            key, at = _long_key(data, at)
        else:
            at += 1
        encoded = data[start:at]
        if encoded <= before:
            raise NotCbor
        before = encoded
        small = _ONE_BYTE[data[at]]
        if small is None:
            values[key], at = _read(data, at, depth - 1)
        else:
            values[key], at = small, at + 1
    return values, at


def _long_key(data: bytes, at: int) -> tuple[Key, int]:
    key, end = _read(data, at, 0)
    if not isinstance(key, _KEYS):
        raise NotCbor
    return key, end


def _tagged(data: bytes, at: int, tag: int, depth: int) -> tuple[Value, int]:
    if not depth:
        raise NotCbor
    value, end = _read(data, at, depth - 1)
    return Tagged(tag, value), end


def _refused(_data: bytes, _at: int, _number: int, _depth: int) -> tuple[Value, int]:
    """Floats, true, false, null and other simple values."""
    raise NotCbor


_READERS = (_uint, _negative, _refused, _text, _array, _map, _tagged, _refused)
"""By major type; bytes, the most frequent of them, are read by `_read` itself."""
