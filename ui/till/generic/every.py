"""The three generic screens as one: their keys, their scans, and which letters act at once."""

from typing import TypeAlias, assert_never

from ui.till.decoder import Key
from ui.till.generic import form, listing, page
from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.keymap import Action, Keymap
from ui.till.state import State
from ui.till.step import Step, stay

GenericScreen: TypeAlias = FormScreen | ListScreen | PageScreen


def on_key(state: State, screen: GenericScreen, action: Action | None, key: Key, keymap: Keymap) -> Step:
    """A key on any of them."""
    match screen:
        case FormScreen():
            return form.on_key(state, screen, action, key)
        case ListScreen():
            return listing.on_key(state, screen, action, key)
        case PageScreen():
            return page.on_key(state, screen, action, key, keymap)
        case _:
            assert_never(screen)


def takes_scans(screen: GenericScreen) -> bool:
    """A scan means something here; else it goes to the sale."""
    return isinstance(screen, FormScreen) or (
        isinstance(screen, ListScreen) and screen.listing.on_scan is not None
    )


def on_scan(state: State, screen: GenericScreen, code: str) -> Step:
    """A scan on a form, or on a list that takes scans."""
    if isinstance(screen, FormScreen):
        return form.on_scan(state, screen, code)
    if isinstance(screen, ListScreen) and screen.listing.on_scan is not None:
        return screen.listing.on_scan(state, code)
    return stay(state)


def acts(screen: GenericScreen, key: Key) -> bool:
    """A letter or digit does something by itself."""
    match screen:
        case FormScreen():
            return form.acts(screen)
        case ListScreen():
            return listing.doing(screen, key) is not None
        case PageScreen():
            return page.doing(screen, key) is not None
        case _:
            assert_never(screen)
