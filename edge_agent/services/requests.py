"""Nothing happens twice: each mutation's answer is kept with its Request-Id, in the same transaction."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import msgspec

from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import requests as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, PaymentId, ReceiptNo, SaleId
from edge_agent.services.carts import changed_now
from edge_agent.services.outcomes import CartChanged

Done = TypeVar("Done", bound=msgspec.Struct)


class Request(msgspec.Struct, frozen=True):
    """A mutation's identity: its id, who sent it, and the SHA-256 of method, path and body."""

    id: str
    who: str
    digest: bytes


class _KeptCart(msgspec.Struct, frozen=True, tag="cart", omit_defaults=True):
    """A cart call is kept as a reference: the cart as it is now is what a repeated call wants."""

    cart: CartId
    line_no: int = 0
    joined: bool = False
    sale: SaleId | None = None
    payment: PaymentId | None = None
    moved_lines: tuple[int, ...] = ()
    kind: str = "line"
    receipt_no: ReceiptNo | None = None


class _KeptBody(msgspec.Struct, frozen=True, tag="body"):
    """Any other answer is kept as it was."""

    body: msgspec.Raw


_Kept: TypeAlias = _KeptCart | _KeptBody | Refused
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Kept)


def answer(
    tx: JournalTx, request: Request, kind: type[Done], work: Callable[[], Done | Refused]
) -> Done | Refused:
    """Do `work`, which answers a `kind`, once.

    The same id with the same content repeats its answer, with another it is refused.
    """
    known = tx.one(queries.BY_ID, request.id)
    if known is not None:
        if (known.who, known.digest) != (request.who, request.digest):
            return Refused(Code.REQUEST_ID_REUSED)
        return _told_again(tx, _decoder.decode(known.body), kind)
    outcome = work()
    tx.run(queries.KEEP, request.id, request.who, request.digest, _encoder.encode(_kept(outcome)), tx.now)
    return outcome


def _kept(outcome: msgspec.Struct) -> _Kept:
    if isinstance(outcome, Refused):
        return outcome
    if isinstance(outcome, CartChanged):
        return _KeptCart(
            outcome.cart.id,
            outcome.line_no,
            outcome.joined,
            outcome.sale,
            outcome.payment,
            outcome.moved_lines,
            outcome.kind,
            outcome.receipt_no,
        )
    return _KeptBody(msgspec.Raw(_encoder.encode(outcome)))


def _told_again(tx: JournalTx, kept: _Kept, kind: type[Done]) -> Done | Refused:
    if isinstance(kept, Refused):
        return kept
    if isinstance(kept, _KeptBody):
        return msgspec.json.decode(kept.body, type=kind)
    told = changed_now(tx, kept.cart, kept.line_no)
    if isinstance(told, Refused):
        return told
    again = msgspec.structs.replace(
        told,
        line_no=kept.line_no,
        joined=kept.joined,
        sale=kept.sale,
        payment=kept.payment,
        moved_lines=kept.moved_lines,
        kind=kept.kind,
        receipt_no=kept.receipt_no,
    )
    assert isinstance(again, kind)  # noqa: S101 the id's digest holds the path, and so the kind of answer
    return again
