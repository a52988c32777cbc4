"""A rule set made ready: which rules can touch an article, found once for each article and kept."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import RuleId, Sku
from edge_agent.domain.promotions import (
    Bundle,
    BuyGet,
    Coupon,
    Deal,
    MemberPrice,
    NForPrice,
    NthPiece,
    PriceRule,
    Rule,
    Rules,
    Scope,
    SpendSave,
    TimedPrice,
    scopes_of,
)

_INDEXES_MAX = 16
_ARTICLES_MAX = 20_000


class Slot(msgspec.Struct, frozen=True, eq=False):
    """A place in a deal that pieces can fill; only a bundle has more than one."""

    no: int
    """Its own within the rule set."""
    deal: Deal
    part: int


class Reach(msgspec.Struct, frozen=True, eq=False):
    """The rules whose scope takes an article, each kind in the order of the rules' ids."""

    prices: tuple[PriceRule, ...] = ()
    slots: tuple[Slot, ...] = ()
    spends: tuple[SpendSave, ...] = ()
    coupons: Mapping[RuleId, Coupon] = {}


_Use: TypeAlias = PriceRule | Slot | SpendSave | Coupon


class _Entry(msgspec.Struct, frozen=True, eq=False):
    """One scope of the rule set: where it stands in it, and what it leads to."""

    place: int
    scope: Scope
    use: _Use


class Index:
    """The scopes of a rule set by the articles and the categories that they name."""

    def __init__(self, rules: Rules) -> None:
        self._by_sku: dict[Sku, list[_Entry]] = {}
        self._by_category: dict[str, list[_Entry]] = {}
        self._everything: list[_Entry] = []
        self._reaches: dict[tuple[Sku, str], Reach] = {}
        for entry in _entries(rules):
            self._file(entry)

    def reach(self, sku: Sku, category: str) -> Reach:
        """The rules that can touch an article."""
        found = self._reaches.get((sku, category))
        if found is None:
            if len(self._reaches) >= _ARTICLES_MAX:
                self._reaches.clear()
            found = self._reaches[sku, category] = self._look_up(sku, category)
        return found

    def _file(self, entry: _Entry) -> None:
        scope = entry.scope
        if scope.everything:
            self._everything.append(entry)
        for sku in dict.fromkeys(scope.skus):
            self._by_sku.setdefault(sku, []).append(entry)
        for category in dict.fromkeys(scope.categories):
            self._by_category.setdefault(category, []).append(entry)

    def _look_up(self, sku: Sku, category: str) -> Reach:
        named = (*self._by_sku.get(sku, ()), *self._by_category.get(category, ()), *self._everything)
        places = {entry.place: entry.use for entry in named if sku not in entry.scope.but_skus}
        uses = [places[place] for place in sorted(places)]
        if not uses:
            return _NOTHING
        return Reach(
            prices=tuple(use for use in uses if isinstance(use, MemberPrice | TimedPrice)),
            slots=tuple(use for use in uses if isinstance(use, Slot)),
            spends=tuple(use for use in uses if isinstance(use, SpendSave)),
            coupons={use.id: use for use in uses if isinstance(use, Coupon)},
        )


_NOTHING = Reach()
_indexes: dict[int, tuple[Rules, Index]] = {}
"""By the identity of the rule set, which is kept with it, so that no other can take its place."""


def index_of(rules: Rules) -> Index:
    """The index of a rule set, made when it is first asked for."""
    kept = _indexes.get(id(rules))
    if kept is not None:
        return kept[1]
    if len(_indexes) >= _INDEXES_MAX:
        _indexes.clear()
    index = Index(rules)
    _indexes[id(rules)] = (rules, index)
    return index


def _entries(rules: Rules) -> list[_Entry]:
    entries: list[_Entry] = []
    for rule in sorted(rules.rules, key=lambda rule: rule.id):
        for part, scope in enumerate(scopes_of(rule)):
            entries.append(_Entry(len(entries), scope, _use(rule, part, len(entries))))
    return entries


def _use(rule: Rule, part: int, no: int) -> _Use:
    return Slot(no, rule, part) if isinstance(rule, NthPiece | BuyGet | NForPrice | Bundle) else rule
