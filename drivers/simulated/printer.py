"""The twin of a network receipt printer: listens, parses ESC/POS, answers its status, prints slips.

It behaves as printers do where it matters: one connection at a time; real-time requests are answered as they
arrive, everything else in its turn; the buffer outlives the connection, and an answer goes to whoever is
connected by then; without paper nothing in the buffer moves.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, assert_never

from drivers.simulated.printer_commands import Character, Command, CommandReader, RealTimeReader
from drivers.simulated.printer_head import SPACING_DOTS, DrawerPulse, Effect, PrintHead, StatusAsked
from drivers.simulated.printer_slip import Slip
from drivers.simulated.twin import HOST, ListeningTwin

_READ_BYTES = 4096
_BUFFER_BYTES = 65_536
"""Beyond this the printer stops reading, and the sender's own buffers fill."""
_KICKS_MAX = 10_000
_LINE_FEED = Character(b"\n")


class SimulatedPrinter(ListeningTwin):
    """`async with SimulatedPrinter(columns=32) as printer:` listens on `printer.port` until the block ends.

    With a directory every slip is also written there as `0001.png` and `0001.txt`.
    """

    def __init__(
        self,
        columns: int = 48,
        *,
        port: int = 0,
        directory: Path | None = None,
        paper_lines: int | None = None,
        slips_max: int = 1000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(port)
        self.slips: deque[Slip] = deque(maxlen=slips_max)
        """The last slips, the newest last."""
        self.slips_printed = 0
        self.kicks: deque[float] = deque(maxlen=_KICKS_MAX)
        """When the drawer was told to open, by `now`."""
        self._directory = directory
        self._now = now
        self._head = PrintHead(columns, _dots(paper_lines))
        self._buffer = CommandReader()
        self._near_end = self._cover_open = self._stalled = self._stopped = False
        self._bytes_to_break: int | None = None
        self._engine: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._current: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Start listening."""
        await self.plug()
        self._engine = asyncio.create_task(self._work(), name="simulated printer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; what is in the buffer is lost, as when the power goes."""
        await self.unplug()
        self._stopped = True
        self._bell.ring()
        if self._engine is not None:
            await self._engine

    @property
    def address(self) -> str:
        """As a store's configuration writes it."""
        return f"tcp://{HOST}:{self.port}"

    @property
    def unknown(self) -> frozenset[bytes]:
        """Names of commands that it was sent and does not know."""
        return frozenset(self._head.unknown)

    @property
    def paper_out(self) -> bool:
        """The roll is used up."""
        return self._head.dots_left == 0

    @property
    def bytes_waiting(self) -> int:
        """Received and not printed yet."""
        return self._buffer.bytes_held

    # faults, and their ends

    def load_paper(self, lines: int | None = None) -> None:
        """Put in a roll of so many lines, without end by default; what waited is printed."""
        self._head.dots_left = _dots(lines)
        self._bell.ring()

    def set_near_end(self, *, near_end: bool) -> None:
        """Say or no longer say that the roll is nearly used up."""
        self._near_end = near_end

    def open_cover(self) -> None:
        """Nothing is printed while it is open."""
        self._cover_open = True

    def close_cover(self) -> None:
        """What waited is printed."""
        self._cover_open = False
        self._bell.ring()

    def stall(self) -> None:
        """Take bytes, print nothing, answer nothing."""
        self._stalled = True

    def resume(self) -> None:
        """Print what waited; requests of the time between stay unanswered."""
        self._stalled = False
        self._bell.ring()

    def close_after(self, bytes_count: int) -> None:
        """Break the connection, once, when so many more bytes have come; real-time requests do not count."""
        self._bytes_to_break = bytes_count

    def say(self, data: bytes) -> None:
        """Send what nobody asked for."""
        if self._current is not None and not self._current.transport.is_closing():
            self._current.write(data)

    # one connection

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._turn:
            await self._listen(reader, writer)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._current = writer
        real_time = RealTimeReader()
        while data := await reader.read(_READ_BYTES):
            requests = real_time.feed(data)
            arriving = self._before_break(data, requests)
            self._buffer.feed(data[:arriving])
            self._bell.ring()
            if arriving is not None:
                writer.transport.abort()
                return
            for one in requests:
                self._obey_at_once(one)
            await self._bell.until(
                lambda: self._buffer.bytes_held < _BUFFER_BYTES or writer.transport.is_closing()
            )

    def _before_break(self, data: bytes, requests: list[Command]) -> int | None:
        """How much of `data` still arrives when the connection is to break now; None when it is not."""
        if self._bytes_to_break is None:
            return None
        self._bytes_to_break -= len(data) - sum(len(one.name + one.arguments) for one in requests)
        if self._bytes_to_break > 0:
            return None
        arriving = max(0, len(data) + self._bytes_to_break)
        self._bytes_to_break = None
        return arriving

    def _obey_at_once(self, command: Command) -> None:
        """`DLE EOT n` asks, `DLE DC4 1` opens the drawer, `DLE ENQ` finds no error to recover from."""
        if self._stalled:
            return
        if command.name == b"\x10\x04":
            self.say(bytes([self._status(command.arguments[0])]))
        elif command.name == b"\x10\x14":
            self.kicks.append(self._now())

    def _status(self, kind: int) -> int:
        """The answer to `DLE EOT kind`; bits 1 and 4 are always set."""
        bits = {
            1: 0x08 * (self.paper_out or self._cover_open),
            2: 0x04 * self._cover_open | 0x20 * self.paper_out,
            3: 0,
            4: 0x0C * self._near_end | 0x60 * self.paper_out,
        }
        return 0x12 | bits[kind]

    # the engine

    async def _work(self) -> None:
        """Obey the buffer, one command after the other, while there is paper."""
        while not self._stopped:
            read = self._buffer.next() if self._can_print() else None
            if read is None:
                await self._bell.rung()
                continue
            effect = self._head.obey(read)
            if effect is not None:
                await self._do(effect)
            self._bell.ring()
            if read == _LINE_FEED:
                await asyncio.sleep(0)  # the demo runs the agent on this loop too

    def _can_print(self) -> bool:
        return not (self._stalled or self._cover_open or self.paper_out)

    async def _do(self, effect: Effect) -> None:
        match effect:
            case Slip():
                await self._drop(effect)
            case DrawerPulse():
                self.kicks.append(self._now())
            case StatusAsked():
                self.say(b"\x03" if self._near_end else b"\x00")
            case _ as never:
                assert_never(never)

    async def _drop(self, slip: Slip) -> None:
        """A slip falls off: written first where it is wanted, so that whoever waits for it finds the file."""
        if self._directory is not None:
            from drivers.simulated.printer_picture import write_slip  # noqa: PLC0415 - imports Pillow

            await asyncio.to_thread(write_slip, slip, self._directory, self.slips_printed + 1)
        self.slips.append(slip)
        self.slips_printed += 1


def _dots(lines: int | None) -> int | None:
    return None if lines is None else lines * SPACING_DOTS
