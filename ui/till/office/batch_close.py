"""结团: what becomes of each order that nobody collected."""

from collections.abc import Mapping
from typing import Any

import msgspec

from edge_agent.domain.events import NoShow
from edge_agent.domain.ids import PickupId
from edge_agent.wire.batches import BatchDone, BatchOrderView, BatchView, CloseBatch, SettleOrder
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, DoAnyway, Field, Form, List, ListScreen, Values
from ui.till.generic.moves import back, open_form, show_list, show_rows
from ui.till.office.batch_words import OUTCOMES, Said, goods_text, is_no_show
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, stay
from ui.till.words import Word

_NEXT = {
    NoShow.KEPT: NoShow.RETURNED,
    NoShow.RETURNED: NoShow.WRITTEN_OFF,
    NoShow.WRITTEN_OFF: NoShow.KEPT,
}


class Settled(msgspec.Struct, frozen=True):
    """An order that nobody collected, and what is to become of it."""

    order: BatchOrderView
    outcome: NoShow = NoShow.KEPT


class Closing(msgspec.Struct, frozen=True):
    """A closing that still needs a reason."""

    batch: BatchView
    orders: tuple[SettleOrder, ...]


def show_closing(state: State, batch: BatchView) -> Step:
    """Every order with something left; all are kept unless somebody says otherwise."""
    return show_list(state, CLOSING, batch, _left(batch, {}))


def _load(_state: State, batch: BatchView) -> Call[Any]:
    """Somebody may have come for an order meanwhile."""
    return get(f"/v1/batches/{batch.id}", BatchView, _came)


def _came(state: State, batch: BatchView) -> Step:
    """What is left now; what was said of it stays."""
    return show_rows(state, _left(batch, {row.order.pickup: row.outcome for row in _rows(state)}))


def _left(batch: BatchView, said: Mapping[PickupId, NoShow]) -> tuple[Settled, ...]:
    orders = (order for order in batch.orders if is_no_show(order))
    return tuple(Settled(order, said.get(order.pickup, NoShow.KEPT)) for order in orders)


def _turn(state: State, row: Settled) -> Step:
    turned = Settled(row.order, _NEXT[row.outcome])
    return show_rows(state, tuple(turned if one.order == row.order else one for one in _rows(state)))


def _close(state: State) -> Step:
    """Whoever writes goods off says why."""
    screen = state.screen
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, BatchView):
        return stay(state)
    said = tuple(SettleOrder(row.order.pickup, row.outcome) for row in _rows(state))
    closing = Closing(screen.subject, said)
    if any(one.outcome is NoShow.WRITTEN_OFF for one in said):
        return open_form(state, REASON, closing)
    return _send(state, closing, "")


def _with_reason(state: State, closing: Closing, values: Values) -> Step:
    return _send(state, closing, values.text("reason"))


def _send(state: State, closing: Closing, reason: str) -> Step:
    body = CloseBatch(closing.orders, reason=reason)
    return Step(state, (post(f"/v1/batches/{closing.batch.id}/close", body, BatchDone, _closed),))


def _closed(state: State, _done: BatchDone) -> Step:
    """Back over the form, if there was one, to the bags."""
    below = state if isinstance(state.screen, ListScreen) else back(state).state
    return back(below, Said.WAS_CLOSED)


def _rows(state: State) -> tuple[Settled, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _cells(view: View, row: Settled) -> tuple[str, ...]:
    order = row.order
    return order.bag, order.tail, order.leader, goods_text(order), view.say(OUTCOMES[row.outcome])


def _lost(_view: View, closing: Closing) -> tuple[str, ...]:
    """What is written off."""
    written_off = {one.pickup for one in closing.orders if one.outcome is NoShow.WRITTEN_OFF}
    orders = [order for order in closing.batch.orders if order.pickup in written_off]
    return tuple(f"{order.bag}  {goods_text(order)}" for order in orders)


def _note(view: View, batch: BatchView, rows: tuple[Settled, ...]) -> tuple[str, ...]:
    told = view.say(Said.NO_SHOWS, n=len(rows)) if rows else view.say(Said.ALL_COLLECTED)
    return batch.name, told


CLOSING: List[BatchView, Settled] = List(
    Said.CLOSING,
    (
        Column(Said.BAG, 6),
        Column(Said.TAIL, 6),
        Column(Said.LEADER, 8),
        Column(Said.GOODS),
        Column(Said.BECOMES, 10),
    ),
    _cells,
    do=(Do("enter", Said.CHANGE, _turn),),
    do_anyway=(DoAnyway("+", Said.CLOSE, _close),),
    load=_load,
    empty=Said.ALL_COLLECTED,
    note=_note,
    about=_note,
)
REASON: Form[Closing] = Form(Said.WRITTEN_OFF, (Field("reason", Word.REASON),), _with_reason, note=_lost)
