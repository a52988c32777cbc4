"""Mobile phone numbers of the mainland: read as people write them, kept as a keyed hash and a tail."""

import hashlib
import hmac
import re
import unicodedata
from typing import NewType

Phone = NewType("Phone", str)
"""Eleven digits, without the country code."""

TAIL_LENGTH = 4
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
"""电信网编号计划 (工信部, 2017): mobile numbers are 13 to 19 and nine digits more."""
_COUNTRY = re.compile(r"(?:\+|00)86")
_BETWEEN = re.compile(r"[ \t()-]")


def read_phone(text: str) -> Phone | None:
    """The number that `text` is, with or without +86, spaces and hyphens; None when it is none."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    number = _COUNTRY.sub("", plain, count=1) if _COUNTRY.match(plain) else plain
    return Phone(number) if _MOBILE.fullmatch(number) else None


def tail_of(phone: Phone) -> str:
    """The last four digits, as people say them: 尾号5678."""
    return phone[-TAIL_LENGTH:]


def phone_hash(key: bytes, phone: Phone) -> bytes:
    """HMAC-SHA-256: without the key, trying all numbers finds nobody."""
    return hmac.digest(key, phone.encode(), hashlib.sha256)
