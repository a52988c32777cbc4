"""One step of a payment: what is asked of the provider in each state, and what its answer means."""

from typing import NamedTuple, assert_never

import structlog

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.db.queries.payments import PaymentRow
from edge_agent.domain.ids import PaymentId
from edge_agent.domain.money import Fen
from edge_agent.domain.payments import PaymentState, Why
from edge_agent.ports.payments import (
    AwaitingCustomer,
    Charge,
    Declined,
    NoAnswer,
    NotKnown,
    NotSent,
    Paid,
    PayAnswer,
    PaymentProvider,
    QueryAnswer,
    ReturnAnswer,
    ReverseAnswer,
    Reversed,
)
from edge_agent.services import payments

_GIVEN_UP = (Why.CANCELLED, Why.WAITED)
"""Why a charge was to be reversed that is unknown now."""

log = structlog.get_logger("payments")


class Change(NamedTuple):
    """What an answer makes of a payment."""

    state: PaymentState
    reason: str = ""
    provider_ref: str | None = None


class Charges:
    """Charges a customer's code once, and asks by its number from then on."""

    def __init__(self, provider: PaymentProvider, writer: StoreWriter, settings: Settings) -> None:
        self._provider = provider
        self._writer = writer
        self._settings = settings

    async def step(self, row: PaymentRow, code: str | None, *, is_late: bool) -> Change | None:
        """What becomes of a charge now; None when there is nothing new."""
        number = row.order_no
        match PaymentState(row.state):
            case PaymentState.CREATED:
                return await self._charge(row, code)
            case PaymentState.SENT:  # by an agent that is gone: its answer is asked for
                found = _after_query(await self._provider.query(number), row)
                return found or Change(PaymentState.UNKNOWN, Why.RESTARTED)
            case PaymentState.AWAITING_CUSTOMER:
                return await self._ask(row, is_late=is_late)
            case PaymentState.REVERSING:
                done = _after_reverse(await self._provider.reverse(number), row)
                return done or Change(PaymentState.UNKNOWN, row.reason)
            case PaymentState.UNKNOWN:
                return await self._find_out(row, is_late=is_late)
            case PaymentState.PAID | PaymentState.DECLINED | PaymentState.REVERSED:
                return None

    async def _charge(self, row: PaymentRow, code: str | None) -> Change | None:
        """`sent` is committed before the first byte leaves, so that no code is ever charged again."""
        payment, settings = PaymentId(row.id), self._settings
        if code is None:
            await self._writer.run(lambda tx: payments.decline_unsent(tx, settings, payment, Why.CODE_LOST))
            return None
        if not await self._writer.run(lambda tx: payments.change(tx, settings, payment, PaymentState.SENT)):
            return None  # the cashier has given it up
        return _after_pay(
            await self._provider.pay(Charge(row.order_no, Fen(row.amount_fen), row.provider, code))
        )

    async def _ask(self, row: PaymentRow, *, is_late: bool) -> Change | None:
        """The customer types a password; whoever does not come to an end is given up."""
        found = _after_query(await self._provider.query(row.order_no), row)
        if found is not None:
            return found
        return Change(PaymentState.REVERSING, Why.WAITED) if is_late else None

    async def _find_out(self, row: PaymentRow, *, is_late: bool) -> Change | None:
        """What the provider says decides; a number that took no money is closed, so that it never can."""
        answer = await self._provider.query(row.order_no)
        if isinstance(answer, Reversed):
            return Change(PaymentState.REVERSED, row.reason)
        is_given_up = is_late or row.reason in _GIVEN_UP
        if isinstance(answer, NotKnown) or (isinstance(answer, AwaitingCustomer) and is_given_up):
            return _after_reverse(await self._provider.reverse(row.order_no), row)
        return _after_query(answer, row)


class Refunds:
    """Gives money back; a refund's own number makes it harmless to ask for it again."""

    def __init__(self, provider: PaymentProvider, writer: StoreWriter, settings: Settings) -> None:
        self._provider = provider
        self._writer = writer
        self._settings = settings

    async def step(self, row: PaymentRow) -> Change | None:
        """What becomes of a refund now; None when there is nothing new."""
        payment, settings = PaymentId(row.id), self._settings
        back = await self._writer.run(lambda tx: payments.return_of(tx, row))
        if row.state == PaymentState.CREATED:
            await self._writer.run(lambda tx: payments.change(tx, settings, payment, PaymentState.SENT))
            return _after_refund(await self._provider.refund(back), row)
        answer = await self._provider.query_refund(row.order_no)
        if isinstance(answer, NotKnown):
            return _after_refund(await self._provider.refund(back), row)
        return _after_refund(answer, row)


def _after_pay(answer: PayAnswer) -> Change:
    match answer:
        case Paid():
            return Change(PaymentState.PAID, "", answer.provider_ref)
        case Declined():
            return Change(PaymentState.DECLINED, answer.reason)
        case AwaitingCustomer():
            return Change(PaymentState.AWAITING_CUSTOMER)
        case NotSent():
            return Change(PaymentState.DECLINED, Why.OFFLINE)
        case NoAnswer():
            log.warning("provider-no-answer", reason=answer.reason)
            return Change(PaymentState.UNKNOWN, Why.NO_ANSWER)
        case _:
            assert_never(answer)


def _after_query(answer: QueryAnswer, row: PaymentRow) -> Change | None:
    """What is news in the answer to a question."""
    match answer:
        case Paid():
            return Change(PaymentState.PAID, "", answer.provider_ref)
        case Declined():
            return Change(PaymentState.DECLINED, answer.reason)
        case AwaitingCustomer():
            return Change(PaymentState.AWAITING_CUSTOMER) if row.state == PaymentState.SENT else None
        case Reversed() | NotKnown():  # by somebody else, or never arrived: it is closed from `unknown`
            return Change(PaymentState.UNKNOWN, Why.NO_ANSWER)
        case NotSent() | NoAnswer():
            return None
        case _:
            assert_never(answer)


def _after_reverse(answer: ReverseAnswer, row: PaymentRow) -> Change | None:
    match answer:
        case Reversed():
            return Change(PaymentState.REVERSED, row.reason)
        case Paid():
            return Change(PaymentState.PAID, "", answer.provider_ref)
        case NotSent() | NoAnswer():
            return None
        case _:
            assert_never(answer)


def _after_refund(answer: ReturnAnswer, row: PaymentRow) -> Change | None:
    is_doubtful = row.state == PaymentState.UNKNOWN
    match answer:
        case Paid():
            return Change(PaymentState.PAID, "", answer.provider_ref)
        case Declined():
            return Change(PaymentState.DECLINED, answer.reason)
        case AwaitingCustomer():
            return None
        case NotSent():
            return None if is_doubtful else Change(PaymentState.UNKNOWN, Why.OFFLINE)
        case NoAnswer():
            return None if is_doubtful else Change(PaymentState.UNKNOWN, Why.NO_ANSWER)
        case _:
            assert_never(answer)
