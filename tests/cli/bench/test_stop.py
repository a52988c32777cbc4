"""A benchmark that is told to stop ends the programs that it has started."""

import os
import signal
import subprocess
import sys

import pytest

BENCH = """
import asyncio, signal, sys, uvloop
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # who runs the tests may have left it ignored
from edge_agent import __main__
from edge_agent.cli import bench
from edge_agent.cli.bench.processes import Terminal, program

SLEEPS = ["-c", "import time; time.sleep(60)"]

def wait(one, till):
    print(one.pid, till.pid, flush=True)
    one.wait()

async def sleep(one, till):
    print(one.pid, till.pid, flush=True)
    await asyncio.sleep(60)

WAITS = {
    "a program": wait,
    "a loop": lambda *programs: asyncio.run(sleep(*programs)),
    "a fast loop": lambda *programs: uvloop.run(sleep(*programs)),
}

def measure(articles):
    with program(SLEEPS) as one, Terminal(SLEEPS) as till:
        waiting(one, till)

waiting = WAITS[sys.argv.pop()]
bench.measure = measure
__main__.main()
"""
PATIENCE_S = 30


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("waits_for", ["a program", "a loop", "a fast loop"])
def test_a_benchmark_that_is_stopped_leaves_nothing_behind(number: signal.Signals, waits_for: str) -> None:
    """Whatever it waits for at that moment: an agent and a till are ended with it, and it says nothing."""
    command = [sys.executable, "-P", "-c", BENCH, "bench", waits_for]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        children = [int(pid) for pid in started.stdout.readline().split()]
        started.send_signal(number)
        _, said = started.communicate(timeout=PATIENCE_S)
    assert (started.returncode, said.decode()) == (130, "")
    assert len(children) == 2
    assert not [pid for pid in children if is_running(pid)]


def is_running(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
