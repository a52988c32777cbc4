"""What a document of stock may say: its size, its quantities, its dates and its words."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import DAY, Millis
from edge_agent.domain.names import clean_name
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit

LINES_MAX = 500
QUANTITY_MAX = Milli(1_000_000 * THOUSANDTHS)
EXPIRY_PAST_DAYS_MAX = 30
"""Goods that came out of date are written down as such; what is older is a slip of the pen."""
EXPIRY_YEARS_MAX = 10
EXPIRED_TOLD_MAX = 3
"""By name; how many more there are is told as a number."""
COUNT_AGE_MS_MAX = 7 * DAY
"""A sheet older than that says nothing about the shelf."""
SUPPLIER_LENGTH_MAX = 60
NUMBER_LENGTH_MAX = 40
_STORE = re.compile(r"[A-Z0-9]{1,8}")
_DAYS_A_YEAR = 366


def check_size(lines: Sequence[object]) -> Refused | None:
    """Refuse a document of nothing, or of more than anybody reads."""
    if not lines:
        return Refused(Code.STOCK_EMPTY)
    return Refused(Code.STOCK_LINES, {"max": LINES_MAX}) if len(lines) > LINES_MAX else None


def check_quantity(article: Article, quantity: int, *, least: int = 1) -> Refused | None:
    """Refuse what cannot be a quantity of this article, in thousandths."""
    if article.is_open_price:
        return Refused(Code.STOCK_NOT_KEPT, {"name": article.name})
    if not least <= quantity <= QUANTITY_MAX:
        return Refused(Code.STOCK_QUANTITY, {"name": article.name, "max": QUANTITY_MAX // THOUSANDTHS})
    if article.unit is Unit.EACH and quantity % THOUSANDTHS:
        return Refused(Code.STOCK_FRACTION, {"name": article.name})
    return None


def check_cost(article: Article, cost_fen: int | None) -> Refused | None:
    """Refuse what nothing costs."""
    if cost_fen is None or 0 <= cost_fen <= PRICE_FEN_MAX:
        return None
    return Refused(Code.STOCK_COST, {"name": article.name})


def check_expiry(article: Article, expiry: str | None, today: date) -> Refused | None:
    """Refuse a date that is none, long past, or further away than anything keeps."""
    if expiry is None or is_expiry(expiry, today):
        return None
    return Refused(Code.STOCK_EXPIRY, {"name": article.name})


def is_expiry(text: str, today: date) -> bool:
    """Whether `text` is a date (`2027-01-31`) that goods may expire on."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    earliest = today - timedelta(days=EXPIRY_PAST_DAYS_MAX)
    latest = today + timedelta(days=EXPIRY_YEARS_MAX * _DAYS_A_YEAR)
    return text == day.isoformat() and earliest <= day <= latest


def check_expired(expired: Sequence[str], *, confirmed: bool) -> Refused | None:
    """Ask once about all of a delivery that is out of date: each is a name with its date."""
    if confirmed or not expired:
        return None
    told = ", ".join(expired[:EXPIRED_TOLD_MAX])
    more = f" +{len(expired) - EXPIRED_TOLD_MAX}" if len(expired) > EXPIRED_TOLD_MAX else ""
    return Refused(Code.STOCK_EXPIRED_CONFIRM, {"goods": told + more})


def check_counted_at(article: Article, counted_at: Millis, now: Millis) -> Refused | None:
    """Refuse a count of the future, or of so long ago that nobody knows."""
    if now - COUNT_AGE_MS_MAX <= counted_at <= now:
        return None
    return Refused(Code.STOCK_COUNTED_AT, {"name": article.name, "days": COUNT_AGE_MS_MAX // DAY})


def check_number(number: str) -> Refused | None:
    """Refuse a note's number that nobody could read back; none is right too."""
    fits = len(number) <= NUMBER_LENGTH_MAX and number == clean_name(number)
    return None if fits else Refused(Code.STOCK_NUMBER, {"max": NUMBER_LENGTH_MAX})


def check_supplier(name: str) -> Refused | None:
    """Refuse a supplier's name that nobody could read back; none is right too."""
    fits = len(name) <= SUPPLIER_LENGTH_MAX and name == clean_name(name)
    return None if fits else Refused(Code.STOCK_SUPPLIER, {"max": SUPPLIER_LENGTH_MAX})


def check_store(other: str, own: StoreCode) -> Refused | None:
    """Refuse to move goods to nowhere, or to where they are."""
    if _STORE.fullmatch(other) and other != own:
        return None
    return Refused(Code.STOCK_STORE, {"store": clean_name(other)[:NUMBER_LENGTH_MAX]})
