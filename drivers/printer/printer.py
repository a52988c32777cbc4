"""The receipt printer: check, send, fence, wait; one connection per job, every step with a deadline."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from config.settings import PrinterSettings
from drivers.link import Link, LinkError, LinkTimeout, after_ms
from drivers.printer.dialogue import Dialogue
from drivers.printer.escpos import encode_rows
from drivers.printer.layout import lay_out
from edge_agent.domain.paper import Paper
from edge_agent.ports.devices import NotSent, Printed, PrinterState, PrintOutcome, Uncertain

DRAWER_PULSE = b"\x1bp\x00\x19\xfa"
"""`ESC p 0 25 250`: the drawer on pin 2, 50 ms on, 500 ms off."""

_CLOSE_TIMEOUT_MS = 200
_QUIET_MS = 200
"""Two fences that stand side by side in a printer's buffer are answered closer together than this."""
_STALE_FENCES_MAX = 16


class EscPosPrinter:
    """An ESC/POS printer with Chinese fonts behind a link; implements the port `Printer`.

    A printer serves one connection at a time, so jobs, questions and pulses take turns here.
    """

    def __init__(self, settings: PrinterSettings, make_link: Callable[[], Link]) -> None:
        self._columns = settings.columns
        self._connect_timeout_ms = settings.connect_timeout_ms
        self._print_timeout_ms = settings.print_timeout_ms
        self._make_link = make_link
        self._turn = asyncio.Lock()
        self._settled = False
        """The last fence was answered. Not so at first: a job of an earlier run may be in the printer."""

    def render(self, paper: Paper) -> bytes:
        """The job's bytes without the fence; the first call imports python-escpos (0.2 s)."""
        return encode_rows(lay_out(paper, self._columns))

    async def submit(self, job: bytes, on_fenced: Callable[[], Awaitable[None]]) -> PrintOutcome:
        """Check, send, fence and wait. Raises nothing but what `on_fenced` raises."""
        async with self._turn, self._link() as link:
            dialogue = Dialogue(link)
            state = await self._greet(link, dialogue)
            if state.can_print:
                state = await self._settle(dialogue, state)
            if not state.can_print:
                return NotSent(state)
            return await self._print(link, dialogue, job, on_fenced)

    async def check_health(self) -> PrinterState:
        """Ask the printer how it is; UNKNOWN while a job keeps it busy for longer than the deadline."""
        if not await self._my_turn():
            return PrinterState.UNKNOWN
        try:
            async with self._link() as link:
                return await self._greet(link, Dialogue(link))
        finally:
            self._turn.release()

    async def kick_drawer(self) -> bool:
        """Open the drawer if the printer can do so now: a pulse that waited for paper would come too late."""
        if not await self._my_turn():
            return False
        try:
            async with self._link() as link:
                state = await self._greet(link, Dialogue(link))
                if state.can_print:
                    await link.write(DRAWER_PULSE, after_ms(self._connect_timeout_ms))
                return state.can_print
        except LinkError:
            return False
        finally:
            self._turn.release()

    async def _greet(self, link: Link, dialogue: Dialogue) -> PrinterState:
        """Connect and ask."""
        try:
            await link.open(after_ms(self._connect_timeout_ms))
            return await dialogue.ask_state(after_ms(self._connect_timeout_ms))
        except LinkError:
            return PrinterState.UNREACHABLE

    async def _settle(self, dialogue: Dialogue, state: PrinterState) -> PrinterState:
        """`state` once the printer has nothing left of an earlier job.

        Such a job is still printed when there is paper again, and its fence's answer, which goes to whoever
        is connected by then, must not be taken for ours.
        """
        if self._settled:
            return state
        try:
            await dialogue.send(b"", after_ms(self._print_timeout_ms))
            if await dialogue.fence(after_ms(self._print_timeout_ms)) is None:
                return PrinterState.UNKNOWN
            for _ in range(_STALE_FENCES_MAX):
                if await dialogue.fence(after_ms(_QUIET_MS)) is None:
                    return state
        except LinkError as error:
            return _state_after(error)
        return PrinterState.UNKNOWN

    async def _print(
        self, link: Link, dialogue: Dialogue, job: bytes, on_fenced: Callable[[], Awaitable[None]]
    ) -> PrintOutcome:
        self._settled = False
        before = link.bytes_sent
        try:
            await dialogue.send(job, after_ms(self._print_timeout_ms))
        except LinkError as error:
            sent = min(link.bytes_sent - before, len(job))
            return Uncertain(sent, _state_after(error)) if sent else NotSent(_state_after(error))
        await on_fenced()
        try:
            answer = await dialogue.fence(after_ms(self._print_timeout_ms))
            if answer is None or answer.paper_out:
                return Uncertain(len(job), await dialogue.ask_state(after_ms(self._connect_timeout_ms)))
        except LinkError as error:
            return Uncertain(len(job), _state_after(error))
        self._settled = True
        return Printed()

    async def _my_turn(self) -> bool:
        try:
            async with asyncio.timeout(self._connect_timeout_ms / 1000):
                return await self._turn.acquire()
        except TimeoutError:
            return False

    @asynccontextmanager
    async def _link(self) -> AsyncIterator[Link]:
        """A link of one job, closed in any case."""
        link = self._make_link()
        try:
            yield link
        finally:
            await link.close(after_ms(_CLOSE_TIMEOUT_MS))


def _state_after(error: LinkError) -> PrinterState:
    """A printer that was reached and then said nothing is not known to be away."""
    return PrinterState.UNKNOWN if isinstance(error, LinkTimeout) else PrinterState.UNREACHABLE
