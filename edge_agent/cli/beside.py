"""A till and its shop in two processes, as in a real one: begun together, ended together, nothing left."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import FrameType

STOP_TIMEOUT_S = 20.0


@contextlib.contextmanager
def told_to_end() -> Iterator[None]:
    """SIGTERM and a closed terminal window end the program as Ctrl+C does: in order, nothing left behind."""

    def end(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    handlers = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: end, signal.SIGHUP: end}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # started by nohup
        del handlers[signal.SIGHUP]
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def beside(*arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    """`edge-agent` with `arguments`: it ends when its standard input does, however this process ends."""
    command = [sys.executable, "-P", "-m", "edge_agent", *arguments]
    services = subprocess.Popen(  # noqa: S603 our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        yield services
    finally:
        try:
            services.communicate(timeout=STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            services.kill()
            services.wait()


def hang_up_with(stack: contextlib.ExitStack) -> None:
    """A till that loses its terminal waits for it without end: close `stack` and leave at once."""

    def hang_up(number: int, _frame: FrameType | None) -> None:
        stack.close()
        os._exit(128 + number)

    signal.signal(signal.SIGHUP, hang_up)


async def until_told() -> None:
    """The other side's wait: until a signal, or until standard input ends with whoever started this."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def read() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), read)
    await stop.wait()
