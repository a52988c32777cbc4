"""`edge-agent till` where it cannot open; where it can is told in `tests/ui` and `tests/flows`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, OnTerminal, Place


def test_without_a_terminal(edge: Edge) -> None:
    """One sentence, and no screenful of control characters in a pipe."""
    ended = edge("till", exits=1)
    assert (ended.stdout, ended.stderr) == ("", "收银界面需要终端: 请在终端里运行。\n")


def test_without_a_configuration_that_was_named(edge: Edge) -> None:
    """The file that names the agent is looked for first."""
    ended = edge("till", "--config", "nowhere.toml", lang="en_US.UTF-8", exits=1)
    assert ended.stderr == "There is no file nowhere.toml. Check the path, or copy store.example.toml.\n"


def test_a_keymap_that_is_none(on_terminal: OnTerminal) -> None:
    """It is told before the screen is taken over."""
    code, shown = on_terminal((), "till", "--keymap", "/nowhere/keys.toml", "--language", "en")
    assert code == 1
    assert "/nowhere/keys.toml" in shown
    assert "Traceback" not in shown
    assert "\x1b[?1049h" not in shown


def test_practice_without_a_terminal(edge: Edge, place: Place) -> None:
    """The same sentence, and nothing is left of the shop that was opened for it."""
    ended = edge("till", "--practice", exits=1)
    assert (ended.stdout, ended.stderr) == ("", "收银界面需要终端: 请在终端里运行。\n")
    assert not list(place.home.glob("edge-practice-*"))


def test_practice_without_a_configuration_that_was_named(edge: Edge) -> None:
    """It is told before anything is opened."""
    ended = edge("till", "--practice", "--config", "nowhere.toml", lang="en_US.UTF-8", exits=1)
    assert ended.stderr == "There is no file nowhere.toml. Check the path, or copy store.example.toml.\n"
