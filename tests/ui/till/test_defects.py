"""A defect in the till's own code: told, written down, and survived."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.till.commands import Called
from ui.till.decoder import Key, Typed
from ui.till.defects import keep_log, surviving_update
from ui.till.events import Answered
from ui.till.generic.calls import get
from ui.till.keymap import load_keymap
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Word, say


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """The root logger as it was, whatever a test makes of it."""
    root, raises = logging.getLogger(), logging.raiseExceptions
    handlers, level = root.handlers, root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers, logging.raiseExceptions = handlers, raises
    root.setLevel(level)


def _breaks(_state: State, answer: str) -> Step:
    raise RuntimeError(answer)


@pytest.mark.usefixtures("logs_as_before")
def test_a_defect_costs_one_step(tmp_path: Path) -> None:
    """The cashier reads one line, what she typed stays, and the file holds the traceback."""
    path = tmp_path / "tills" / "till-1.log"
    keep_log(path)
    assert not path.exists()
    before = State(buffer="12")
    broken = Answered(get("/v1/health", str, _breaks), Called("no such thing"))
    step = surviving_update(before, broken, load_keymap(None))

    assert step.state.notice is not None
    assert (step.state.notice.title, step.state.buffer) == (say("zh-CN", Word.DEFECT), "12")
    assert (step.commands, step.state.bells) == ((), before.bells + 1)
    written = path.read_text("utf-8")
    assert "RuntimeError: no such thing" in written
    assert "defect at Answered" in written

    goes_on = surviving_update(step.state, Typed(Key("3", "3")), load_keymap(None))
    assert goes_on.state.notice is None
