"""From screen to screen: how an activity opens a form, a list or a page, and comes back."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from ui.till.generic.kinds import Field, Form, FormScreen, List, ListScreen, Page, PageScreen
from ui.till.state import Choose, SaleScreen, Screen, SearchScreen, State
from ui.till.step import Step, change, stay, tell
from ui.till.words import Phrase

S = TypeVar("S")
R = TypeVar("R")


def open_form(state: State, form: Form[S], subject: S, *, fields: Sequence[Field] | None = None) -> Step:
    """Fill in `form`, with other fields than its own if need be."""
    asked = form.fields if fields is None else tuple(fields)
    screen = FormScreen(form, subject, asked, ("",) * len(asked), state.screen, buffer_below=state.buffer)
    return stay(change(state, screen=screen, buffer=""))


def open_list(state: State, listing: List[S, R], subject: S) -> Step:
    """Show a list that loads its rows by itself."""
    screen = ListScreen(listing, subject, state.screen)
    commands = (listing.load(state, subject),) if listing.load else ()
    return Step(change(state, screen=screen, buffer=""), commands)


def show_list(state: State, listing: List[S, R], subject: S, rows: tuple[R, ...]) -> Step:
    """Show a list of rows that are at hand."""
    return stay(change(state, screen=ListScreen(listing, subject, state.screen, rows), buffer=""))


def show_rows(state: State, rows: tuple[Any, ...]) -> Step:
    """The `then` of a list's `load`; the selection stays where it was, as far as there are rows."""
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    selected = max(0, min(screen.selected, len(rows) - 1))
    return stay(change(state, screen=msgspec.structs.replace(screen, rows=rows, selected=selected)))


def open_page(state: State, page: Page[S]) -> Step:
    """Show a page that loads its subject by itself."""
    commands = (page.load(state),) if page.load else ()
    return Step(change(state, screen=PageScreen(page, state.screen), buffer=""), commands)


def show_page(state: State, page: Page[S], subject: S) -> Step:
    """Show a page about what is at hand."""
    return stay(change(state, screen=PageScreen(page, state.screen, subject), buffer=""))


def show_subject(state: State, subject: Any) -> Step:
    """The `then` of a page's `load`."""
    screen = state.screen
    if not isinstance(screen, PageScreen):
        return stay(state)
    return stay(change(state, screen=msgspec.structs.replace(screen, subject=subject)))


def pick_article(state: State, choose: Choose) -> Step:
    """Let somebody search or scan an article; `choose` goes on with it, from the screen of now."""
    return stay(change(state, screen=SearchScreen(choose=choose, back=state.screen), buffer=""))


def back(state: State, told: Phrase | None = None, **params: str | int) -> Step:
    """Leave for the screen below, telling what was done; a list or a page loads anew."""
    shown = state if told is None else tell(state, told, **params)
    screen: Screen = state.screen
    match screen:
        case FormScreen() | ListScreen() | PageScreen():
            return _come_back(change(shown, screen=screen.back, buffer=screen.buffer_below))
        case _:
            return stay(change(shown, screen=SaleScreen(), buffer=""))


def to_sale(state: State, told: Phrase | None = None, **params: str | int) -> Step:
    """Leave for the sale, telling what was done."""
    shown = state if told is None else tell(state, told, **params)
    return stay(change(shown, screen=SaleScreen(), buffer=""))


def _come_back(state: State) -> Step:
    screen: Screen = state.screen
    match screen:
        case ListScreen(rows=None) | PageScreen(subject=None):
            return back(state)  # nobody approved of reading it: to ask again would hold the person here
        case ListScreen() if screen.listing.load is not None:
            return Step(state, (screen.listing.load(state, screen.subject),))
        case PageScreen() if screen.page.load is not None:
            return Step(state, (screen.page.load(state),))
        case _:
            return stay(state)
