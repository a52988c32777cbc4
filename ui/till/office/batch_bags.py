"""The bags of a split batch: packed and put by, printed, handed to a leader, closed."""

from typing import Any

import msgspec

from edge_agent.domain.quantity import Unit, quantity_text
from edge_agent.wire.batches import BagWeight, BatchDone, BatchOrderView, BatchView, PrintBatch, ReadyBag
from edge_agent.wire.pickups import PickupView
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import (
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    Kind,
    List,
    ListScreen,
    Values,
    Worded,
    hint_of_quantity,
)
from ui.till.generic.moves import back, open_form, show_list
from ui.till.office.batch_close import show_closing
from ui.till.office.batch_leader import show_leader
from ui.till.office.batch_words import Said, goods_text, lies_here, short_text, state_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, tell


class Packing(msgspec.Struct, frozen=True):
    """An order of a batch that is being packed."""

    batch: BatchView
    order: BatchOrderView


def show_bags(state: State, batch: BatchView) -> Step:
    """The orders of a batch; on this list already, as they are now."""
    screen = state.screen
    if isinstance(screen, ListScreen) and screen.listing is BAGS:
        rows = batch.orders
        shown = msgspec.structs.replace(screen, subject=batch, rows=rows)
        return stay(change(state, screen=shown))
    return show_list(state, BAGS, batch, batch.orders)


def _load(_state: State, batch: BatchView) -> Call[Any]:
    """Somebody may have collected meanwhile, at this very till."""
    return get(f"/v1/batches/{batch.id}", BatchView, show_bags)


# --- packing ------------------------------------------------------------------------------------------------


def _ask_place(state: State, order: BatchOrderView) -> Step:
    """Where it lies, and what each weighed thing in it weighs."""
    batch = _batch(state)
    if batch is None or not lies_here(order):
        return refuse(state, Said.NOT_HERE)
    weighed = [line for line in order.lines if line.unit is Unit.KG and line.given]
    weights = [
        Field(
            f"weight{line.no}",
            Worded(Said.GRAMS, {"name": line.name}),
            Kind.KILOGRAMS,
            proposed=quantity_text(line.given, line.unit).removesuffix("kg"),
            hint=hint_of_quantity(line.unit),
            about=("weight",),
        )
        for line in weighed
    ]
    before = order.places[0] if order.places else ""
    place = Field("place", Said.PLACE, proposed=before, hint=Said.PLACE_HINT)
    return open_form(state, PACK, Packing(batch, order), fields=(*weights, place))


def _pack(state: State, packing: Packing, values: Values) -> Step:
    weights = tuple(
        BagWeight(line.no, values.milli(f"weight{line.no}"))
        for line in packing.order.lines
        if f"weight{line.no}" in values.of and values.milli(f"weight{line.no}") != line.given
    )
    body = ReadyBag(packing.order.pickup, values.text("place"), weights)
    return Step(state, (post(f"/v1/batches/{packing.batch.id}/ready", body, PickupView, _packed),))


def _packed(state: State, order: PickupView) -> Step:
    place = next((parcel.place for parcel in order.parcels if parcel.place), "")
    below = back(state, Said.PACKED, bag=order.bag, place=place)
    return Step(_at_next(below.state), below.commands)


def _at_next(state: State) -> State:
    """The next bag that is to be packed, as far as there is one below."""
    screen = state.screen
    rows: tuple[BatchOrderView, ...] = screen.rows or () if isinstance(screen, ListScreen) else ()
    if not isinstance(screen, ListScreen):
        return state
    to_pack = (at for at, order in enumerate(rows) if at > screen.selected and _is_to_pack(order))
    return change(state, screen=screen.at(next(to_pack, screen.selected)))


def _is_to_pack(order: BatchOrderView) -> bool:
    return order.state == "waiting" and lies_here(order)


# --- paper, leader, closing ---------------------------------------------------------------------------------


def _print_labels(state: State) -> Step:
    return _print(state, PrintBatch("labels"))


def _print_label(state: State, order: BatchOrderView) -> Step:
    return _print(state, PrintBatch("labels", pickup=order.pickup))


def _print_picks(state: State) -> Step:
    return _print(state, PrintBatch("picks"))


def _print(state: State, body: PrintBatch) -> Step:
    batch = _batch(state)
    if batch is None:
        return stay(state)
    return Step(state, (post(f"/v1/batches/{batch.id}/print", body, BatchDone, _printing),))


def _printing(state: State, done: BatchDone) -> Step:
    return stay(tell(state, Said.PRINTING, n=done.count))


def _to_leader(state: State, order: BatchOrderView) -> Step:
    batch = _batch(state)
    if batch is None or not order.leader:
        return refuse(state, Said.NO_LEADER)
    return show_leader(state, batch, order.leader)


def _close(state: State) -> Step:
    batch = _batch(state)
    return stay(state) if batch is None else show_closing(state, batch)


def _batch(state: State) -> BatchView | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, BatchView) else None


# --- what is shown ------------------------------------------------------------------------------------------


def _cells(view: View, order: BatchOrderView) -> tuple[str, ...]:
    return order.bag, order.tail, order.leader, goods_text(order), state_text(view, order)


def _note(view: View, batch: BatchView, orders: tuple[BatchOrderView, ...]) -> tuple[str, ...]:
    """How far it is, and what is missing."""
    short = [f"{order.bag} {short_text(order)}" for order in orders if short_text(order)]
    missing = (f"{view.say(Said.SHORT)}: {'; '.join(short)}",) if short else ()
    return (_progress(view, batch, orders), *missing)


def _progress(view: View, batch: BatchView, orders: tuple[BatchOrderView, ...]) -> str:
    if batch.state == "closed":
        return view.say(Said.IS_CLOSED, name=batch.name)
    waiting, gone = sum(map(_is_to_pack, orders)), sum(order.state == "collected" for order in orders)
    ready = sum(lies_here(order) for order in orders) - waiting
    return view.say(Said.PROGRESS, name=batch.name, waiting=waiting, ready=ready, gone=gone)


def _about(_view: View, packing: Packing) -> tuple[str, ...]:
    order = packing.order
    return f"{order.bag}  {order.number}  {order.tail}", goods_text(order)


BAGS: List[BatchView, BatchOrderView] = List(
    Said.TITLE,
    (
        Column(Said.BAG, 6),
        Column(Said.TAIL, 6),
        Column(Said.LEADER, 8),
        Column(Said.GOODS),
        Column(Said.STATE, 16),
    ),
    _cells,
    do=(
        Do("enter", Said.PACK, _ask_place),
        Do("3", Said.TO_LEADER, _to_leader),
        Do("4", Said.LABEL, _print_label),
    ),
    do_anyway=(
        DoAnyway("1", Said.LABELS, _print_labels),
        DoAnyway("2", Said.PICKS, _print_picks),
        DoAnyway("9", Said.CLOSE, _close),
    ),
    load=_load,
    note=_note,
)
PACK: Form[Packing] = Form(Said.PACK, (), _pack, note=_about)
