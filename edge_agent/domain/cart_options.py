"""What the customer chose of an article's option groups (杯型, 糖, 冰, 加料)."""

from collections.abc import Sequence

from edge_agent.domain.cart import ChosenOption
from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen

Chosen = tuple[ChosenOption, ...]
Pick = tuple[str, str]
"""A group and one of its choices, by their ids; an empty choice takes none of the group."""


def default_choices(groups: Sequence[OptionGroup]) -> Chosen | Refused:
    """What holds when nobody says anything; a sold-out default gives way to the first choice to be had."""
    chosen: list[ChosenOption] = []
    for group in groups:
        to_be_had = [choice for choice in group.choices if not choice.sold_out]
        ids = [choice.id for choice in to_be_had if choice.id in group.defaults][: group.most]
        ids += [choice.id for choice in to_be_had if choice.id not in ids][: max(0, group.least - len(ids))]
        if len(ids) < group.least:
            return Refused(Code.OPTION_SOLD_OUT, {"name": group.name})
        chosen += [_chosen(group, choice) for choice in group.choices if choice.id in ids]
    return tuple(chosen)


def choose(groups: Sequence[OptionGroup], held: Chosen, picks: Sequence[Pick]) -> Chosen | Refused:
    """`held` with the choices of every group that `picks` names replaced; all other groups keep theirs.

    A choice that is held already stays at its price, sold out or not.
    """
    by_id = {group.id: group for group in groups}
    wanted: dict[str, list[str]] = {}
    for group_id, choice_id in picks:
        if group_id not in by_id:
            return Refused(Code.OPTION_UNKNOWN, {"option": group_id[:40]})
        ids = wanted.setdefault(group_id, [])
        if choice_id:
            ids.append(choice_id)
    replaced: dict[str, Chosen] = {}
    for group_id, ids in wanted.items():
        of_group = _of_group(by_id[group_id], held, ids)
        if isinstance(of_group, Refused):
            return of_group
        replaced[group_id] = of_group
    return _in_order(groups, held, replaced)


def at_prices_of(groups: Sequence[OptionGroup], held: Chosen) -> Chosen:
    """The same choices at what they add in `groups`; one that is not there any more stays as it is."""
    now = {(group.id, choice.id): choice.fen for group in groups for choice in group.choices}
    return tuple(
        ChosenOption(one.group, one.choice, one.name, now.get((one.group, one.choice), one.fen))
        for one in held
    )


def money_of(chosen: Chosen) -> Fen:
    """What the choices add to the unit price, below zero for cheaper ones."""
    return Fen(sum(option.fen for option in chosen))


def _of_group(group: OptionGroup, held: Chosen, ids: Sequence[str]) -> Chosen | Refused:
    known = {choice.id: choice for choice in group.choices}
    before = {option.choice: option for option in held if option.group == group.id}
    for index, choice_id in enumerate(ids):
        choice = known.get(choice_id)
        if choice is None:
            return Refused(Code.OPTION_UNKNOWN, {"option": choice_id[:40]})
        if choice_id in ids[:index]:
            return Refused(Code.OPTION_REPEATED, {"name": choice.name})
        if choice.sold_out and choice_id not in before:
            return Refused(Code.OPTION_SOLD_OUT, {"name": choice.name})
    if len(ids) < group.least:
        return Refused(Code.OPTION_TOO_FEW, {"name": group.name, "min": group.least})
    if len(ids) > group.most:
        return Refused(Code.OPTION_TOO_MANY, {"name": group.name, "max": group.most})
    return tuple(
        before.get(choice.id) or _chosen(group, choice) for choice in group.choices if choice.id in ids
    )


def _in_order(groups: Sequence[OptionGroup], held: Chosen, replaced: dict[str, Chosen]) -> Chosen:
    """By the article's groups, so that equal choices are equal; groups it has no more come last."""
    order = {group.id: place for place, group in enumerate(groups)}
    kept = tuple(option for option in held if option.group not in replaced)
    everything = (*kept, *(option for chosen in replaced.values() for option in chosen))
    return tuple(sorted(everything, key=lambda option: order.get(option.group, len(order))))


def _chosen(group: OptionGroup, choice: Choice) -> ChosenOption:
    return ChosenOption(group.id, choice.id, choice.name, choice.fen)
