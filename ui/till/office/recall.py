"""取单: the held carts of the shop; Enter takes one to this till."""

from edge_agent.domain.money import yuan
from edge_agent.wire.carts import CartView, HeldCart
from ui.till.carts import with_cart
from ui.till.commands import Call, Command, DoCancel
from ui.till.generic.calls import get
from ui.till.generic.kinds import Column, Do, List
from ui.till.generic.moves import open_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import SaleScreen, State
from ui.till.step import Step, change, stay, tell
from ui.till.words import Word


def open_recall(state: State) -> Step:
    """The list, the longest waiting first."""
    return open_list(state, HELD, None)


def _load(_state: State, _subject: None) -> Call[tuple[HeldCart, ...]]:
    return get("/v1/carts", tuple[HeldCart, ...], show_rows, state="held")


def _recall(state: State, held: HeldCart) -> Step:
    """A cart in which all is voided is cancelled first: what it held stays on record."""
    has_only_voided = state.cart is not None and state.cart.lines and not state.lines
    first: tuple[Command, ...] = (DoCancel(),) if has_only_voided else ()
    recall = Call("POST", f"/v1/carts/{held.id}/recall", CartView, _recalled, version=held.version)
    return Step(state, (*first, recall))


def _recalled(state: State, cart: CartView) -> Step:
    """Lines that cost something else by now are marked, and told."""
    shown = with_cart(change(state, screen=SaleScreen(), finished=None), cart)
    if not cart.moved_lines:
        return stay(shown)
    told = tell(shown, Word.MOVED_LINES, n=len(cart.moved_lines))
    return stay(change(told, moved=cart.moved_lines))


def _cells(view: View, held: HeldCart) -> tuple[str, ...]:
    time = moment_text(view, held.held_at)
    return time, held.till, str(held.count), yuan(held.total_fen), held.first


HELD: List[None, HeldCart] = List(
    Word.RECALL,
    (
        Column(Word.TIME, 11),
        Column(Word.LANE, 4),
        Column(Word.COUNT, 5, right=True),
        Column(Word.AMOUNT, 11, right=True),
        Column(Word.FIRST),
    ),
    _cells,
    do=(Do("enter", Word.KEY_RECALL, _recall),),
    load=_load,
    empty=Word.NONE_HELD,
)
ACTIVITIES = (Activity(Word.RECALL, Group.SALE, open_recall),)
