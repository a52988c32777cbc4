"""The columns of a promotions file: how each is read, and which kind of promotion has which."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

import msgspec

from edge_agent.domain.catalogue_row import RowReason, shown
from edge_agent.domain.errors import Params
from edge_agent.domain.ids import RuleId, Sku
from edge_agent.domain.moments import DAY, Millis, parse_rfc3339
from edge_agent.domain.money import Fen
from edge_agent.domain.names import clean_name
from edge_agent.domain.promotions import (
    Bundle,
    BuyGet,
    Coupon,
    LaterPrice,
    MemberPrice,
    NForPrice,
    NthPiece,
    Part,
    Rule,
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
)

KINDS: Mapping[str, type[Rule]] = {
    "member_price": MemberPrice,
    "timed_price": TimedPrice,
    "nth_piece": NthPiece,
    "buy_get": BuyGet,
    "n_for_price": NForPrice,
    "bundle": Bundle,
    "spend_save": SpendSave,
    "coupon": Coupon,
}
_OWN: Mapping[str, Mapping[str, str]] = {
    "member_price": {"price_fen": "price_fen", "pay_permille": "pay_permille"},
    "timed_price": {"price_fen": "price_fen", "pay_permille": "pay_permille", "later": "later"},
    "nth_piece": {"n": "n", "pay_permille": "pay_permille"},
    "buy_get": {"n": "buy", "free": "free"},
    "n_for_price": {"n": "count", "price_fen": "price_fen"},
    "bundle": {"parts": "parts", "price_fen": "price_fen"},
    "spend_save": {"tiers": "tiers", "every": "every"},
    "coupon": {
        "off_fen": "off_fen",
        "pay_permille": "pay_permille",
        "min_fen": "min_fen",
        "uses_max": "uses_max",
    },
}
"""By kind, the columns that only some kinds have, each with the field that it fills."""
_EVERY_KIND = frozenset(("name", "from", "until", "weekdays", "hours", "members_only"))
_SCOPE = frozenset(("skus", "categories", "but_skus"))
COLUMNS = (
    *("name", "skus", "categories", "but_skus", "from", "until", "weekdays", "hours", "members_only"),
    *("price_fen", "pay_permille", "later", "n", "free", "parts", "tiers", "every", "off_fen", "min_fen"),
    *("uses_max", "codes"),
)
"""Beside `id` and `kind`."""

_NUMBER_DIGITS_MAX = 9
_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


class NotRead(Exception):
    """A row that is no promotion: why, in the words' parameters."""

    def __init__(self, reason: RowReason, **params: str | int) -> None:
        self.reason = reason
        self.params: Params = params
        super().__init__(reason)


def rule_of(kind: str, fields: Mapping[str, str], zone: tzinfo) -> Rule:
    """The promotion that a row of a known kind means; whether it makes sense is not asked. Raises NotRead."""
    written = {column: text.strip() for column, text in fields.items() if text.strip()}
    own = _OWN[kind]
    known = {*_EVERY_KIND, *own, "id", "kind"} | (_SCOPE if kind != "bundle" else set())
    for column in written:
        if column not in known and not (kind == "coupon" and column == "codes"):
            raise NotRead(RowReason.PROMOTION_EXTRA, column=column)
    values: dict[str, Any] = {"id": RuleId(written["id"]) if "id" in written else RuleId("")}
    values |= _shared(written, zone)
    for column, field in own.items():
        if column in written:
            values[field] = read(column, written[column])
    if "later" in values:
        values["later"] = _later(values)
    if kind != "bundle":
        values["scope"] = _scope(written)
    return _made(KINDS[kind], own, values)


def read(column: str, text: str) -> Any:
    """What a column says; raises NotRead."""
    try:
        return _READERS.get(column, _number)(text)
    except ValueError as error:
        raise NotRead(RowReason.PROMOTION_VALUE, column=column, value=shown(text)) from error


def read_until(text: str, zone: tzinfo) -> Millis:
    """The first moment at which something is good no more: the day after a date alone. Raises NotRead."""
    moment, is_date = _moment("until", text, zone)
    return Millis(moment + DAY) if is_date else moment


def _shared(written: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    values: dict[str, Any] = {"name": clean_name(written.get("name", ""))}
    if "from" in written:
        values["valid_from"], _ = _moment("from", written["from"], zone)
    if "until" in written:
        values["valid_until"] = read_until(written["until"], zone)
    if "weekdays" in written:
        values["weekdays"] = read("weekdays", written["weekdays"])
    if "hours" in written:
        values["from_minute"], values["until_minute"] = read("hours", written["hours"])
    if "members_only" in written:
        values["members_only"] = read("members_only", written["members_only"])
    return values


def _made(kind: type[Rule], own: Mapping[str, str], values: dict[str, Any]) -> Rule:
    columns = {field: column for column, field in own.items()}
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in values:
            raise NotRead(RowReason.PROMOTION_MISSING, column=columns.get(field.name, field.name))
    return kind(**values)


def _moment(column: str, text: str, zone: tzinfo) -> tuple[Millis, bool]:
    """A time in the shop's zone, and whether only a date was named."""
    try:
        local = datetime.fromisoformat(text)
        at = local if local.tzinfo is not None else local.replace(tzinfo=zone)
        return parse_rfc3339(at.isoformat()), _is_date(text)
    except (ValueError, OverflowError) as error:
        raise NotRead(RowReason.PROMOTION_VALUE, column=column, value=shown(text)) from error


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _scope(written: Mapping[str, str]) -> Scope:
    skus = _names(written.get("skus", ""))
    everything = skus == ["*"]
    return Scope(
        skus=() if everything else tuple(Sku(sku.upper()) for sku in skus),
        categories=tuple(_parts(written.get("categories", ""))),
        everything=everything,
        but_skus=tuple(Sku(sku.upper()) for sku in _names(written.get("but_skus", ""))),
    )


def _later(values: Mapping[str, Any]) -> tuple[LaterPrice, ...]:
    """Prices where the row has a price, else shares."""
    if "price_fen" in values:
        return tuple(
            LaterPrice(from_minute=minute, price_fen=Fen(number)) for minute, number in values["later"]
        )
    return tuple(LaterPrice(from_minute=minute, pay_permille=number) for minute, number in values["later"])


# What a text can be; each raises ValueError when it is something else.


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _NUMBER_DIGITS_MAX):
        raise ValueError(text)
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


def _minute(text: str) -> int:
    found = _HOUR.fullmatch(text.strip().replace("：", ":"))
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 60 + int(found[2])


def _hours(text: str) -> tuple[int, int]:
    begins, ends = text.replace("–", "-").split("-")
    return _minute(begins), _minute(ends)


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(_number(day) for day in _names(text))


def _steps(text: str) -> list[tuple[int, int]]:
    steps = [step.split("=") for step in _parts(text)]
    return [(_minute(begins), _number(price.strip())) for begins, price in steps]


def _tiers(text: str) -> tuple[Tier, ...]:
    tiers = [tier.split("=") for tier in _parts(text)]
    return tuple(Tier(Fen(_number(at.strip())), Fen(_number(off.strip()))) for at, off in tiers)


def _bundle_parts(text: str) -> tuple[Part, ...]:
    return tuple(_bundle_part(part) for part in _parts(text))


def _bundle_part(text: str) -> Part:
    """`P1041|P1042*1`, `@小吃*2`."""
    what, _, count = text.partition("*")
    names = [name.strip() for name in what.split("|")]
    scope = Scope(
        skus=tuple(Sku(name.upper()) for name in names if not name.startswith("@")),
        categories=tuple(name.removeprefix("@") for name in names if name.startswith("@")),
    )
    return Part(scope, _number(count.strip()) if count else 1)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def _names(text: str) -> list[str]:
    return text.replace("；", " ").replace(";", " ").split()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "weekdays": _weekdays,
    "hours": _hours,
    "members_only": _flag,
    "every": _flag,
    "later": _steps,
    "tiers": _tiers,
    "parts": _bundle_parts,
}
