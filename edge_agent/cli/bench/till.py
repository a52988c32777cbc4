"""`till.scan`: from the last byte of a code into the terminal to its line on the screen, agent included."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Settings
from edge_agent.cli.bench.figures import Figure, at_most, percentile, within
from edge_agent.cli.bench.processes import Terminal, program
from edge_agent.cli.bench.shop import PIN, STAFF, article, gtin, make_store, run_agent, wait_until_ready

ARTICLES = 400
WARM_UP = 40
SCANS = 200
ECHOES = 200
IN_ONE_GO = 100
QUIET_S = 0.005
"""What a scan still writes after its line is read before the next one."""
TARGET = 5.0
P50_MS = 8.0
P99_MS = 25.0

_ECHO = Path(__file__).with_name("echo.py")


def measure(folder: Path, scan_ms: float) -> list[Figure]:
    """The figures; `scan_ms` is `scan.socket` of the same run, a part of the floor."""
    settings = make_store(folder / "till-store", ARTICLES)
    echo_ms = percentile(_echoes(), 0.5)
    with program(run_agent(settings)):
        wait_until_ready(settings)
        with signed_in_till(settings) as till:
            times = _scans(till)
            _many_at_once(till)
    half, most = percentile(times, 0.5), percentile(times, 0.99)
    return [
        at_most("till.scan", half, "ms", scan_ms + echo_ms, TARGET),
        within("till.scan.p50", half, "ms", P50_MS),
        within("till.scan.p99", most, "ms", P99_MS),
    ]


def till_arguments(settings: Settings) -> list[str]:
    """The arguments of a Python that opens the till on a store's agent."""
    return ["-m", "edge_agent", "till", "--agent", str(settings.socket), "--language", "zh-CN"]


@contextmanager
def signed_in_till(settings: Settings) -> Iterator[Terminal]:
    """A till in a terminal, on its sale screen."""
    with Terminal(till_arguments(settings)) as till:
        till.until("登录".encode())
        till.settle(0.5)
        till.send(f"{STAFF}\r".encode())
        till.settle(0.3)
        till.send(f"{PIN}\r".encode())
        till.until("请扫码".encode())
        till.settle(0.5)
        yield till


def _scans(till: Terminal) -> list[float]:
    """Each scan's milliseconds: the article's own name must be written after the code's last byte.

    A scanner's code comes in one burst, and the next one as soon as the last is on the screen: as
    `scan.socket` and the echo, its floor, are measured.
    """
    times = []
    for no in range(WARM_UP + SCANS):
        code = gtin(no).encode() + b"\r"
        started = time.perf_counter()
        till.send(code)
        seen = till.until(article(no).name.encode())
        if no >= WARM_UP:
            times.append((seen - started) * 1000)
        till.settle(QUIET_S)
    return times


def _many_at_once(till: Terminal) -> None:
    """A hundred codes in one go: the last one's line is on the screen, so all before it were taken."""
    first = WARM_UP + SCANS
    codes = "".join(f"{gtin(no)}\r" for no in range(first, first + IN_ONE_GO))
    till.send(codes.encode())
    till.until(article(first + IN_ONE_GO - 1).name.encode())


def _echoes() -> list[float]:
    """What a bare asyncio terminal takes from a line's end to its echo, in milliseconds."""
    with Terminal([str(_ECHO)]) as bare:
        bare.until(b"ready")
        times = []
        for no in range(ECHOES):
            code = gtin(no).encode() + b"\r"
            started = time.perf_counter()
            bare.send(code)
            times.append((bare.until(f"<{gtin(no)}>".encode()) - started) * 1000)
            bare.settle(QUIET_S)
    return times
