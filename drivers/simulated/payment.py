"""The twin of a payment provider: an HTTP server on the loopback that charges codes as their last digits say.

It behaves as providers do where it matters: an order number is charged once, however often it is asked for;
a number that was closed takes no money any more; money may have been taken although no answer ever came.
"""

import asyncio
import contextlib
import enum
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import msgspec

from drivers.payment.messages import CHARGES, ChargeAsked, RefundAsked, Status, Told
from drivers.simulated.http import Asked, read_request, response
from drivers.simulated.twin import HOST, ListeningTwin

_OK, _BAD, _NOT_FOUND = 200, 400, 404
_READ_BYTES = 4_096
_encoder = msgspec.json.Encoder()


class Behaviour(enum.StrEnum):
    """What a code's owner, or the line, does."""

    PAYS = "pays"
    ASKS_PASSWORD = "asks"  # noqa: S105 what happens, no password
    """The customer is asked, and has paid by the second question about it."""
    DECLINES = "declines"
    LATE = "late"
    """Takes the money and answers when nobody waits any more."""
    DROPS = "drops"
    """Takes the money and breaks the connection."""
    LOSES = "loses"
    """Breaks the connection, and has never heard of the number."""
    SILENT = "silent"
    """Takes the money and says nothing."""
    NEVER_CONFIRMS = "never-confirms"
    """The customer is asked, and puts the phone away."""
    CONFIRMS_LAST = "confirms-last"
    """The customer is asked, and pays at the moment in which the charge is reversed."""
    DECLINES_LATER = "declines-later"
    """The customer is asked, and has given up by the second question."""


BEHAVIOURS: Mapping[str, Behaviour] = {
    "01": Behaviour.ASKS_PASSWORD,
    "02": Behaviour.DECLINES,
    "03": Behaviour.LATE,
    "04": Behaviour.DROPS,
    "05": Behaviour.LOSES,
    "06": Behaviour.SILENT,
    "07": Behaviour.NEVER_CONFIRMS,
    "08": Behaviour.CONFIRMS_LAST,
    "09": Behaviour.DECLINES_LATER,
}
"""By the last two digits of a code; any others pay at once."""
_ASKING = (
    Behaviour.ASKS_PASSWORD,
    Behaviour.NEVER_CONFIRMS,
    Behaviour.CONFIRMS_LAST,
    Behaviour.DECLINES_LATER,
)
_QUESTIONS = 2
NO_MONEY = "余额不足"
GIVEN_UP = "顾客取消了支付"
TOO_MUCH = "超过可退金额"


class Account(msgspec.Struct):
    """An order number at the provider."""

    status: Status
    amount_fen: int = 0
    behaviour: Behaviour = Behaviour.PAYS
    questions: int = 0
    reason: str = ""
    returned_fen: int = 0


class SimulatedPayments(ListeningTwin):
    """`async with SimulatedPayments() as provider:` serves `provider.url` until the block ends."""

    def __init__(self, *, port: int = 0, late_s: float = 3.0, refund_questions: int = 0) -> None:
        """`late_s` delays a late answer; a refund is through after so many questions about it."""
        super().__init__(port)
        self.accounts: dict[str, Account] = {}
        self.refunds: dict[str, Account] = {}
        self.charged: Counter[str] = Counter()
        """How often the money of each order number was taken: one that is not 1 is a defect, of somebody."""
        self.pays: Counter[str] = Counter()
        """How often it was asked to charge each order number."""
        self.requests = 0
        self._late_s = late_s
        self._refund_questions = refund_questions
        self._mute = False

    async def __aenter__(self) -> Self:
        await self.plug()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.unplug()

    @property
    def url(self) -> str:
        """As a store's configuration writes it."""
        return f"http://{HOST}:{self.port}"

    @property
    def kept_fen(self) -> int:
        """The money that customers have paid and not got back."""
        paid = (account for account in self.accounts.values() if account.status is Status.PAID)
        return sum(account.amount_fen - account.returned_fen for account in paid)

    # faults, and their ends

    def mute(self) -> None:
        """Take connections and answer nothing."""
        self._mute = True

    def unmute(self) -> None:
        """Answer again."""
        self._mute = False

    # one connection

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ValueError):  # whoever speaks something else is hung up on
            while (asked := await read_request(reader)) is not None:
                self.requests += 1
                self._bell.ring()
                answer = await self._answer(asked, reader)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader) -> bytes | None:
        """Obey; None when the connection is to break without an answer."""
        if self._mute:
            await _closed(reader)
            return None
        try:
            if (asked.method, asked.path) == ("POST", CHARGES):
                return await self._charge(msgspec.json.decode(asked.body, type=ChargeAsked), reader)
            told = self._told(asked)
        except msgspec.DecodeError:
            return response(_BAD)
        return response(_NOT_FOUND) if told is None else response(_OK, _encoder.encode(told))

    async def _charge(self, asked: ChargeAsked, reader: asyncio.StreamReader) -> bytes | None:
        behaviour = BEHAVIOURS.get(asked.code[-2:], Behaviour.PAYS)
        self.pays[asked.order_no] += 1
        if behaviour is Behaviour.LOSES:
            return None
        account = self.accounts.get(asked.order_no) or self._open(asked, behaviour)
        if behaviour is Behaviour.SILENT:
            await _closed(reader)
        if behaviour in (Behaviour.DROPS, Behaviour.SILENT):
            return None
        if behaviour is Behaviour.LATE:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._late_s):
                    await _closed(reader)
        return response(_OK, _encoder.encode(_told(asked.order_no, account)))

    def _open(self, asked: ChargeAsked, behaviour: Behaviour) -> Account:
        """The number, charged for the first and only time, unless its owner is to be asked."""
        account = Account(Status.PAID, asked.amount_fen, behaviour)
        self.accounts[asked.order_no] = account
        if behaviour in _ASKING:
            account.status = Status.AWAITING_CUSTOMER
        elif behaviour is Behaviour.DECLINES:
            account.status, account.reason = Status.DECLINED, NO_MONEY
        else:
            self.charged[asked.order_no] += 1
        return account

    # everything but charges

    def _told(self, asked: Asked) -> Told | None:
        match asked.method, *asked.path.removeprefix("/").split("/"):
            case "GET", "v1", "charges", order_no:
                return self._question(order_no)
            case "POST", "v1", "charges", order_no, "reverse":
                return self._reverse(order_no)
            case "POST", "v1", "refunds":
                return self._refund(msgspec.json.decode(asked.body, type=RefundAsked))
            case "GET", "v1", "refunds", refund_no:
                return self._refund_question(refund_no)
        return None

    def _question(self, order_no: str) -> Told | None:
        account = self.accounts.get(order_no)
        if account is None:
            return None
        account.questions += 1
        if account.status is Status.AWAITING_CUSTOMER and account.questions >= _QUESTIONS:
            self._customer_acts(order_no, account)
        return _told(order_no, account)

    def _customer_acts(self, order_no: str, account: Account) -> None:
        if account.behaviour is Behaviour.ASKS_PASSWORD:
            account.status = Status.PAID
            self.charged[order_no] += 1
        elif account.behaviour is Behaviour.DECLINES_LATER:
            account.status, account.reason = Status.DECLINED, GIVEN_UP

    def _reverse(self, order_no: str) -> Told:
        """Close the number; one that was never heard of is closed before anything arrives."""
        account = self.accounts.setdefault(order_no, Account(Status.REVERSED))
        if account.status is Status.AWAITING_CUSTOMER and account.behaviour is Behaviour.CONFIRMS_LAST:
            account.status = Status.PAID
            self.charged[order_no] += 1
        elif account.status is not Status.DECLINED and not (
            account.status is Status.PAID and account.behaviour is Behaviour.CONFIRMS_LAST
        ):
            account.status = Status.REVERSED
        return _told(order_no, account)

    def _refund(self, asked: RefundAsked) -> Told:
        known = self.refunds.get(asked.refund_no)
        if known is None:
            known = self.refunds[asked.refund_no] = self._give_back(asked)
        return _told(asked.refund_no, known)

    def _give_back(self, asked: RefundAsked) -> Account:
        paid = self.accounts.get(asked.order_no)
        left = paid.amount_fen - paid.returned_fen if paid and paid.status is Status.PAID else 0
        if paid is None or not 0 < asked.amount_fen <= left:
            return Account(Status.DECLINED, asked.amount_fen, reason=TOO_MUCH)
        paid.returned_fen += asked.amount_fen
        status = Status.AWAITING_CUSTOMER if self._refund_questions else Status.PAID
        return Account(status, asked.amount_fen)

    def _refund_question(self, refund_no: str) -> Told | None:
        account = self.refunds.get(refund_no)
        if account is None:
            return None
        account.questions += 1
        if account.status is Status.AWAITING_CUSTOMER and account.questions >= self._refund_questions:
            account.status = Status.PAID
        return _told(refund_no, account)


async def _closed(reader: asyncio.StreamReader) -> None:
    """Return when the other end has had enough."""
    while await reader.read(_READ_BYTES):
        pass


def _told(number: str, account: Account) -> Told:
    reference = f"SIM-{number}" if account.status is Status.PAID else ""
    return Told(account.status, reference, account.reason)
