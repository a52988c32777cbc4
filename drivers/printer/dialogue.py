"""One connection's talk with a printer: ask its state, send a job with its fence, wait for the answer."""

from collections import deque
from typing import assert_never

from drivers.link import Deadline, Link, LinkTimeout
from drivers.printer.status import FENCE, STATUS_REQUESTS, Decoder, FenceAnswer, Noise, Status, state_of
from edge_agent.ports.devices import PrinterState

_READ_BYTES = 4096
_FORGET_READS_MAX = 16


class Dialogue:
    """What was asked and answered since the link was opened."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._decoder = Decoder()
        self._statuses: deque[Status] = deque()
        self._fences: deque[FenceAnswer] = deque()
        self._noisy = False

    async def ask_state(self, deadline: Deadline) -> PrinterState:
        """How the printer is; UNKNOWN when an answer is missing. Raises LinkDown."""
        try:
            return state_of([await self._ask(request, deadline) for request in STATUS_REQUESTS])
        except LinkTimeout:
            return PrinterState.UNKNOWN

    async def send(self, job: bytes, deadline: Deadline) -> None:
        """Send `job` and the fence. Raises LinkDown or LinkTimeout."""
        await self._link.write(job, deadline)
        self._forget()
        await self._link.write(FENCE, deadline)

    async def fence(self, deadline: Deadline) -> FenceAnswer | None:
        """The answer to the fence; None when there is none in time, or noise that could hide a false one."""
        try:
            while not self._fences and not self._noisy:
                await self._receive(deadline)
        except LinkTimeout:
            return None
        return None if self._noisy else self._fences.popleft()

    async def _ask(self, request: bytes, deadline: Deadline) -> Status:
        self._statuses.clear()
        await self._link.write(request, deadline)
        while not self._statuses:
            await self._receive(deadline)
        return self._statuses.popleft()

    async def _receive(self, deadline: Deadline) -> None:
        self._take(await self._link.read(_READ_BYTES, deadline))

    def _take(self, data: bytes) -> None:
        for answer in self._decoder.feed(data):
            match answer:
                case Status():
                    self._statuses.append(answer)
                case FenceAnswer():
                    self._fences.append(answer)
                case Noise():
                    self._noisy = True
                case _ as never:
                    assert_never(never)

    def _forget(self) -> None:
        """Drop what came before the fence was asked for: it cannot be its answer."""
        for _ in range(_FORGET_READS_MAX):
            self._take(self._link.read_arrived(_READ_BYTES))
        self._statuses.clear()
        self._fences.clear()
        self._noisy = False
