"""Nothing happens twice: each mutation's answer is kept with its Request-Id, in the same transaction."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import requests as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, SaleId
from edge_agent.services.carts import changed_now
from edge_agent.services.outcomes import CartChanged, Outcome
from edge_agent.wire.types import PrintJobView, ShiftView


class Request(msgspec.Struct, frozen=True):
    """A mutation's identity: its id, who sent it, and the SHA-256 of method, path and body."""

    id: str
    who: str
    digest: bytes


class Answer(msgspec.Struct, frozen=True):
    """An outcome, and whether it happened now or is the repetition of an earlier one."""

    outcome: Outcome
    fresh: bool


class _KeptCart(msgspec.Struct, frozen=True, tag="cart", omit_defaults=True):
    """A cart call is kept as a reference: the cart as it is now is what a repeated call wants."""

    cart: CartId
    line_no: int = 0
    joined: bool = False
    sale: SaleId | None = None


class _KeptShift(msgspec.Struct, frozen=True, tag="shift"):
    shift: ShiftView


class _KeptJob(msgspec.Struct, frozen=True, tag="job"):
    job: PrintJobView


_Kept: TypeAlias = _KeptCart | _KeptShift | _KeptJob | Refused
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Kept)


def answer(tx: JournalTx, request: Request, work: Callable[[], Outcome]) -> Answer:
    """Do `work` once: the same id with the same content repeats its answer, with another it is refused."""
    known = tx.one(queries.BY_ID, request.id)
    if known is not None:
        if (known.who, known.digest) != (request.who, request.digest):
            return Answer(Refused(Code.REQUEST_ID_REUSED), fresh=False)
        return Answer(_told_again(tx, _decoder.decode(known.body)), fresh=False)
    outcome = work()
    tx.run(queries.KEEP, request.id, request.who, request.digest, _encoder.encode(_kept(outcome)), tx.now)
    return Answer(outcome, fresh=True)


def _kept(outcome: Outcome) -> _Kept:
    match outcome:
        case CartChanged():
            return _KeptCart(outcome.cart.id, outcome.line_no, outcome.joined, outcome.sale)
        case ShiftView():
            return _KeptShift(outcome)
        case PrintJobView():
            return _KeptJob(outcome)
        case Refused():
            return outcome


def _told_again(tx: JournalTx, kept: _Kept) -> Outcome:
    match kept:
        case _KeptCart():
            return changed_now(tx, kept.cart, line_no=kept.line_no, joined=kept.joined, sale=kept.sale)
        case _KeptShift():
            return kept.shift
        case _KeptJob():
            return kept.job
        case Refused():
            return kept
