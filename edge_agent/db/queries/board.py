"""The board's numbers as rows."""

import msgspec

from edge_agent.db.query import Query


class BoardRow(msgspec.Struct, frozen=True):
    """A living ticket of the day, as far as a stranger may read it."""

    id: str
    no: str
    state: str
    is_made: int
    called_at: int | None
    counter: str


class CallRow(msgspec.Struct, frozen=True):
    """A call that still stands: whom, and to where."""

    no: str
    counter: str


LIVING = Query("board.living", BoardRow)
CALL = Query("board.call", CallRow)
