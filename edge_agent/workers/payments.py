"""Payments through a provider, each seen through to its end by a task of its own.

What a payment is stands in the file. A customer's code is kept in no file: it waits here, in memory, from the
commit of its payment until it is sent.
"""

import asyncio
import contextlib

import structlog

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.db.queries.payments import PaymentRow
from edge_agent.domain.errors import EdgeError
from edge_agent.domain.ids import PaymentId
from edge_agent.domain.moments import SECOND
from edge_agent.domain.payments import PaymentState, Purpose
from edge_agent.ports.clock import Clock
from edge_agent.ports.payments import PaymentProvider
from edge_agent.services import payments
from edge_agent.workers.payment_steps import Change, Charges, Refunds

CODE_WAIT_S = 5.0
"""How long a payment waits for its code; one from before the start waits for none."""
PAUSE_MAX_S = 10.0
"""Between two questions to a provider that does not answer."""

log = structlog.get_logger("payments")


class Payments:
    """Sees every payment through: two lanes do not wait for one another."""

    def __init__(
        self,
        provider: PaymentProvider,
        writer: StoreWriter,
        settings: Settings,
        clock: Clock,
        *,
        code_wait_s: float = CODE_WAIT_S,
        pause_max_s: float = PAUSE_MAX_S,
    ) -> None:
        """`pause_max_s` bounds the growing pause between two questions that nobody answers."""
        self._writer = writer
        self._settings = settings
        self._clock = clock
        self._charges = Charges(provider, writer, settings)
        self._refunds = Refunds(provider, writer, settings)
        self._ask_every_s = settings.payments.ask_every_ms / SECOND
        self._pause_max_s = max(pause_max_s, self._ask_every_s)
        self._code_wait_s = code_wait_s
        self._codes: dict[str, str] = {}
        self._under_way: dict[str, asyncio.Event] = {}
        """By payment: set when it may have changed, or its code has come."""
        self._wake = asyncio.Event()

    def notice(self) -> None:
        """A payment may have been begun or changed."""
        self._wake.set()
        for changed in self._under_way.values():
            changed.set()

    def hand_over(self, payment: PaymentId, code: str) -> None:
        """Take the customer's code for a payment whose beginning is committed."""
        self._codes[payment] = code
        self.notice()

    async def run(self) -> None:
        """Work until cancelled; neither a provider, nor a full disk, nor a defect in a payment ends it."""
        code_wait_s = 0.0
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                if await self._begin_all(group, code_wait_s):
                    code_wait_s = self._code_wait_s
                    await self._wake.wait()
                else:
                    await asyncio.sleep(self._ask_every_s)

    async def _begin_all(self, group: asyncio.TaskGroup, code_wait_s: float) -> bool:
        """Take up every undecided payment that nobody sees to; False when they could not be read."""
        in_hand = set(self._codes)
        try:
            rows = await self._writer.run(payments.undecided)
        except Exception as error:  # noqa: BLE001 whatever it is, the payments are still there
            _not_read(error)
            return False
        for payment in in_hand.difference(row.id for row in rows):
            self._codes.pop(payment, None)  # of a payment that was given up before its code came
        for row in rows:
            if row.id not in self._under_way:
                self._under_way[row.id] = asyncio.Event()
                group.create_task(self._see_through(row.id, code_wait_s), name=f"payment {row.order_no}")
        return True

    async def _see_through(self, payment: str, code_wait_s: float) -> None:
        """Take one payment from where it stands to its end, step by step; each step is a commit."""
        began_ms, pause_s = self._clock.monotonic_ms(), self._ask_every_s
        try:
            while (row := await self._undecided(payment)) is not None:
                if (row.purpose, row.state) == (Purpose.SALE, PaymentState.CREATED):
                    await self._code_arrives(payment, code_wait_s)
                is_late = self._clock.monotonic_ms() - began_ms >= self._settings.payments.wait_max_ms
                state = await self._moved_on(row, is_late=is_late)
                if state is PaymentState.AWAITING_CUSTOMER:
                    await self._rest(payment, state, self._ask_every_s)
                elif state == row.state:
                    await self._rest(payment, state, pause_s)
                    pause_s = min(pause_s * 2, self._pause_max_s)
        finally:
            del self._under_way[payment]
            self._codes.pop(payment, None)

    async def _moved_on(self, row: PaymentRow, *, is_late: bool) -> PaymentState:
        """One step; the state after it, which is the one before when there is nothing new."""
        try:
            if row.purpose == Purpose.REFUND:
                step = await self._refunds.step(row)
            else:
                step = await self._charges.step(row, self._codes.pop(row.id, None), is_late=is_late)
            if step is not None and await self._keep(row, step):
                return step.state
        except EdgeError as error:  # a full disk: the provider knows, and is asked again
            log.warning("payment-not-kept", order=row.order_no, code=error.code)
        except Exception:
            log.exception("payment-defect", order=row.order_no)
        return PaymentState(row.state)

    async def _keep(self, row: PaymentRow, step: Change) -> bool:
        """Commit a step with all that follows from it: the sale, or a cart that is open again."""
        kept = await self._writer.run(
            lambda tx: payments.change(
                tx, self._settings, PaymentId(row.id), step.state, step.reason, step.provider_ref
            )
        )
        if kept:
            log.info("payment", order=row.order_no, state=step.state, reason=step.reason)
        else:  # a person, or the cashier, was faster
            log.warning("payment-moved-on", order=row.order_no, before=row.state, answered=step.state)
        return kept

    async def _rest(self, payment: str, state: PaymentState, seconds: float) -> None:
        """Leave it alone for a while, unless somebody changes it."""
        changed = self._under_way[payment]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    changed.clear()
                    row = await self._undecided(payment)
                    if row is None or row.state != state:
                        return
                    await changed.wait()

    async def _code_arrives(self, payment: str, seconds: float) -> None:
        """Return with the customer's code in hand, or when it is waited for no longer."""
        changed = self._under_way[payment]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while payment not in self._codes:
                    changed.clear()
                    await changed.wait()

    async def _undecided(self, payment: str) -> PaymentRow | None:
        """The payment as it is now; None when it is decided. Tried until the file answers."""
        while True:
            try:
                return await self._writer.run(lambda tx: payments.undecided_one(tx, payment))
            except Exception as error:  # noqa: BLE001 whatever it is, the payment is still there
                _not_read(error)
            await asyncio.sleep(self._ask_every_s)


def _not_read(error: Exception) -> None:
    """A full disk or a file that is closing is no defect."""
    if isinstance(error, EdgeError):
        log.warning("payments-not-read", code=error.code)
    else:
        log.error("payments-defect", exc_info=error)
