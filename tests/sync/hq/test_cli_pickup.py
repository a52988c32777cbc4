"""`edge-hq keys`, `order` and `feed` as a person meets them: beside a running headquarters too."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from PIL import Image

from edge_agent.db.connection import open_writer
from edge_agent.domain.pickup.envelope import open_envelope
from edge_agent.domain.pickup.outcomes import Reason
from edge_agent.ports.system import SystemChance, SystemClock
from sync.hq import cli
from sync.hq.database import APPLICATION_ID, HqDatabase

Say: TypeAlias = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs a command in a folder of its own; what it says on standard output."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> str:
        assert cli.main([*map(str, arguments), "--db", "hq.db"]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def fail(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs a command that fails; its one sentence."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> str:
        assert cli.main([*map(str, arguments), "--db", "hq.db"]) == 1
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        return said.err.removeprefix("edge-hq: ")

    return run


@pytest.fixture
def number(say: Say) -> str:
    """An order of two parcels, at a headquarters with keys."""
    say("keys", "init", "--root", "root.key")
    lines = ("--line", "P1:2:300:苹果", "--parcel", "--line", "P2:0.5kg:450:肉:切片/去皮")
    said = say("order", "place", "--store", "S0731", *lines, "--phone", "13812345678", "--slip")
    found = re.fullmatch(
        r"order (W\d{4}-0001) at S0731, 2 parcels, pickup [0-9a-f]{16}\.0\n"
        r"short code \d{4} \d{4}, phone tail 5678, until [0-9-]+ [0-9:+]+\n",
        said,
    )
    assert found is not None, said
    return found[1]


def test_what_the_phone_shows(say: Say, number: str) -> None:
    """A text, a drawing or a picture; each time afresh."""
    text = say("order", "show", number, "--text").strip()
    assert not isinstance(open_envelope(text), Reason)
    drawn = say("order", "show", number)
    assert "▄" in drawn
    assert f"order {number} at S0731" in drawn
    assert say("order", "show", number, "--qr", "code.png") == f"code.png shows order {number}\n"
    with Image.open("code.png") as picture:
        assert picture.size[0] == picture.size[1] > 200
    assert say("order", "show", number, "--text", "--slip").startswith("PK1:")


def test_the_list(say: Say, number: str) -> None:
    """The latest first, and what became of each."""
    say("order", "place", "--store", "S0731", "--line", "P1:1")
    say("order", "revoke", number)
    later, line = say("order", "list", "--store", "S0731").splitlines()
    assert re.fullmatch(r"W\d{4}-0002  \d{4} \d{4}  1 parcels  tail -     until .*", later)
    assert re.fullmatch(rf"{number}  \d{{4}} \d{{4}}  2 parcels  tail 5678  revoked", line)
    assert say("order", "list", "--store", "S0999") == ""
    assert say("order", "show", number).endswith(", revoked\n")


def test_beside_a_headquarters_that_runs(say: Say, number: str) -> None:
    """It holds the lock; orders are placed and shown all the same, and it sees them."""
    with closing(HqDatabase(Path("hq.db"), SystemClock(), SystemChance())) as running:
        say("order", "place", "--store", "S0731", "--line", "P1:1")
        assert say("order", "show", number, "--text").startswith("PK1:")
        assert len(say("order", "list", "--store", "S0731").splitlines()) == 2
        for command in ("reissue", "revoke"):
            say("order", command, number)
        for command in ("rotate", "renew"):
            say("keys", command, "--root", "root.key")
        say("keys", "show")
        say("feed", "export", "page.json", "--store", "S0731")
        assert running.history in Path("page.json").read_text("utf-8")
    assert Path("page.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("runs", [False, True])
def test_before_there_is_a_key(say: Say, fail: Say, tmp_path: Path, *, runs: bool) -> None:
    """Each command says how to make one, whether headquarters runs or not; there is nothing to export."""
    (tmp_path / "batch.csv").write_text("order,sku,quantity\n1,P1,2\n", "utf-8")
    (tmp_path / "root.key").write_text(f"{'ab' * 32}\n", "ascii")
    headquarters = HqDatabase(tmp_path / "hq.db", SystemClock(), SystemChance())
    if not runs:
        headquarters.close()
    for command in (
        ("order", "place", "--store", "S0731", "--line", "P1:1"),
        ("batch", "place", "batch.csv", "--store", "S0731", "--name", "周末鲜果"),
        ("keys", "rotate", "--root", "root.key"),
        ("keys", "renew", "--root", "root.key"),
        ("keys", "show"),
    ):
        assert "run `edge-hq keys init --root FILE`" in fail(*command)
    assert say("feed", "export", "page.json", "--store", "S0731").startswith("0 items for S0731")
    assert say("order", "list", "--store", "S0731") == ""
    assert say("keys", "init", "--root", "root.key").startswith("root ")
    assert say("order", "place", "--store", "S0731", "--line", "P1:1").startswith("order W")
    headquarters.close()


def test_no_root_is_left_behind_that_signs_nothing(fail: Say, number: str) -> None:
    """Somebody would keep it offline, and trust it."""
    assert number
    assert "there are keys already" in fail("keys", "init", "--root", "second.key")
    assert not Path("second.key").exists()


def test_a_running_headquarters_of_another_release(fail: Say, number: str) -> None:
    """Nobody changes its file under it."""
    with closing(HqDatabase(Path("hq.db"), SystemClock(), SystemChance())):
        with closing(open_writer(Path("hq.db"), APPLICATION_ID)) as connection:
            connection.execute("PRAGMA user_version = 1")
        assert "in use by another headquarters" in fail("order", "revoke", number)


def test_the_keys_are_shown_without_what_is_private(say: Say, number: str) -> None:
    """Their names and times; of the root its public key."""
    assert number
    say("keys", "rotate", "--root", "root.key")
    say("keys", "renew", "--root", "root.key")
    shown = say("keys", "show")
    assert len(re.findall(r"^key [0-9a-f]{8} signs from .* to .*, holds until .*$", shown, re.MULTILINE)) == 2
    assert Path("root.key").read_text("ascii").strip() not in shown


def test_a_root_that_others_can_read(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is used, for many a stick knows no owners, and warned of."""
    assert number
    Path("root.key").chmod(0o644)
    assert cli.main(["keys", "renew", "--root", "root.key", "--db", "hq.db"]) == 0
    assert capsys.readouterr().err == "others can read root.key: keep it offline, and `chmod 600` it\n"


def test_no_order_is_without_its_phone(say: Say, fail: Say, number: str) -> None:
    """Where the phone's key cannot be kept nothing is placed, nor any phone's key kept of what is refused."""
    folder = Path("hq.db.phones")
    kept = list(folder.iterdir())
    assert "no store would keep" in fail("order", "place", "--store", "S0731", "--line", "P1:1:1:\x1b[2J")
    assert list(folder.iterdir()) == kept
    folder.rename("away")
    folder.touch()
    place = ("order", "place", "--store", "S0731", "--line", "P1:1")
    assert "cannot be written" in fail(*place)
    assert "cannot be written" in fail("order", "reissue", number)
    folder.unlink()
    Path("away").rename(folder)
    assert say("order", "show", number, "--text").startswith("PK1:")
    assert len(say("order", "list", "--store", "S0731").splitlines()) == 1


def test_a_late_rotation_says_what_it_costs(
    say: Say, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some stores may refuse the new key's tickets."""
    assert number
    monkeypatch.setattr("sync.hq.keys.STOPS_BEFORE_S", 119 * 24 * 3600)
    assert cli.main(["keys", "rotate", "--root", "root.key", "--db", "hq.db"]) == 0
    assert capsys.readouterr().err.startswith("stores that were not reached until then refuse its tickets")
    assert say("keys", "show")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("order", "show", "W9"), "there is no order W9"),
        (("order", "show", "W9", "--qr", "x.png"), "there is no order W9"),
        (("order", "revoke", "W9"), "there is no order W9"),
        (("order", "reissue", "W9"), "there is no order W9"),
        (("keys", "init", "--root", "root.key"), "there are keys already"),
        (("keys", "renew", "--root", "other.key"), "there is no other.key"),
        (("keys", "renew", "--root", "hq.db"), "is no root"),
        (("order", "place", "--store", "S1", "--line", "P1"), "is no line"),
        (("order", "place", "--store", "S1", "--line", "P1:0"), "of pieces there are whole ones"),
        (("order", "place", "--store", "S1", "--line", "P1:1.5"), "of pieces there are whole ones"),
        (("order", "place", "--store", "S1", "--line", "P1:1:-3"), "is no line"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--group", "far-too-long"), "8 characters"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--wanted", "2020-01-01"), "has passed"),
        (("feed", "export", "nowhere/page.json", "--store", "S1"), "name another place"),
        (("feed", "export", ".", "--store", "S1"), "cannot be written"),
        (("feed", "export", "", "--store", "S1"), "cannot be written"),
        (("feed", "export", "page.json", "--store", "S1", "--after", "9" * 15), "begin anew with --after 0"),
        (("order", "show", "{number}", "--qr", "nowhere/x.png"), "name another place"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:2]),
)
def test_a_mistake_is_one_sentence(fail: Say, number: str, arguments: tuple[str, ...], said: str) -> None:
    """On standard error, and exit 1."""
    assert said in fail(*(word.format(number=number) for word in arguments))


@pytest.mark.parametrize(
    "command",
    [("order", "list", "--store", "S1"), ("keys", "show"), ("feed", "export", "p", "--store", "S1")],
)
def test_a_file_that_is_not_there(fail: Say, command: tuple[str, ...]) -> None:
    """Reading makes none."""
    assert "there is no hq.db" in fail(*command)
    assert not Path("hq.db").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("order", "place", "--store", "s1", "--line", "P1:1"), "is not a store's code"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--phone", "12345"), "is not a mobile number"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--wanted", "soon"), "is not a time"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--units", "65"), "from 1 to 64"),
        (("feed", "export", "p", "--store", "S1", "--after", "-1"), "is not a number"),
        (("feed", "export", "p", "--store", "S1", "--limit", "１"), "is not a number"),
        (("feed", "export", "p", "--store", "S1", "--after", "0" * 18 + "9" * 18), "is not a number"),
        (("order", "place", "--store", "S1", "--line", "P1:1:3:\udcff"), "is no text"),
        (("order", "place", "--store", "S1", "--line", "P1:1", "--group", "\udcff"), "is no text"),
        (("order", "revoke", "\udcff"), "is no text"),
        (("batch", "place", "b.csv", "--store", "S1", "--name", "\udcff"), "is no text"),
    ],
)
def test_an_option_that_is_none(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """The mistake is named, and the status is argparse's 2."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
