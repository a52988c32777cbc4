"""`edge-agent` asked for help, or asked wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent import RELEASE
from edge_agent.cli import COMMANDS

if TYPE_CHECKING:
    from tests.cli.conftest import Edge

ACTIONS = (
    ("import", "catalogue"),
    ("staff", "add"),
    ("staff", "list"),
    ("staff", "unlock"),
    ("journal", "verify"),
)
WIDTH_MAX = 80


def test_the_program_lists_its_commands(edge: Edge) -> None:
    """Every command of this release, each with what it does, as wide as a terminal."""
    shown = edge("--help", exits=0).stdout
    for command in COMMANDS:
        assert f"\n    {command} " in shown
    assert max(map(len, shown.splitlines())) <= WIDTH_MAX


@pytest.mark.parametrize("words", [*((command,) for command in COMMANDS), *ACTIONS])
def test_every_command_explains_itself(edge: Edge, words: tuple[str, ...]) -> None:
    """Its options on standard output, exit 0, and no word of what is not for people."""
    shown = edge(*words, "--help", exits=0)
    assert shown.stdout.startswith(f"usage: edge-agent {' '.join(words)} ")
    assert shown.stderr == ""
    assert "--serve" not in shown.stdout


def test_the_release_is_told(edge: Edge) -> None:
    """`--version` names program and release."""
    assert edge("--version", exits=0).stdout == f"edge-agent {RELEASE}\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "COMMAND"),
        (("sell",), "'sell'"),
        (("run", "--fast"), "--fast"),
        (("staff",), "ACTION"),
        (("import", "prices", "x.csv"), "'prices'"),
        (("staff", "add", "1001", "小李", "--role", "boss"), "'boss'"),
    ],
)
def test_a_wrong_command_line(edge: Edge, words: tuple[str, ...], named: str) -> None:
    """The usage and what is wrong in it, on standard error; exit 2, as programs do."""
    refused = edge(*words, exits=2)
    assert refused.stdout == ""
    assert refused.stderr.startswith("usage: edge-agent")
    assert named in refused.stderr.splitlines()[-1]
