"""May I switch off: what waits in the shop, and what of it should be seen to before."""

from collections.abc import Collection, Iterable

import msgspec

from edge_agent.db.queries import close_check as queries
from edge_agent.db.queries import payments as payment_queries
from edge_agent.db.queries.carts import CartRow
from edge_agent.db.queries.close_check import WaitingRow
from edge_agent.db.queries.payments import PaymentRow
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart
from edge_agent.domain.events import HandedPayment
from edge_agent.domain.ids import PaymentId, TillId
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.ports.headquarters import LinkState, LinkStatus
from edge_agent.services.clock import read_clock
from edge_agent.wire.clock import ClockView
from edge_agent.wire.close_words import close_words
from edge_agent.wire.shifts import CloseCheck, Waiting

BLOCKING = frozenset({"shifts", "carts", "payments"})
"""What has no outcome until somebody sees to it. The rest is kept in the file and goes on by itself."""
PAYMENTS_MAX = 200

_cart_decoder = msgspec.json.Decoder(Cart)
_NOTHING = WaitingRow(0, None)


async def read_check(reads: Reads, link: LinkStatus, now: Millis, language: str) -> CloseCheck:
    """What waits now, in words of `language`."""
    rows = {
        "shifts": await reads.one(queries.SHIFTS) or _NOTHING,
        "carts": _in_progress(await reads.all(queries.CARTS)),
        "payments": _counted(await _read_payments(reads)),
        "held": await reads.one(queries.HELD) or _NOTHING,
        "paper": await reads.one(queries.PAPER) or _NOTHING,
        "unsent": _unsent(link),
        **_clock(await read_clock(reads, now)),
    }
    waiting = tuple(_waiting(what, row, language) for what, row in rows.items() if row.count)
    reasons = tuple(each.sentence for each in waiting if each.blocks)
    words = close_words(language)
    may = words.yes_waiting if waiting else words.yes
    return CloseCheck(not reasons, words.no if reasons else may, waiting, reasons, now)


def open_payments(tx: Tx, tills: Collection[TillId]) -> tuple[HandedPayment, ...]:
    """The payments of some tills that have no outcome yet, or need a person; those of no till besides."""
    rows = _each_once(
        tx.all(payment_queries.UNDECIDED, PAYMENTS_MAX), tx.all(payment_queries.FOR_A_PERSON, PAYMENTS_MAX)
    )
    return tuple(
        HandedPayment(PaymentId(row.id), row.order_no, row.provider, row.state, Fen(row.amount_fen))
        for row in rows
        if row.till is None or row.till in tills
    )


def is_in_progress(cart: Cart) -> bool:
    """Somebody is at it: a cart that never held a line is nobody's."""
    return not cart.is_empty or bool(cart.tenders or cart.pending)


async def _read_payments(reads: Reads) -> list[PaymentRow]:
    return _each_once(
        await reads.all(payment_queries.UNDECIDED, PAYMENTS_MAX),
        await reads.all(payment_queries.FOR_A_PERSON, PAYMENTS_MAX),
    )


def _each_once(*lists: Iterable[PaymentRow]) -> list[PaymentRow]:
    """An unknown one is on both lists."""
    return sorted({row.id: row for rows in lists for row in rows}.values(), key=lambda row: row.id)


def _counted(payments: Collection[PaymentRow]) -> WaitingRow:
    return WaitingRow(len(payments), min((row.started_at for row in payments), default=None))


def _in_progress(rows: Iterable[CartRow]) -> WaitingRow:
    since = [row.updated_at for row in rows if is_in_progress(_cart_decoder.decode(row.body))]
    return WaitingRow(len(since), min(since, default=None))


def _unsent(link: LinkStatus) -> WaitingRow:
    """A shop without headquarters has nobody to send to."""
    return _NOTHING if link.state is LinkState.OFF else WaitingRow(link.unsent, link.oldest_unsent_at)


def _clock(clock: ClockView) -> dict[str, WaitingRow]:
    """A doubt, and by how many minutes the machine is off."""
    doubt = WaitingRow(1, clock.since) if clock.doubt else _NOTHING
    return {"clock": doubt, "machine_clock": WaitingRow(abs(clock.offset_ms) // MINUTE, None)}


def _waiting(what: str, row: WaitingRow, language: str) -> Waiting:
    sentence = close_words(language).waiting[what].format(n=row.count)
    return Waiting(what, row.count, row.since, what in BLOCKING, sentence)
