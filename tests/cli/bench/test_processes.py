"""Programs that are started for a measurement: awaited, ended, and missed when they fail."""

import os

import pytest

from edge_agent.cli.bench.processes import Terminal, memory_mb, program, wait_for

ECHO = "import sys, tty; tty.setraw(0); print('ready', end='', flush=True); print(sys.stdin.read(1))"


def test_a_program_that_fails_fails_the_benchmark() -> None:
    """With the end of what it complained of, not with a figure of nothing."""
    with (
        pytest.raises(RuntimeError, match="no such thing"),
        program(["-c", "raise SystemExit('no such thing')"]) as one,
    ):
        one.wait()


def test_a_program_is_ended_with_its_block() -> None:
    """And it is really another process, with memory of its own."""
    with program(["-c", "import signal; signal.pause()"]) as one:
        assert memory_mb(one.pid) > 0
    assert one.returncode is not None


def test_a_terminal_tells_when_something_was_written() -> None:
    """A key goes in, its echo comes out; what never comes is an error and not a wait without end."""
    terminal = Terminal(["-c", ECHO])
    try:
        terminal.until(b"ready")
        terminal.send(b"x")
        terminal.until(b"x")
        with pytest.raises((TimeoutError, OSError)):
            terminal.until(b"never", timeout_s=0.1)
    finally:
        terminal.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(terminal._master)


def test_what_never_holds_is_not_waited_for() -> None:
    """A deadline on everything."""
    with pytest.raises(TimeoutError):
        wait_for(lambda: False, timeout_s=0)
