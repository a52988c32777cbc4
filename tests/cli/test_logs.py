"""The log: JSON lines of every library, in files that do not grow without end."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from edge_agent.cli import logs
from edge_agent.cli.logs import log_to

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("logs_as_before")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_our_lines_and_the_libraries_are_alike(tmp_path: Path) -> None:
    """One JSON object a line: what happened, how bad it is, who says so, when, and what belongs to it."""
    log_to(tmp_path / "log")
    structlog.get_logger("push").warning("quarantined", epoch="a1", seq=5)
    logging.getLogger("asyncio").error("task %s failed", "x")
    ours, theirs = _lines(tmp_path / "log")
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {"event": "quarantined", "level": "warning", "logger": "push", "epoch": "a1", "seq": 5}
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("task x failed", "error", "asyncio")


def test_a_traceback_stays_in_its_line(tmp_path: Path) -> None:
    """A defect is one line too, with all that is known of it."""
    log_to(tmp_path / "log")
    try:
        [].pop()
    except IndexError:
        structlog.get_logger("push").exception("push-defect")
        logging.getLogger("asyncio").exception("in a callback")
    for line in _lines(tmp_path / "log"):
        assert line["exception"].startswith("Traceback (most recent call last)")
        assert line["exception"].endswith("IndexError: pop from empty list")


def test_what_is_below_the_level_is_left_out(tmp_path: Path) -> None:
    """A command that is no server tells warnings only."""
    log_to(tmp_path / "log", logging.WARNING)
    structlog.get_logger("push").info("link")
    assert _lines(tmp_path / "log") == []


def test_chatty_libraries_tell_warnings_only(tmp_path: Path) -> None:
    """Not each of their requests and jobs."""
    log_to(tmp_path / "log")
    logging.getLogger("httpx").info("a request")
    logging.getLogger("apscheduler.executors").info("a job")
    assert _lines(tmp_path / "log") == []


def test_old_files_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the agent runs, its log takes no more than its files may."""
    monkeypatch.setattr(logs, "LOG_BYTES_MAX", 500)
    monkeypatch.setattr(logs, "LOG_FILES_MAX", 3)
    log_to(tmp_path / "log")
    for number in range(100):
        structlog.get_logger("push").warning("line", number=number)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["log", "log.1", "log.2"]
    assert all((tmp_path / name).stat().st_size <= 500 for name in kept)
    assert _lines(tmp_path / "log")[-1]["number"] == 99


def test_a_log_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    """Not at its first line, when nobody looks any more."""
    with pytest.raises(OSError, match="No such file"):
        log_to(tmp_path / "missing" / "log")


def test_a_full_disk_costs_lines_and_nothing_else() -> None:
    """A sale does not fail because its log line has no room, and no screen is filled with complaints."""
    program = """if True:
        import os, pathlib, structlog
        from edge_agent.cli.logs import log_to
        log_to(pathlib.Path("/dev/full"))
        structlog.get_logger("push").warning("no room")
        os._exit(7)
    """
    ended = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (7, b"", b"")
