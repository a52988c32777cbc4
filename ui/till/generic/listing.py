"""A list: Up and Down select, its own keys act on the selected row, Backspace goes back."""

from functools import partial
from typing import Any

from ui.till.decoder import Key
from ui.till.generic.kinds import Do, DoAnyway, ListScreen
from ui.till.generic.moves import back
from ui.till.keymap import Action, name_of
from ui.till.screens.moving import MOVES, moved
from ui.till.state import State
from ui.till.step import Step, change, stay, type_into

NUMBERS = "123456789"


def on_key(state: State, screen: ListScreen, action: Action | None, key: Key) -> Step:
    """A key on a list: what the list does with it, else to move and to leave."""
    does = doing(screen, Key("enter") if action is Action.CONFIRM else key)
    if does is not None:
        return _done(state, screen, does, key)
    match action:
        case Action.ERASE if state.buffer:
            return _typed(screen, stay(change(state, buffer=state.buffer[:-1])))
        case Action.ERASE | Action.BACK:
            return back(state)
        case _ if action in MOVES:
            rows = screen.rows or ()
            return stay(change(state, screen=screen.at(moved(screen.selected, action, len(rows)))))
        case _ if _takes(screen, key.character):
            return _typed(screen, type_into(state, key))
        case _:
            return stay(state)


def doing(screen: ListScreen, key: Key) -> Do[Any] | DoAnyway | None:
    """What this key does here; in a menu a digit does what Enter does with the row of that number."""
    listing, named = screen.listing, name_of(key)
    if listing.is_menu and _row_at(screen, key) is not None:
        return listing.do[0]
    if listing.do_number is not None and named in NUMBERS:
        return DoAnyway(named, listing.do_number.label, partial(listing.do_number.run, number=int(named)))
    return next((does for does in listing.all_do if does.key == named), None)


def _takes(screen: ListScreen, character: str) -> bool:
    listing = screen.listing
    is_letter = character.isascii() and character.isalpha()
    return (listing.takes_number and character.isdecimal()) or (listing.takes_letters and is_letter)


def _typed(screen: ListScreen, step: Step) -> Step:
    """A list may show other rows by what is typed."""
    on_typed = screen.listing.on_typed
    return step if on_typed is None else stay(on_typed(step.state))


def _done(state: State, screen: ListScreen, does: Do[Any] | DoAnyway, key: Key) -> Step:
    if isinstance(does, DoAnyway):
        return does.run(state)
    row = _row_at(screen, key) if screen.listing.is_menu else None
    chosen = screen.row if row is None else row
    return stay(state) if chosen is None else does.run(state, chosen)


def _row_at(screen: ListScreen, key: Key) -> Any | None:
    number = int(key.character) if key.character.isascii() and key.character.isdecimal() else 0
    rows = screen.rows or ()
    return rows[number - 1] if 0 < number <= len(rows) else None
