"""Search by name or code, and the price check: nothing is sold by looking."""

import msgspec

from edge_agent.wire.goods import ArticleView
from ui.till.commands import DoFind
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.screens import sale
from ui.till.screens.moving import MOVES, moved
from ui.till.state import SaleScreen, SearchScreen, State
from ui.till.step import Step, change, stay, type_into

GTIN_LENGTHS = (8, 12, 13, 14)


def on_scan(state: State, screen: SearchScreen, code: str) -> Step:
    """Show what it costs (查价); for an activity, take it."""
    return _find(change(state, last_scan=None, buffer=""), screen, code, scanned=True)


def on_key(state: State, screen: SearchScreen, action: Action | None, key: Key) -> Step:
    """Every character searches anew; Enter sells the selected article, or takes it for an activity."""
    articles = screen.articles or ()
    match action:
        case Action.CONFIRM if screen.articles is None and screen.query.strip():
            return stay(change(state, screen=msgspec.structs.replace(screen, hurried=True)))
        case Action.CONFIRM:
            chosen = articles[screen.selected] if articles else None
            return on_chosen(state, screen, chosen) if chosen else stay(state)
        case _ if action in MOVES:
            return stay(change(state, screen=screen.at(moved(screen.selected, action, len(articles)))))
        case Action.ERASE if state.buffer:
            return _find(change(state, buffer=state.buffer[:-1]), screen, state.buffer[:-1])
        case Action.ERASE | Action.BACK:
            return stay(change(state, screen=screen.back, buffer=""))
        case _:
            typed = type_into(state, key).state
            return _find(typed, screen, typed.buffer) if typed.buffer != state.buffer else stay(typed)


def on_chosen(state: State, screen: SearchScreen, article: ArticleView) -> Step:
    """Sell the article, or go on with the activity that wanted it."""
    if screen.choose is not None:
        return screen.choose(change(state, screen=screen.back, buffer=""), article)
    code = as_printed(article.gtins[0]) if article.gtins else article.sku
    leaving = change(state, screen=SaleScreen(), buffer="")
    return sale.on_scan(leaving, code, typed=not article.gtins)


def as_printed(gtin: str) -> str:
    """A GTIN as the package shows it: its fourteen digits without the zeros that only fill up."""
    digits = gtin.lstrip("0")
    return digits.zfill(next(length for length in GTIN_LENGTHS if length >= len(digits)))


def _find(state: State, screen: SearchScreen, query: str, *, scanned: bool = False) -> Step:
    searching = msgspec.structs.replace(
        screen, query=query, articles=None, selected=0, scanned=scanned, hurried=False
    )
    commands = (DoFind(query),) if query.strip() else ()
    return Step(change(state, screen=searching), commands)
