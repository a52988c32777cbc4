"""The proof of the journal: every row carries the hash of itself and of all before it."""

from collections.abc import Iterable

import msgspec

from edge_agent.db.journal import GENESIS, Head, JournalRow, chain, event_of
from edge_agent.domain.events import EpochOpened, Event


class Fault(msgspec.Struct, frozen=True):
    """Where the journal or the tables are not what they must be."""

    what: str
    pos: int = 0
    """The journal row; 0 when it is about a table."""


def check_chain(journal: Iterable[JournalRow], last: Head | None = None) -> Fault | None:
    """The first row whose hash, number, parent or columns do not agree with its body, or None.

    `last` is the head before the first of these rows; None at the journal's beginning.
    """
    head = last
    for row in journal:
        fault = _fault_of(row, head)
        if fault:
            return Fault(fault, row.pos)
        head = Head(row.epoch, row.seq, row.hash)
    return None


def _fault_of(row: JournalRow, head: Head | None) -> str | None:
    try:
        event = event_of(row)
        return _check_columns(row, event) or _check_link(row, event, head)
    except Exception as error:  # noqa: BLE001 bytes that were tampered with can fail in any way
        return f"event {row.seq} cannot be read: {error}"


def _check_columns(row: JournalRow, event: Event) -> str | None:
    told = (event.id, event.type, event.at, event.business_date, event.actor, event.till)
    if told != (row.id, row.type, row.at, row.business_date, row.actor, row.till):
        return f"the columns of event {row.seq} are not what its body says"
    return None


def _check_link(row: JournalRow, event: Event, head: Head | None) -> str | None:
    if head is not None and row.epoch == head.epoch:
        if row.seq != head.seq + 1:
            return f"event {row.seq} follows {head.seq}"
    elif row.seq != 1:
        return f"epoch {row.epoch} begins at {row.seq}"
    elif not _opens(row.epoch, event, head):
        return f"epoch {row.epoch} does not name the head before it"
    previous = head.hash if head else GENESIS
    if chain(previous, row.epoch, row.seq, row.body.encode()) != row.hash:
        return f"event {row.seq} of epoch {row.epoch} does not carry its hash"
    return None


def _opens(epoch: str, event: Event, head: Head | None) -> bool:
    if not isinstance(event.data, EpochOpened) or event.data.epoch != epoch:
        return False
    parent = event.data.parent
    if parent is None or head is None:
        return parent is None and head is None
    return (parent.epoch, parent.seq, parent.hash) == (head.epoch, head.seq, head.hash.hex())
