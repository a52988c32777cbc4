"""`board.event`: measured with a real browser, and left out where there is none."""

from pathlib import Path

import pytest

from edge_agent.cli.bench import board
from edge_agent.cli.bench.browser import find


@pytest.mark.skipif(
    find() is None, reason="no Chromium: .ci/setup could not install it; sudo apt-get install chromium"
)
def test_a_call_is_measured_until_it_is_painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure beside its bound; the agent and the browser are gone afterwards."""
    monkeypatch.setattr(board, "CALLS", 3)
    (figure,) = board.measure(tmp_path)

    assert (figure.name, figure.unit, figure.floor) == ("board.event", "ms", 150.0)
    assert figure.value > 0
    assert not (tmp_path / "board-store" / "agent.sock").exists()


def test_without_a_browser_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shop's PC need not have one."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert board.measure(tmp_path) == []
