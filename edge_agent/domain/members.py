"""Members: what a customer may say to be found, and how many points a sale earns."""

import re
from typing import TypeAlias

import msgspec

from edge_agent.domain.money import Fen
from edge_agent.domain.phones import TAIL_LENGTH, Phone, read_phone

NAME_LENGTH_MAX = 40
POINTS_MAX = 1_000_000_000
_CODE = re.compile(r"[0-9A-Za-z]{4,32}")
_TAIL = re.compile(rf"[0-9]{{{TAIL_LENGTH}}}")


class ByCode(msgspec.Struct, frozen=True):
    """A member code, without its prefix."""

    code: str


class ByPhone(msgspec.Struct, frozen=True):
    """A full phone number."""

    phone: Phone


class ByTail(msgspec.Struct, frozen=True):
    """The last four digits of one: enough to earn points, not to spend them."""

    tail: str


Said: TypeAlias = ByCode | ByPhone | ByTail


def points_earned(total_fen: Fen, fen_per_point: int) -> int:
    """The whole points that `total_fen` earns; a part of a point is nobody's."""
    return max(total_fen, 0) // fen_per_point


def read_said(text: str, prefixes: tuple[str, ...]) -> Said | None:
    """What a customer said or showed; None when nobody can be found by it.

    Four digits are a tail and a phone number is one, unless a prefix of member codes stands before them.
    """
    text = text.strip()
    for prefix in prefixes:
        if text.startswith(prefix):
            code = text.removeprefix(prefix)
            return ByCode(code) if _CODE.fullmatch(code) else None
    phone = read_phone(text)
    if phone is not None:
        return ByPhone(phone)
    if _TAIL.fullmatch(text):
        return ByTail(text)
    return ByCode(text) if _CODE.fullmatch(text) else None


def is_member_code(text: str) -> bool:
    """Whether `text` may be a member's code: one that is not taken for a phone number or its tail."""
    return read_said(text, ()) == ByCode(text)
