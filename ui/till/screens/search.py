"""Search by name or code, and the price check: nothing is sold by looking."""

from edge_agent.wire.types import ArticleView
from ui.till.commands import DoFind
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.screens import sale
from ui.till.screens.moving import moved
from ui.till.state import SaleScreen, SearchScreen, State
from ui.till.step import Step, change, stay, type_into


def on_scan(state: State, code: str) -> Step:
    """Show what it costs (查价)."""
    return _find(change(state, last_scan=None, buffer=""), code, scanned=True)


def on_key(state: State, screen: SearchScreen, action: Action | None, key: Key) -> Step:
    """Every character searches anew; Enter sells the selected article."""
    articles = screen.articles or ()
    match action:
        case Action.CONFIRM:
            chosen = articles[screen.selected] if articles else None
            return _sell(state, chosen) if chosen else stay(state)
        case Action.UP | Action.DOWN | Action.PAGE_UP | Action.PAGE_DOWN:
            return stay(change(state, screen=screen.at(moved(screen.selected, action, len(articles)))))
        case Action.BACK:
            return stay(change(state, screen=SaleScreen(), buffer=""))
        case Action.ERASE if not state.buffer:
            return stay(change(state, screen=SaleScreen(), buffer=""))
        case Action.ERASE:
            return _find(change(state, buffer=state.buffer[:-1]), state.buffer[:-1])
        case _:
            typed = type_into(state, key).state
            return _find(typed, typed.buffer) if typed.buffer != state.buffer else stay(typed)


def _find(state: State, query: str, *, scanned: bool = False) -> Step:
    searching = SearchScreen(query, scanned=scanned)
    commands = (DoFind(query),) if query.strip() else ()
    return Step(change(state, screen=searching), commands)


def _sell(state: State, article: ArticleView) -> Step:
    code = article.gtins[0] if article.gtins else article.sku
    leaving = change(state, screen=SaleScreen(), buffer="")
    return sale.on_scan(leaving, code, typed=not article.gtins)
