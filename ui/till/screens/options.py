"""The choices of the drink that was just added: a digit per group, `0` or Enter keeps what is chosen."""

import msgspec

from edge_agent.wire.carts import CartView, ChangeLine
from edge_agent.wire.goods import ChoiceView, OptionGroupView, OptionPick
from edge_agent.wire.problem import Problem
from ui.till.carts import cart_came
from ui.till.commands import Call
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.state import Options, Refusal, State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Word

KEEP = "0"


def on_key(state: State, options: Options, action: Action | None, key: Key) -> Step | None:
    """A key while choices are open; None when it is no choice, and closes them."""
    if state.buffer:
        return None
    if action is Action.CONFIRM or key.character == KEEP:
        return stay(_next(state, options))
    number = int(key.character) if key.character.isascii() and key.character.isdecimal() else 0
    if not 0 < number <= len(options.group.choices):
        return None
    return _choose(state, options, options.group.choices[number - 1])


def _choose(state: State, options: Options, choice: ChoiceView) -> Step:
    """One of a kind is chosen and the next group is asked; of several, each digit puts one in or out."""
    group = options.group
    chosen = _toggled(group, choice) if group.most > 1 else (choice.id,)
    shown = _with(options, _chosen(group, chosen))
    picks = tuple(OptionPick(group.id, one) for one in chosen) or (OptionPick(group.id, ""),)
    call = Call(
        "PATCH",
        f"/lines/{options.line_no}",
        CartView,
        cart_came,
        body=ChangeLine(options=picks),
        on_cart=True,
        refused=_refused,
    )
    waiting = change(state, options=shown)
    return Step(waiting if group.most > 1 else _next(waiting, shown), (call,))


def _toggled(group: OptionGroupView, choice: ChoiceView) -> tuple[str, ...]:
    before = [one.id for one in group.choices if one.chosen]
    return tuple(one.id for one in group.choices if (one.id in before) != (one.id == choice.id))


def _chosen(group: OptionGroupView, chosen: tuple[str, ...]) -> OptionGroupView:
    choices = tuple(msgspec.structs.replace(one, chosen=one.id in chosen) for one in group.choices)
    return msgspec.structs.replace(group, choices=choices)


def _with(options: Options, group: OptionGroupView) -> Options:
    groups = (*options.groups[: options.at], group, *options.groups[options.at + 1 :])
    return msgspec.structs.replace(options, groups=groups)


def _next(state: State, options: Options) -> State:
    following = options.at + 1
    is_last = following == len(options.groups)
    return change(state, options=None if is_last else msgspec.structs.replace(options, at=following))


def _refused(state: State, problem: Problem) -> Step | None:
    """What is shown as chosen is not: the agent is asked how the line stands."""
    told = change(state, notice=Refusal("", problem.title, problem.hint), options=None)
    line = state.selected_line
    return Step(told, (ask_options(line.no),) if line else ())


def ask_options(line_no: int) -> Call[tuple[OptionGroupView, ...]]:
    """What may be chosen of a line, and what is."""
    return Call("GET", f"/lines/{line_no}/options", tuple[OptionGroupView, ...], _opened, on_cart=True)


def _opened(state: State, groups: tuple[OptionGroupView, ...]) -> Step:
    if not groups or state.selected is None:
        return refuse(state, Word.NO_OPTIONS)
    return stay(change(state, options=Options(state.selected, groups)))
