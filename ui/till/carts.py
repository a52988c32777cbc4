"""What a cart from the agent changes: the screen follows where its payment stands, the selection holds."""

from collections.abc import Sequence
from typing import TypeGuard

from edge_agent.wire.carts import CartView, ChangeLine, LineView
from ui.till.commands import Call
from ui.till.generic.kinds import ListScreen, PageScreen
from ui.till.state import SaleScreen, Screen, State, TenderScreen
from ui.till.step import Step, change, stay


def with_cart(state: State, cart: CartView) -> State:
    """`state` with this cart."""
    had_tenders = bool(state.cart and state.cart.tenders)
    shown = change(state, cart=cart)
    shown = change(shown, selected=_selection(shown.lines, state.selected))
    if shown.lines:
        shown = change(shown, finished=None)
    if cart.pending is None:
        shown = change(shown, payment=None)
    is_tendering = isinstance(shown.screen, TenderScreen)
    if cart.state == "tendering":
        return (
            shown
            if is_tendering or covers_tender(shown.screen)
            else change(shown, screen=TenderScreen(), buffer="")
        )
    if is_tendering and (had_tenders or not shown.lines):
        return change(shown, screen=SaleScreen(), buffer="")
    return shown


def covers_tender(screen: Screen) -> TypeGuard[ListScreen | PageScreen]:
    """Something was scanned while the customer pays, and stands before the payment."""
    return isinstance(screen, ListScreen | PageScreen) and isinstance(screen.back, TenderScreen)


def cart_came(state: State, cart: CartView) -> Step:
    """The `then` of a call that changes the cart and nothing else."""
    return stay(with_cart(state, cart))


def change_line(line_no: int, body: ChangeLine) -> Call[CartView]:
    """Change a line of the till's cart."""
    return Call("PATCH", f"/lines/{line_no}", CartView, cart_came, body=body, on_cart=True)


def void_line(line_no: int) -> Call[CartView]:
    """Strike a line out."""
    return Call("DELETE", f"/lines/{line_no}", CartView, cart_came, on_cart=True)


def _selection(lines: Sequence[LineView], wanted: int | None) -> int | None:
    """The line that was selected, else the one before it, else the first; at first the last."""
    before = [line.no for line in lines if wanted is None or line.no <= wanted]
    return before[-1] if before else lines[0].no if lines else None
