"""交团长: the members' orders that lie here, ticked; all of them go on one slip that the leader signs."""

from typing import Any

import msgspec

from edge_agent.wire.batches import LEADER_ORDERS_MAX, BatchOrderView, BatchView, HandedToLeader, HandToLeader
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, DoAnyway, List, ListScreen
from ui.till.generic.moves import back, show_list, show_rows
from ui.till.office.batch_words import Said, goods_text, lies_here
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse, stay

_TICK = "[x]"
_NO_TICK = "[ ]"


class Leading(msgspec.Struct, frozen=True):
    """Whose list it is."""

    batch: BatchView
    leader: str


class Ticked(msgspec.Struct, frozen=True):
    """An order, and whether it goes along."""

    order: BatchOrderView
    is_taken: bool = True


def show_leader(state: State, batch: BatchView, leader: str) -> Step:
    """Everything that lies here for a leader's members, all of it ticked."""
    orders = _here(batch, leader)
    if not orders:
        return refuse(state, Said.ALL_GONE, leader=leader)
    return show_list(state, LEADER, Leading(batch, leader), tuple(map(Ticked, orders)))


def _load(_state: State, leading: Leading) -> Call[Any]:
    """A member may have collected meanwhile."""
    return get(f"/v1/batches/{leading.batch.id}", BatchView, _came)


def _came(state: State, batch: BatchView) -> Step:
    """What lies here now, ticked as before."""
    screen = state.screen
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, Leading):
        return stay(state)
    stays = {row.order.pickup for row in _rows(state) if not row.is_taken}
    orders = _here(batch, screen.subject.leader)
    return show_rows(state, tuple(Ticked(order, order.pickup not in stays) for order in orders))


def _here(batch: BatchView, leader: str) -> tuple[BatchOrderView, ...]:
    return tuple(order for order in batch.orders if order.leader == leader and lies_here(order))


def _turn(state: State, row: Ticked) -> Step:
    turned = Ticked(row.order, not row.is_taken)
    return show_rows(state, tuple(turned if one.order == row.order else one for one in _rows(state)))


def _hand_over(state: State) -> Step:
    """What is ticked on the screen is what goes, though more may have been packed meanwhile.

    Of a very long list the first part goes on a slip of its own; the rest is still here afterwards.
    """
    screen = state.screen
    pickups = tuple(row.order.pickup for row in _rows(state) if row.is_taken)
    if not pickups or not isinstance(screen, ListScreen) or not isinstance(screen.subject, Leading):
        return refuse(state, Said.NONE_TICKED)
    body = HandToLeader(screen.subject.leader, pickups[:LEADER_ORDERS_MAX])
    path = f"/v1/batches/{screen.subject.batch.id}/hand-over"
    return Step(state, (post(path, body, HandedToLeader, _handed),))


def _handed(state: State, done: HandedToLeader) -> Step:
    return back(state, Said.HANDED, n=len(done.handovers))


def _rows(state: State) -> tuple[Ticked, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _cells(_view: View, row: Ticked) -> tuple[str, ...]:
    order = row.order
    return (
        _TICK if row.is_taken else _NO_TICK,
        order.bag,
        order.tail,
        goods_text(order),
        " ".join(dict.fromkeys(order.places)),
    )


def _note(view: View, leading: Leading, rows: tuple[Ticked, ...]) -> tuple[str, ...]:
    taken = sum(row.is_taken for row in rows)
    return (view.say(Said.TICKED, leader=leading.leader, n=taken, all=len(rows)),)


LEADER: List[Leading, Ticked] = List(
    Said.TO_LEADER,
    (Column("", 4), Column(Said.BAG, 6), Column(Said.TAIL, 6), Column(Said.GOODS), Column(Said.PLACE, 10)),
    _cells,
    do=(Do("enter", Said.TURN, _turn),),
    do_anyway=(DoAnyway("+", Said.HAND_OVER, _hand_over),),
    load=_load,
    note=_note,
    about=_note,
)
