"""`edge-agent staff add|list`, beside a running agent and without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, OnTerminal, Place, RunningProgram

STAFF = "SELECT staff, name, role FROM staff ORDER BY staff"


def test_people_are_added_and_listed(edge: Edge, place: Place) -> None:
    """Without an agent: into the file, which is made; each with a role, in the order of their numbers."""
    assert edge("staff", "add", "9001", "店长", "--role", "manager", stdin="246810\n", exits=0).stdout == (
        "9001 店长 manager\n"
    )
    edge("staff", "add", "1001", " 小李 ", stdin="1234\n", exits=0)
    assert edge("staff", "list", exits=0).stdout == "1001 小李 cashier\n9001 店长 manager\n"
    assert place.rows(STAFF) == [("1001", "小李", "cashier"), ("9001", "店长", "manager")]


def test_a_pin_is_kept_as_a_hash_in_a_private_file(edge: Edge, place: Place) -> None:
    """Nobody reads a PIN off the disk, and nobody else reads the file at all."""
    edge("staff", "add", "1001", "小李", stdin="73918264\n", exits=0)
    assert not any(b"73918264" in file.read_bytes() for file in place.state.iterdir())
    assert place.database.stat().st_mode & 0o077 == 0
    assert place.state.stat().st_mode & 0o077 == 0


def test_an_agent_that_runs_is_asked(
    edge: Edge, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """It holds the file, and does the work: nobody is told to stop it first."""
    agent = start_agent()
    assert edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0).stdout == "1001 小李 cashier\n"
    twice = edge("staff", "add", "1001", "小王", stdin="1234\n", lang="en_US.UTF-8", exits=1)
    assert (twice.stdout, twice.stderr) == ("", "The number 1001 is taken. Choose another.\n")
    assert edge("staff", "list", exits=0).stdout == "1001 小李 cashier\n"
    assert agent.stop() == 0
    assert place.rows(STAFF) == [("1001", "小李", "cashier")]


@pytest.mark.parametrize(
    ("staff", "name", "pin", "said"),
    [
        ("1001", "小李", b"12\n", "密码不合要求。请用 4 到 12 位数字\n"),
        ("1001", "小李", b"", "密码不合要求。请用 4 到 12 位数字\n"),
        ("1001", "小李", b"\xff\xfe12\n", "密码不合要求。请用 4 到 12 位数字\n"),
        (
            "10a1",
            "小李",
            b"1234\n",
            "工号、姓名或角色不对。工号用数字;角色为 cashier、supervisor 或 manager\n",
        ),
        (
            "1001",
            b"\xff",
            b"1234\n",
            "工号、姓名或角色不对。工号用数字;角色为 cashier、supervisor 或 manager\n",
        ),
    ],
)
def test_what_cannot_be_added(
    edge: Edge, place: Place, staff: str, name: str | bytes, pin: bytes, said: str
) -> None:
    """A PIN, a number or a name that will not do is one sentence, and not even a file is made."""
    refused = edge("staff", "add", staff, name, stdin=pin, exits=1)
    assert (refused.stdout, refused.stderr) == ("", said)
    assert not place.database.exists()


def test_an_account_is_disabled_and_enabled(edge: Edge, place: Place) -> None:
    """Without an agent: in the file; the list tells who may not sign in."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    assert edge("staff", "disable", "1001", exits=0).stdout == "1001 小李 cashier 已停用\n"
    assert edge("staff", "list", lang="en_US.UTF-8", exits=0).stdout == "1001 小李 cashier disabled\n"
    assert edge("staff", "enable", "1001", exits=0).stdout == "1001 小李 cashier\n"
    assert place.rows("SELECT type FROM journal WHERE type LIKE 'staff.%' ORDER BY pos") == [
        ("staff.added",),
        ("staff.changed",),
        ("staff.changed",),
    ]


def test_a_pin_is_replaced(edge: Edge, place: Place) -> None:
    """Read from a pipe; the old hash is gone, and one that will not do changes nothing."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    before = place.rows("SELECT pin_hash FROM staff")
    refused = edge("staff", "pin", "1001", stdin="12\n", exits=1)
    assert refused.stderr == "密码不合要求。请用 4 到 12 位数字\n"
    assert place.rows("SELECT pin_hash FROM staff") == before
    assert edge("staff", "pin", "1001", stdin="8642\n", exits=0).stdout == "1001 小李 cashier\n"
    assert place.rows("SELECT pin_hash FROM staff") != before


def test_accounts_are_managed_through_an_agent_that_runs(
    edge: Edge, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """Every change goes over its socket."""
    agent = start_agent()
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    assert edge("staff", "disable", "1001", exits=0).stdout == "1001 小李 cashier 已停用\n"
    assert edge("staff", "enable", "1001", exits=0).stdout == "1001 小李 cashier\n"
    assert edge("staff", "unlock", "1001", exits=0).stdout == "1001 小李 cashier\n"
    assert edge("staff", "pin", "1001", stdin="8642\n", exits=0).stdout == "1001 小李 cashier\n"
    assert edge("staff", "disable", "7777", exits=1).stderr == "没有工号 7777。请核对工号\n"
    assert agent.stop() == 0
    assert place.rows("SELECT count(*) FROM journal WHERE type LIKE 'staff.%'") == [(5,)]


@pytest.mark.parametrize(
    ("action", "number"),
    [
        ("disable", "7777"),
        ("enable", "7777"),
        ("unlock", "7777"),
        ("pin", "7777"),
        ("pin", ""),
        ("disable", "a/b"),
        ("enable", b"\xff"),
    ],
)
def test_nobody_of_that_number(edge: Edge, action: str, number: str | bytes) -> None:
    """One sentence, whatever is typed for a number."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    refused = edge("staff", action, number, stdin="8642\n", exits=1)
    assert refused.stdout == ""
    assert refused.stderr.startswith("没有工号 ")
    assert len(refused.stderr.splitlines()) == 1


def test_a_number_that_is_taken(edge: Edge, place: Place) -> None:
    """Whoever had it keeps name and PIN."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    kept = place.rows("SELECT * FROM staff")
    refused = edge("staff", "add", "1001", "小王", stdin="5678\n", exits=1)
    assert refused.stderr == "工号 1001 已有人用。请换一个工号\n"
    assert place.rows("SELECT * FROM staff") == kept


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("2468\n", "2468\n"), 0, "1001 小李 cashier"),
        (("2468\n", "1357\n"), 1, "The PINs differ; nothing was changed."),
        (("\x04",), 1, "nothing was changed."),
        (("\x03",), 130, "PIN: "),
    ],
    ids=["the same", "another", "Ctrl+D", "Ctrl+C"],
)
def test_on_a_terminal_the_pin_is_asked_for_twice(
    on_terminal: OnTerminal, typed: tuple[str, ...], code: int, said: str
) -> None:
    """It is not shown, and only the same one twice is taken; Ctrl+D and Ctrl+C add nobody."""
    dialogue = tuple(zip(("PIN: ", "Again: "), typed, strict=False))
    exit_code, shown = on_terminal(dialogue, "staff", "add", "1001", "小李")
    assert exit_code == code
    assert said in shown
    assert "2468" not in shown
    assert "Traceback" not in shown
