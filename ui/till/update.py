"""The till's one decision: a state and an event in, the next state and what to ask of the agent out; pure."""

from typing import assert_never

from ui.till.answers import on_answer
from ui.till.commands import DoOpenCart, DoReadHealth
from ui.till.decoder import Key, Scan, Typed
from ui.till.events import AgentFound, AgentLost, Answered, Changed, Event, Picked, Resized, Ticked
from ui.till.generic import every as generic
from ui.till.generic import form
from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.idle import on_changed, on_tick
from ui.till.keymap import Action, Keymap
from ui.till.office.activity import Activity
from ui.till.office.all import BY_ACTION
from ui.till.office.codes import opened_by
from ui.till.office.menu import begin, open_menu
from ui.till.screens import ask, sale, search, sign_in, tender
from ui.till.state import (
    AskScreen,
    FloatScreen,
    HelpScreen,
    Question,
    SaleScreen,
    Screen,
    SearchScreen,
    SignInScreen,
    State,
    TenderScreen,
    TroubleScreen,
)
from ui.till.step import Step, change, stay
from ui.till.words import Word, say


def update(state: State, event: Event, keymap: Keymap) -> Step:  # noqa: PLR0911 one case per event
    """What `event` does to a till in `state`."""
    match event:
        case Scan():
            return _on_scan(change(state, notice=None, touched_at=state.now), event.text)
        case Typed():
            return _on_typed(change(state, touched_at=state.now), event, keymap)
        case Picked():
            return _on_pick(change(state, touched_at=state.now), event.pick)
        case Answered():
            return on_answer(state, event.command, event.answer)
        case Ticked():
            return on_tick(state, event.now)
        case Changed():
            return on_changed(state, event.topic)
        case Resized():
            return stay(change(state, columns=event.columns, rows=event.rows))
        case AgentLost():
            return stay(change(state, is_lost=True, bells=state.bells + 1))
        case AgentFound():
            return _on_found(state)
        case _:
            assert_never(event)


def acts_alone(screen: Screen, key: Key) -> bool:
    """A letter or digit does something on this screen by itself, besides what the keymap says."""
    match screen:
        case TenderScreen():
            return screen.picking
        case FormScreen() | ListScreen() | PageScreen():
            return generic.acts(screen, key)
        case _:
            return False


def _on_scan(state: State, code: str) -> Step:
    return opened_by(state, code) or _on_scan_of_screen(state, code)


def _on_scan_of_screen(state: State, code: str) -> Step:
    screen = state.screen
    match screen:
        case SignInScreen() | FloatScreen():
            return sign_in.on_scan(state, code)
        case SearchScreen():
            return search.on_scan(state, screen, code)
        case TenderScreen():
            return tender.on_scan(state, screen, code)
        case AskScreen() | HelpScreen() | TroubleScreen():
            return _on_scan(change(state, screen=screen.back), code)
        case FormScreen() | ListScreen() | PageScreen() if generic.takes_scans(screen):
            return generic.on_scan(state, screen, code)
        case SaleScreen() | FormScreen() | ListScreen() | PageScreen():
            return sale.on_scan(change(state, screen=SaleScreen()), code)
        case _:
            assert_never(screen)


def _on_typed(state: State, typed: Typed, keymap: Keymap) -> Step:
    """Space says yes to a question that the line above asks; any other key leaves it."""
    asked = state.notice.repeat if state.notice else None
    if asked is not None and keymap.action(state.section, typed.key) is Action.ACCEPT:
        return Step(change(state, notice=None), (asked,))
    return _on_key(change(state, notice=None, moved=()), typed, keymap)


def _on_key(state: State, typed: Typed, keymap: Keymap) -> Step:
    action = keymap.action(state.section, typed.key)
    if action is Action.CONFIRM and typed.soon_after_scan and _enter_is_dangerous(state):
        return stay(state)
    if action is Action.HELP and not isinstance(
        state.screen, HelpScreen | TroubleScreen | AskScreen | FormScreen
    ):
        return stay(change(state, screen=HelpScreen(state.screen)))
    if action is Action.QUIT and not isinstance(state.screen, HelpScreen | TroubleScreen | AskScreen):
        return stay(change(state, screen=AskScreen(Question.QUIT, state.screen)))
    activity = BY_ACTION.get(action) if action else None
    if activity is not None and _may_begin(state, activity):
        return begin(state, activity)
    if action is Action.MORE and not state.buffer:
        return open_menu(state)
    return _on_key_of_screen(state, action, typed.key, keymap)


def _on_key_of_screen(  # noqa: PLR0911 one case per screen
    state: State, action: Action | None, key: Key, keymap: Keymap
) -> Step:
    screen = state.screen
    match screen:
        case SignInScreen():
            return sign_in.on_key(state, screen, action, key)
        case FloatScreen():
            return sign_in.on_float_key(state, action, key)
        case SaleScreen():
            return sale.on_key(state, action, key, keymap)
        case TenderScreen():
            return tender.on_key(state, screen, action, key)
        case SearchScreen():
            return search.on_key(state, screen, action, key)
        case AskScreen():
            return ask.on_key(state, screen, action)
        case HelpScreen() if action is Action.HELP:
            return stay(change(state, screen=TroubleScreen(screen.back)))
        case HelpScreen() | TroubleScreen():
            return stay(change(state, screen=screen.back))
        case FormScreen() | ListScreen() | PageScreen():
            return generic.on_key(state, screen, action, key, keymap)
        case _:
            assert_never(screen)


def _may_begin(state: State, activity: Activity) -> bool:
    is_paying = isinstance(state.screen, TenderScreen) and activity.while_paying
    return is_paying or isinstance(state.screen, SaleScreen)


def _enter_is_dangerous(state: State) -> bool:
    """Enter would confirm something here that a scanner's second CR must not."""
    return not isinstance(state.screen, SaleScreen | SignInScreen | HelpScreen)


def _on_pick(state: State, pick: int) -> Step:
    screen = state.screen
    if isinstance(screen, SaleScreen):
        return stay(change(state, selected=pick))
    if isinstance(screen, FormScreen):
        return stay(form.at_field(state, screen, pick))
    if isinstance(screen, TenderScreen) and screen.reference_for is None:
        return stay(change(state, screen=TenderScreen(pick)))
    if isinstance(screen, SearchScreen | ListScreen):
        return stay(change(state, screen=screen.at(pick)))
    return stay(state)


def _on_found(state: State) -> Step:
    was_told = state.notice is not None and state.notice.title == say(state.language, Word.LOST)
    found = change(state, is_lost=False, notice=None if was_told else state.notice)
    if found.session is None:
        return Step(found, (DoReadHealth(),))
    return Step(found, (DoReadHealth(), DoOpenCart()))
