"""Base45: bytes as the characters that a QR code holds most densely (RFC 9285); strict both ways."""

from functools import cache

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BASE = len(_ALPHABET)
_NO_DIGIT = 0xFF
_DIGITS = bytes(_ALPHABET.find(character) & _NO_DIGIT for character in range(256))


class NotBase45(ValueError):
    """A character of no digit, a length that no bytes have, or three digits above 65,535 (two above 255)."""


def decode(text: str) -> bytes:
    """The bytes; raises NotBase45.

    All groups of three digits are worked out at once, as lanes of 24 bits in one long number: a group's first
    digit counts 1, its second 45, its third 45 × 45, and their sum has 17 bits at most.
    """
    if not text.isascii():
        raise NotBase45
    digits = text.encode("ascii").translate(_DIGITS)
    groups, rest = divmod(len(digits), 3)
    if rest == 1 or _NO_DIGIT in digits:
        raise NotBase45
    lanes = groups + (rest > 0)  # the third digit that two characters lack is zero
    long, low = int.from_bytes(digits, "little"), _low_bytes(lanes)
    sums = (long & low) + (long >> 8 & low) * _BASE + (long >> 16 & low) * _BASE**2
    if sums & low << 16:
        raise NotBase45
    return _pairs(sums.to_bytes(3 * lanes, "little"), short=rest > 0)


def encode(data: bytes) -> str:
    """The text: three characters for two bytes, two for a last one alone."""
    out = bytearray()
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        rest = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            rest, digit = divmod(rest, _BASE)
            out.append(_ALPHABET[digit])
    return out.decode("ascii")


def _pairs(sums: bytes, *, short: bool) -> bytes:
    """The two lower bytes of each lane, the higher one first; of a short last lane the lowest alone."""
    out = bytearray(len(sums) // 3 * 2)
    out[0::2], out[1::2] = sums[1::3], sums[0::3]
    if short and out.pop(-2):
        raise NotBase45
    return bytes(out)


@cache
def _low_bytes(lanes: int) -> int:
    """A number whose every lane is 0x0000FF."""
    return int.from_bytes(b"\xff\0\0" * lanes, "little")
