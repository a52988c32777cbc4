"""The whole picture: status line, the screen's own body, and what every screen has below."""

from typing import assert_never

from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.picture.after_sale import after_sale_body
from ui.till.picture.doors import ask_body, float_body, help_body, sign_in_body
from ui.till.picture.frame import foot, notices, status_row
from ui.till.picture.keys import help_row
from ui.till.picture.office import office_body
from ui.till.picture.rows import Row, View, filled
from ui.till.picture.sale import sale_body
from ui.till.picture.search import search_body
from ui.till.picture.tender import tender_body
from ui.till.picture.trouble import trouble_body
from ui.till.practice_strip import practice_rows
from ui.till.state import (
    AskScreen,
    FloatScreen,
    HelpScreen,
    SaleScreen,
    SearchScreen,
    SignInScreen,
    TenderScreen,
    TroubleScreen,
)


def picture(view: View) -> list[Row]:
    """Exactly `view.rows` rows of exactly `view.columns` cells."""
    below = _below(view)
    above = [status_row(view), *practice_rows(view)]
    height = max(view.rows - len(above) - len(below), 0)
    rows = [*above, *_body(view, height), *below]
    return filled(rows, view.columns, view.rows)


def _below(view: View) -> list[Row]:
    if isinstance(view.state.screen, SaleScreen | TenderScreen | SearchScreen):
        return foot(view)
    return [*notices(view), help_row(view)]


def _body(view: View, height: int) -> list[Row]:  # noqa: C901, PLR0911 one case per screen
    screen = view.state.screen
    match screen:
        case SignInScreen():
            return sign_in_body(view, screen, height)
        case FloatScreen():
            return float_body(view, height)
        case SaleScreen() if view.state.finished is not None:
            return after_sale_body(view, view.state.finished, height)
        case SaleScreen():
            return sale_body(view, height)
        case TenderScreen():
            return tender_body(view, screen, height)
        case SearchScreen():
            return search_body(view, screen, height)
        case AskScreen():
            return ask_body(view, screen, height)
        case HelpScreen():
            return help_body(view, screen, height)
        case TroubleScreen():
            return trouble_body(view, height)
        case FormScreen() | ListScreen() | PageScreen():
            return office_body(view, screen, height)
        case _:
            assert_never(screen)
