"""Programs of our own, started and ended for a measurement."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 20.0


@contextmanager
def program(arguments: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run this Python with `arguments`; it is told to stop when the block ends.

    By us alone: a Ctrl+C reaches the benchmark, and not the programs behind its back. Raises RuntimeError
    with the end of what it complained of when it has failed.
    """
    process = subprocess.Popen(  # noqa: S603 our own program
        [sys.executable, "-P", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        errors = _stop(process)
        if process.returncode not in (0, -signal.SIGTERM):
            raise RuntimeError(f"{arguments[-1]} ended with {process.returncode}: {errors[-500:]}")


def _stop(process: "subprocess.Popen[bytes]") -> str:
    """End it, in order or else at once; what it complained of."""
    process.send_signal(signal.SIGTERM)
    try:
        _, errors = process.communicate(timeout=STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
    return errors.decode(errors="replace")


class Terminal:
    """A program in a terminal of its own: bytes in, bytes out, and how long it took."""

    def __init__(self, arguments: Sequence[str], columns: int = 100, rows: int = 40) -> None:
        self._seen = b""
        self.pid, self._master = os.forkpty()
        if self.pid == 0:
            environment = {
                **os.environ,
                "TERM": "xterm-256color",
                "COLUMNS": str(columns),
                "LINES": str(rows),
            }
            os.execve(sys.executable, [sys.executable, "-P", *arguments], environment)  # noqa: S606

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """Type."""
        self._seen = b""
        os.write(self._master, data)

    def until(self, wanted: bytes, timeout_s: float = START_TIMEOUT_S) -> float:
        """The moment at which `wanted` had been written since the last `send`."""
        deadline = time.perf_counter() + timeout_s
        while wanted not in self._seen:
            left = deadline - time.perf_counter()
            if left <= 0 or not select.select([self._master], [], [], left)[0]:
                raise TimeoutError(f"{wanted!r} was not written; the end was {self._seen[-300:]!r}")
            self._seen += os.read(self._master, 65_536)
        return time.perf_counter()

    def settle(self, quiet_s: float = 0.05) -> None:
        """Read until nothing has been written for a while."""
        while select.select([self._master], [], [], quiet_s)[0]:
            self._seen += os.read(self._master, 65_536)

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)


def wait_for(holds: Callable[[], bool], timeout_s: float = START_TIMEOUT_S) -> float:
    """The moment at which `holds()`; looked at every millisecond."""
    deadline = time.perf_counter() + timeout_s
    while not holds():
        if time.perf_counter() > deadline:
            raise TimeoutError("a program of the benchmark did not become ready")
        time.sleep(0.001)
    return time.perf_counter()


def memory_mb(pid: int) -> float:
    """The resident memory of a process, in units of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"process {pid} has no memory")
