"""When a rule holds: validity by the cart's opening, days and hours by when a line was added."""

from edge_agent.domain.cart import Cart
from edge_agent.domain.ids import RuleId
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.promotions import LaterPrice, MemberPrice, Rule, TimedPrice

_MINUTES_PER_DAY = 24 * 60
_EPOCH_WEEKDAY = 3
"""1 January 1970 was a Thursday, counted from Monday as 0."""


class Hours:
    """Which rules hold for a cart, and at the moment of each of its lines."""

    def __init__(self, cart: Cart) -> None:
        self.opened_at: Millis = cart.created_at if cart.opened_at is None else cart.opened_at
        self._offset = cart.utc_offset_minutes
        self._has_member = cart.member is not None
        self._holds: dict[RuleId, bool] = {}

    def holds(self, rule: Rule, at: Millis) -> bool:
        """Whether a rule holds for what was added at `at`."""
        known = self._holds.get(rule.id)
        if known is None:
            known = self._holds[rule.id] = self._is_valid(rule)
        if not known or (rule.from_minute is None and not rule.weekdays):
            return known
        return self.is_within(rule, at)

    def is_within(self, rule: Rule, at: Millis) -> bool:
        """Whether `at` is of a rule's days and hours.

        A day is the one on which the window began: at one in the night, 22:00 to 02:00 is still Saturday's.
        """
        minute, begun = self._minute(at), at
        if rule.from_minute is not None and rule.until_minute is not None:
            length = (rule.until_minute - rule.from_minute) % _MINUTES_PER_DAY
            passed = (minute - rule.from_minute) % _MINUTES_PER_DAY
            if passed >= length:
                return False
            begun = Millis(at - passed * MINUTE)
        return not rule.weekdays or self._weekday(begun) in rule.weekdays

    def step(self, rule: TimedPrice, at: Millis) -> TimedPrice | LaterPrice:
        """The step of a timed price that holds at `at`, which is within its window."""
        first = rule.from_minute or 0
        passed = (self._minute(at) - first) % _MINUTES_PER_DAY
        begun = [step for step in rule.later if (step.from_minute - first) % _MINUTES_PER_DAY <= passed]
        return begun[-1] if begun else rule

    def holds_alike(self, rule: Rule, one: Millis, other: Millis) -> bool:
        """Whether a rule's days, hours and steps are the same at two moments."""
        if rule.from_minute is None and not rule.weekdays:
            return True
        return self._within(rule, one) is self._within(rule, other)

    def _within(self, rule: Rule, at: Millis) -> Rule | LaterPrice | None:
        if not self.is_within(rule, at):
            return None
        return self.step(rule, at) if isinstance(rule, TimedPrice) else rule

    def _is_valid(self, rule: Rule) -> bool:
        if not self._has_member and (rule.members_only or isinstance(rule, MemberPrice)):
            return False
        if rule.valid_from is not None and self.opened_at < rule.valid_from:
            return False
        return rule.valid_until is None or self.opened_at < rule.valid_until

    def _minute(self, at: Millis) -> int:
        """Of the shop's day."""
        return (at // MINUTE + self._offset) % _MINUTES_PER_DAY

    def _weekday(self, at: Millis) -> int:
        """1 is Monday."""
        return ((at // MINUTE + self._offset) // _MINUTES_PER_DAY + _EPOCH_WEEKDAY) % 7 + 1
