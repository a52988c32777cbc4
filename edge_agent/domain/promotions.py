"""Promotions: the rules that a shop's prices go by, as data with an id and a version.

A rule says which articles it is about (its scope), when it holds and what it does; `promotions_check` says
which rules make sense, `pricing` what they do to a cart.
"""

import hashlib
from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import RuleId, RulesHash, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import ZERO, Fen

WHOLE_PERMILLE = 1000
"""A share of the whole; 800 of it is 八折."""


class Scope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The articles that a rule is about: those named and those of the categories named, or everything."""

    skus: tuple[Sku, ...] = ()
    categories: tuple[str, ...] = ()
    everything: bool = False
    but_skus: tuple[Sku, ...] = ()
    """Taken out again."""


class Promotion(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    kw_only=True,
):
    """What every rule has. Validity goes by the cart's opening; days and hours by each line's time.

    Those of a coupon go by the opening too.
    """

    id: RuleId
    name: str
    version: int = 1
    valid_from: Millis | None = None
    valid_until: Millis | None = None
    """The first moment at which it holds no more."""
    weekdays: tuple[int, ...] = ()
    """1 is Monday, 7 Sunday; none means every day. Past midnight a window is still its first day's."""
    from_minute: int | None = None
    until_minute: int | None = None
    """Of the shop's day, 0 to 1439, both or neither; 1320 to 120 is the one window from 22:00 to 02:00."""
    members_only: bool = False


class MemberPrice(Promotion, frozen=True, kw_only=True, tag="member_price"):
    """会员价: for members a fixed unit price, or a share of the list price."""

    scope: Scope
    price_fen: Fen | None = None
    pay_permille: int | None = None


class LaterPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a timed price becomes within its window: 20:00 六折."""

    from_minute: int
    price_fen: Fen | None = None
    pay_permille: int | None = None


class TimedPrice(Promotion, frozen=True, kw_only=True, tag="timed_price"):
    """限时价: a fixed unit price or a share of the list price, in its window, perhaps in steps."""

    scope: Scope
    price_fen: Fen | None = None
    pay_permille: int | None = None
    later: tuple[LaterPrice, ...] = ()
    """In the order of the window's time."""


class NthPiece(Promotion, frozen=True, kw_only=True, tag="nth_piece"):
    """第n件几折: of each n pieces the cheapest costs a share; n = 2 and 500 is 第二件半价."""

    scope: Scope
    n: int
    pay_permille: int


class BuyGet(Promotion, frozen=True, kw_only=True, tag="buy_get"):
    """买n送m: after each `buy` pieces the next `free` ones, the cheaper ones, cost nothing."""

    scope: Scope
    buy: int
    free: int


class NForPrice(Promotion, frozen=True, kw_only=True, tag="n_for_price"):
    """n件一口价: any `count` pieces together for a price."""

    scope: Scope
    count: int
    price_fen: Fen


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of a bundle: so many pieces of what the scope takes."""

    scope: Scope
    count: int = 1


class Bundle(Promotion, frozen=True, kw_only=True, tag="bundle"):
    """套餐: pieces of each part together for a price."""

    parts: tuple[Part, ...]
    price_fen: Fen


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From so much on, so much off."""

    at_fen: Fen
    off_fen: Fen


class SpendSave(Promotion, frozen=True, kw_only=True, tag="spend_save"):
    """满减: by the highest tier that is reached; 每满 takes its one tier as often as it is reached."""

    scope: Scope
    tiers: tuple[Tier, ...]
    every: bool = False


class Coupon(Promotion, frozen=True, kw_only=True, tag="coupon"):
    """优惠券: an amount off or a share of the whole, from a minimum on, for whoever shows a code of it."""

    scope: Scope
    off_fen: Fen | None = None
    pay_permille: int | None = None
    min_fen: Fen = ZERO
    uses_max: int = 1
    """Of one code, unless the code itself says otherwise."""


PriceRule: TypeAlias = MemberPrice | TimedPrice
Deal: TypeAlias = NthPiece | BuyGet | NForPrice | Bundle
Rule: TypeAlias = MemberPrice | TimedPrice | NthPiece | BuyGet | NForPrice | Bundle | SpendSave | Coupon


class Rules(msgspec.Struct, frozen=True):
    """The rule set that a cart is priced by, in the order of the rules' ids."""

    hash: RulesHash = RulesHash("")
    rules: tuple[Rule, ...] = ()


NO_RULES = Rules()

_HASH_DIGITS = 16
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Rules)


def make_rules(rules: Iterable[Rule]) -> Rules:
    """The rule set of `rules`, whatever their order; raises ValueError when two have the same id."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    if len({rule.id for rule in ordered}) < len(ordered):
        raise ValueError("two rules of one id")
    return Rules(rules_hash(ordered), ordered)


def rules_hash(rules: tuple[Rule, ...]) -> RulesHash:
    """The first 16 hexadecimal digits of the SHA-256 of the rules' JSON; empty for no rules at all."""
    if not rules:
        return NO_RULES.hash
    return RulesHash(hashlib.sha256(_encoder.encode(rules)).hexdigest()[:_HASH_DIGITS])


def encode_rules(rules: Rules) -> str:
    """A rule set as JSON; the same rules give the same bytes."""
    return _encoder.encode(rules).decode()


def decode_rules(body: str) -> Rules:
    """The rule set that `encode_rules` wrote."""
    return _decoder.decode(body)


def scopes_of(rule: Rule) -> tuple[Scope, ...]:
    """What a rule is about: one scope, or one for each part of a bundle."""
    return tuple(part.scope for part in rule.parts) if isinstance(rule, Bundle) else (rule.scope,)
