"""A page: Up and Down scroll, its own keys act, Backspace goes back."""

from typing import Any

import msgspec

from ui.till.decoder import Key
from ui.till.generic.kinds import Do, PageScreen
from ui.till.generic.moves import back
from ui.till.keymap import Action, Keymap, name_of
from ui.till.picture.office import page_rows
from ui.till.picture.rows import View
from ui.till.screens.moving import STEPS
from ui.till.state import State
from ui.till.step import Step, change, stay

AROUND = 3
"""The status line, the title and the keys."""


def on_key(state: State, screen: PageScreen, action: Action | None, key: Key, keymap: Keymap) -> Step:
    """A key on a page; Enter and Backspace leave it unless they do something there."""
    does = doing(screen, Key("enter") if action is Action.CONFIRM else key)
    if does is not None:
        return stay(state) if screen.subject is None else does.run(state, screen.subject)
    if action in (Action.ERASE, Action.BACK, Action.CONFIRM):
        return back(state)
    if action not in STEPS:
        return stay(state)
    view = View(state, "", keymap, state.columns, state.rows)
    return stay(change(state, screen=_scrolled(view, screen, STEPS[action])))


def doing(screen: PageScreen, key: Key) -> Do[Any] | None:
    """What this key does here."""
    return next((does for does in screen.page.do if does.key == name_of(key)), None)


def _scrolled(view: View, screen: PageScreen, by: int) -> PageScreen:
    """No further than until the last row is seen."""
    count = len(page_rows(view, screen.page, screen.subject)) if screen.subject is not None else 0
    around = AROUND + (view.state.practice is not None)
    top = max(min(screen.top + by, count - view.rows + around), 0)
    return msgspec.structs.replace(screen, top=top)
