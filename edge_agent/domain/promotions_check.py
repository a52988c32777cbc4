"""Which rules make sense: one that could give money back, or can never hold, is refused with its reason."""

import enum
import itertools
import re
from collections.abc import Iterator
from typing import assert_never

from edge_agent.domain.catalogue import NAME_LENGTH_MAX, PRICE_FEN_MAX
from edge_agent.domain.money import Fen
from edge_agent.domain.names import clean_name
from edge_agent.domain.promotions import (
    WHOLE_PERMILLE,
    Bundle,
    BuyGet,
    Coupon,
    LaterPrice,
    MemberPrice,
    NForPrice,
    NthPiece,
    Rule,
    Scope,
    SpendSave,
    TimedPrice,
    scopes_of,
)

MINUTES_PER_DAY = 24 * 60
RULES_MAX = 1_000
"""In one rule set."""
COUNT_MAX = 1_000
PARTS_MAX = 10
TIERS_MAX = 20
NAMES_MAX = 2_000
"""Own numbers and categories in one scope."""
USES_MAX = 1_000_000

_ID = re.compile(r"[0-9A-Za-z._-]{1,32}")


class RuleReason(enum.StrEnum):
    """Why a rule is refused; the sentences are in `edge_agent.wire.words`."""

    ID = "rule-id"
    NAME = "rule-name"
    VALIDITY = "rule-validity"
    """It ends before it begins."""
    WEEKDAYS = "rule-weekdays"
    WINDOW = "rule-window"
    SCOPE = "rule-scope"
    """It is about nothing, or about everything and something."""
    PRICE = "rule-price"
    SHARE = "rule-share"
    PRICE_OR_SHARE = "rule-price-or-share"
    """Both, or neither."""
    LATER = "rule-later"
    """Steps without a window, outside of it, or not in its order."""
    COUNT = "rule-count"
    PARTS = "rule-parts"
    TIERS = "rule-tiers"
    """None, too many, not rising, or several of a 每满."""
    OFF = "rule-off"
    """Nothing off, or as much as is spent."""
    USES = "rule-uses"
    TOO_MANY = "rule-too-many"
    """The shop has as many promotions as it can have."""


def check_rule(rule: Rule) -> RuleReason | None:
    """The first reason against a rule, or None."""
    return next(_reasons(rule), None)


def _reasons(rule: Rule) -> Iterator[RuleReason]:
    if not _ID.fullmatch(rule.id):
        yield RuleReason.ID
    if not 0 < len(rule.name) <= NAME_LENGTH_MAX or clean_name(rule.name) != rule.name:
        yield RuleReason.NAME
    yield from _time_reasons(rule)
    if not all(_is_about_something(scope) for scope in scopes_of(rule)):
        yield RuleReason.SCOPE
    yield from _own_reasons(rule)


def _time_reasons(rule: Rule) -> Iterator[RuleReason]:
    begins, ends = rule.valid_from, rule.valid_until
    if begins is not None and ends is not None and ends <= begins:
        yield RuleReason.VALIDITY
    if not set(rule.weekdays) <= set(range(1, 8)) or len(set(rule.weekdays)) < len(rule.weekdays):
        yield RuleReason.WEEKDAYS
    if not _is_window(rule.from_minute, rule.until_minute):
        yield RuleReason.WINDOW


def _is_window(begins: int | None, ends: int | None) -> bool:
    if begins is None or ends is None:
        return begins is ends
    return _is_minute(begins) and _is_minute(ends) and begins != ends


def _is_minute(minute: int) -> bool:
    return 0 <= minute < MINUTES_PER_DAY


def _is_about_something(scope: Scope) -> bool:
    names = len(scope.skus) + len(scope.categories)
    if names + len(scope.but_skus) > NAMES_MAX or not all((*scope.skus, *scope.categories)):
        return False
    if scope.everything:
        return names == 0
    return bool(scope.categories) or bool(set(scope.skus) - set(scope.but_skus))


def _own_reasons(rule: Rule) -> Iterator[RuleReason]:
    match rule:
        case MemberPrice():
            found = _price_or_share(rule.price_fen, rule.pay_permille)
        case TimedPrice():
            found = _timed_reasons(rule)
        case NthPiece():
            found = _nth_reasons(rule)
        case BuyGet():
            found = _count_reasons(rule.buy, rule.free)
        case NForPrice():
            found = itertools.chain(_count_reasons(rule.count), _price_reasons(rule.price_fen))
        case Bundle():
            found = _bundle_reasons(rule)
        case SpendSave():
            found = _tier_reasons(rule)
        case Coupon():
            found = _coupon_reasons(rule)
        case _:
            assert_never(rule)
    return found


def _price_or_share(price: Fen | None, share: int | None) -> Iterator[RuleReason]:
    if (price is None) == (share is None):
        yield RuleReason.PRICE_OR_SHARE
    if price is not None:
        yield from _price_reasons(price)
    if share is not None:
        yield from _share_reasons(share)


def _price_reasons(price: Fen) -> Iterator[RuleReason]:
    if not 0 <= price <= PRICE_FEN_MAX:
        yield RuleReason.PRICE


def _share_reasons(share: int) -> Iterator[RuleReason]:
    if not 0 <= share <= WHOLE_PERMILLE:
        yield RuleReason.SHARE


def _count_reasons(*counts: int) -> Iterator[RuleReason]:
    if not all(0 < count <= COUNT_MAX for count in counts):
        yield RuleReason.COUNT


def _timed_reasons(rule: TimedPrice) -> Iterator[RuleReason]:
    yield from _price_or_share(rule.price_fen, rule.pay_permille)
    for step in rule.later:
        yield from _price_or_share(step.price_fen, step.pay_permille)
    if rule.later and not _is_in_order(rule, rule.later):
        yield RuleReason.LATER


def _is_in_order(rule: TimedPrice, later: tuple[LaterPrice, ...]) -> bool:
    """Each step begins after the one before, counted from the window's begin, and before the window's end."""
    if rule.from_minute is None or rule.until_minute is None:
        return False
    begins = [0, *((step.from_minute - rule.from_minute) % MINUTES_PER_DAY for step in later)]
    ends = (rule.until_minute - rule.from_minute) % MINUTES_PER_DAY
    rising = all(one < other for one, other in zip(begins, (*begins[1:], ends), strict=True))
    return rising and all(_is_minute(step.from_minute) for step in later)


def _nth_reasons(rule: NthPiece) -> Iterator[RuleReason]:
    """Of each one piece: that is a timed price."""
    yield from _count_reasons(rule.n, rule.n - 1)
    yield from _share_reasons(rule.pay_permille)


def _bundle_reasons(rule: Bundle) -> Iterator[RuleReason]:
    if not 0 < len(rule.parts) <= PARTS_MAX:
        yield RuleReason.PARTS
    yield from _count_reasons(*(part.count for part in rule.parts))
    yield from _price_reasons(rule.price_fen)


def _tier_reasons(rule: SpendSave) -> Iterator[RuleReason]:
    tiers = rule.tiers
    rising = all(
        low.at_fen < high.at_fen and low.off_fen < high.off_fen for low, high in itertools.pairwise(tiers)
    )
    if not 0 < len(tiers) <= TIERS_MAX or not rising or (rule.every and len(tiers) > 1):
        yield RuleReason.TIERS
    if not all(0 < tier.off_fen < tier.at_fen <= PRICE_FEN_MAX for tier in tiers):
        yield RuleReason.OFF


def _coupon_reasons(rule: Coupon) -> Iterator[RuleReason]:
    """An amount off is below the minimum; a minimum of nothing is fine: 无门槛."""
    if (rule.off_fen is None) == (rule.pay_permille is None):
        yield RuleReason.PRICE_OR_SHARE
    if rule.pay_permille is not None:
        yield from _share_reasons(rule.pay_permille)
    yield from _price_reasons(rule.min_fen)
    if rule.off_fen is not None and not 0 < rule.off_fen < (rule.min_fen or PRICE_FEN_MAX):
        yield RuleReason.OFF
    if not 0 < rule.uses_max <= USES_MAX:
        yield RuleReason.USES
