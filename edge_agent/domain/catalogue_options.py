"""An article's option groups (杯型, 糖, 冰, 加料): whether they hold together, and how cheap they make it."""

from collections.abc import Callable, Sequence

from edge_agent.domain.catalogue import OptionGroup
from edge_agent.domain.catalogue_row import RowReason
from edge_agent.domain.money import Fen

GROUPS_MAX = 9
CHOICES_MAX = 9
"""Of a group: one digit chooses at the till."""


def options_fault(groups: Sequence[OptionGroup]) -> tuple[RowReason, str] | None:
    """The first thing that does not hold together, and the name of the group it is in; None when all does."""
    if len(groups) > GROUPS_MAX:
        return RowReason.OPTION_MANY_GROUPS, ""
    for group in groups:
        for reason, is_at_fault in _FAULTS:
            if is_at_fault(group):
                return reason, group.name
    return None


def lowest_price(price: Fen, groups: Sequence[OptionGroup]) -> Fen:
    """What one piece costs at `price` with its cheapest choices; it may be below zero."""
    return Fen(price + sum(_lowest(group) for group in groups))


def _lowest(group: OptionGroup) -> int:
    """The least that a group adds: as many choices as must be made, and more while they are below zero."""
    differences = sorted(choice.fen for choice in group.choices)
    cheaper = sum(fen < 0 for fen in differences)
    return sum(differences[: max(group.least, min(group.most, cheaper))])


def _has_choice_twice(group: OptionGroup) -> bool:
    return len({choice.id for choice in group.choices}) < len(group.choices)


def _has_unknown_default(group: OptionGroup) -> bool:
    return not set(group.defaults) <= {choice.id for choice in group.choices}


_FAULTS: Sequence[tuple[RowReason, Callable[[OptionGroup], bool]]] = (
    (RowReason.OPTION_MANY_CHOICES, lambda group: len(group.choices) > CHOICES_MAX),
    (RowReason.OPTION_CHOICE_TWICE, _has_choice_twice),
    (RowReason.OPTION_LEAST_ABOVE_MOST, lambda group: group.least > group.most),
    (RowReason.OPTION_FEW_CHOICES, lambda group: len(group.choices) < max(1, group.least)),
    (RowReason.OPTION_DEFAULT_UNKNOWN, _has_unknown_default),
    (RowReason.OPTION_DEFAULTS_FEW, lambda group: len(group.defaults) < group.least),
    (RowReason.OPTION_DEFAULTS_MANY, lambda group: len(group.defaults) > group.most),
)
