"""A ticket's life as one table, and what follows from the states of its items."""

import enum
import itertools
from collections.abc import Collection, Iterator, Mapping

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import TicketNo


class TicketState(enum.StrEnum):
    """Where a ticket is; the first three follow from its items."""

    ORDERED = "ordered"
    PREPARING = "preparing"
    READY = "ready"
    CALLED = "called"
    NO_SHOW = "no_show"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ItemState(enum.StrEnum):
    """Where one cup or dish is."""

    ORDERED = "ordered"
    PREPARING = "preparing"
    READY = "ready"
    CANCELLED = "cancelled"


class Act(enum.StrEnum):
    """What may happen to a ticket."""

    START = "start"
    READY = "ready"
    CALL = "call"
    COLLECT = "collect"
    MISS = "miss"
    REINSTATE = "reinstate"
    REMAKE = "remake"
    CANCEL = "cancel"
    EXPIRE = "expire"


_S = TicketState
TRANSITIONS: Mapping[tuple[TicketState, Act], TicketState] = {
    (_S.ORDERED, Act.START): _S.PREPARING,
    (_S.ORDERED, Act.READY): _S.READY,
    (_S.ORDERED, Act.CALL): _S.CALLED,
    (_S.ORDERED, Act.COLLECT): _S.COLLECTED,
    (_S.ORDERED, Act.CANCEL): _S.CANCELLED,
    (_S.ORDERED, Act.EXPIRE): _S.EXPIRED,
    (_S.PREPARING, Act.READY): _S.READY,
    (_S.PREPARING, Act.START): _S.PREPARING,
    (_S.PREPARING, Act.REMAKE): _S.PREPARING,
    (_S.PREPARING, Act.CANCEL): _S.CANCELLED,
    (_S.PREPARING, Act.EXPIRE): _S.EXPIRED,
    (_S.READY, Act.CALL): _S.CALLED,
    (_S.READY, Act.COLLECT): _S.COLLECTED,
    (_S.READY, Act.REMAKE): _S.ORDERED,
    (_S.READY, Act.CANCEL): _S.CANCELLED,
    (_S.READY, Act.EXPIRE): _S.EXPIRED,
    (_S.CALLED, Act.CALL): _S.CALLED,
    (_S.CALLED, Act.COLLECT): _S.COLLECTED,
    (_S.CALLED, Act.MISS): _S.NO_SHOW,
    (_S.CALLED, Act.REMAKE): _S.ORDERED,
    (_S.CALLED, Act.CANCEL): _S.CANCELLED,
    (_S.CALLED, Act.EXPIRE): _S.EXPIRED,
    (_S.NO_SHOW, Act.REINSTATE): _S.READY,
    (_S.NO_SHOW, Act.COLLECT): _S.COLLECTED,
    (_S.NO_SHOW, Act.CANCEL): _S.CANCELLED,
    (_S.NO_SHOW, Act.EXPIRE): _S.EXPIRED,
    (_S.COLLECTED, Act.REMAKE): _S.ORDERED,
}
"""(state, act) → state.

An act on single items may be done where it stands here; where it leads a ticket of several, `slowest` says.
READY means that the last item is. Only a ticket without items goes from ORDERED straight to CALLED or
COLLECTED. Whoever stands at the counter when the goods are there need not be called first."""


LIVING = frozenset((_S.ORDERED, _S.PREPARING, _S.READY, _S.CALLED, _S.NO_SHOW))
"""Somebody may still come for it."""

RANKS_A_MS = 1024
"""So many places there are between two moments: whoever is put back finds one between two others."""
RANKS_APART = 32
"""Between tickets of one moment."""


def check(no: TicketNo, state: TicketState, act: Act) -> Refused | None:
    """Why `act` cannot be done to a ticket as it stands, or None."""
    return None if (state, act) in TRANSITIONS else Refused(Code.TICKET_STATE, {"no": no, "state": state})


def slowest(items: Collection[ItemState]) -> TicketState:
    """A ticket is as ready as its slowest item; with every item cancelled it is cancelled itself."""
    living = {item for item in items if item is not ItemState.CANCELLED}
    if not living:
        return TicketState.CANCELLED if items else TicketState.ORDERED
    if living == {ItemState.READY}:
        return TicketState.READY
    return TicketState.ORDERED if living == {ItemState.ORDERED} else TicketState.PREPARING


def ticket_no(prefix: str, number: int) -> TicketNo:
    """`A017`: a letter, and three digits, four after 999."""
    return TicketNo(f"{prefix}{number:03d}")


def numbers_after(given: int, first: int, last: int) -> Iterator[int]:
    """Numbers to try after the one given last: up to `last`, around from `first`, and on when all are taken.

    Before the first one, `given` is `first - 1`.
    """
    return itertools.chain(
        range(given + 1, last + 1), range(first, min(given, last) + 1), itertools.count(last + 1)
    )


def rank_behind(waiting: Collection[int], places: int, now_ms: int) -> int:
    """The rank of who is put back so many places behind, among the ranks that wait, lowest first."""
    ahead = list(waiting)[: places + 1]
    if not ahead:
        return now_ms * RANKS_A_MS
    if len(ahead) <= places:
        return ahead[-1] + 1
    if places == 0:
        return ahead[0] - 1
    before, behind = ahead[places - 1], ahead[places]
    return before + max(1, (behind - before) // 2)
