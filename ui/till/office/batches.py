"""社区团购: the batches; one is counted, split, packed, handed over and closed from here."""

from edge_agent.wire.batches import BatchRow, BatchView
from ui.till.commands import Call
from ui.till.generic.calls import get
from ui.till.generic.kinds import Column, Do, List
from ui.till.generic.moves import open_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.batch_bags import show_bags
from ui.till.office.batch_count import show_count
from ui.till.office.batch_words import BATCH_STATES, Said
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step

LISTED_MAX = 20


def _open(state: State) -> Step:
    return open_list(state, BATCHES, None)


def _load(_state: State, _subject: None) -> Call[tuple[BatchRow, ...]]:
    return get("/v1/batches", tuple[BatchRow, ...], show_rows, limit=LISTED_MAX)


def _open_batch(state: State, row: BatchRow) -> Step:
    return Step(state, (get(f"/v1/batches/{row.id}", BatchView, _show),))


def _show(state: State, batch: BatchView) -> Step:
    """What comes came or not decides what is to be done next."""
    return show_bags(state, batch) if batch.state in ("split", "closed") else show_count(state, batch)


def _cells(view: View, row: BatchRow) -> tuple[str, ...]:
    return (
        row.name,
        moment_text(view, row.arrives_at),
        view.say(BATCH_STATES[row.state]),
        str(row.orders),
        str(row.left) if row.left else "",
        str(row.short) if row.short else "",
    )


BATCHES: List[None, BatchRow] = List(
    Said.TITLE,
    (
        Column(Said.BATCH),
        Column(Said.ARRIVES, 12),
        Column(Said.STATE, 9),
        Column(Said.ORDERS, 7, right=True),
        Column(Said.LEFT, 7, right=True),
        Column(Said.SHORT, 7, right=True),
    ),
    _cells,
    do=(Do("enter", Said.OPEN, _open_batch),),
    load=_load,
    empty=Said.NONE,
)
ACTIVITIES = (Activity(Said.TITLE, Group.PICKUP, _open),)
