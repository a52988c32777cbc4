"""A power cut after every single write: whatever the disk then holds, what was answered is there, once.

`script.py` runs under strace. From the trace each file is rebuilt as a disk could hold it after a cut at step
n: what came before the file's last sync is there; each later write may be missing, there, or there in part,
in blocks of 512 bytes; a name that was made or removed since the directory's last sync may be either. Then
the agent's own `Database` opens it.
"""

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest

from edge_agent.db.connection import read_only_uri
from edge_agent.db.database import Database
from edge_agent.db.journal import rows
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.system import SystemChance, SystemClock

SCRIPT = Path(__file__).with_name("script.py")
SECTOR_BYTES = 512
SLICES = 4
"""Of the trace, so that two workers share it."""
PROOF_PATIENCE_S = 1_800

# The trace, as steps.


class Made(msgspec.Struct, frozen=True):
    """A name appeared in a directory, for a new and empty file or a directory."""

    path: str


class Removed(msgspec.Struct, frozen=True):
    """A name was taken out of its directory."""

    path: str


class Written(msgspec.Struct, frozen=True):
    """Bytes were written into a file."""

    path: str
    offset: int
    data: bytes


class Cut(msgspec.Struct, frozen=True):
    """A file was cut, or grown, to a size."""

    path: str
    size: int


class Synced(msgspec.Struct, frozen=True):
    """The disk has the file, or the directory's names."""

    path: str


class Said(msgspec.Struct, frozen=True):
    """The process told somebody: `asked 1`, `done 1`."""

    text: str


Step: TypeAlias = Made | Removed | Written | Cut | Synced | Said

CALLS = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename,mkdir"
_LINE = re.compile(r"(?P<pid>\d+) +(?:<\.\.\. )?(?P<call>\w+)(?P<resumed> resumed>)?(?P<rest>.*)")
_UNFINISHED = " <unfinished ...>"
_PATH = r"<(?P<path>[^>]*)>"
_STRING = r"\"(?P<string>(?:\\x[0-9a-f]{2})*)\""


def trace(folder: Path) -> list[Step]:
    """Run the script under strace and read what it did to the files in `folder`."""
    log = folder / "trace.txt"
    command = ("strace", "-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o", log)
    script = (sys.executable, "-P", SCRIPT, folder / "state" / "store.db")
    try:
        subprocess.run([*command, "--", *script], check=True, capture_output=True, timeout=120)
    except FileNotFoundError:
        pytest.fail("strace is missing: run .ci/setup, or sudo apt-get install strace")
    return list(_steps(log.read_text(), str(folder / "state")))


def _steps(text: str, state: str) -> Iterator[Step]:
    """A write counts from its beginning, a sync from its end, a word to somebody from its beginning."""
    known: set[str] = set()
    begun: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or " = -1 " in match["rest"]:
            continue
        pid, call, rest = match["pid"], match["call"], match["rest"].removesuffix(_UNFINISHED)
        if call in ("fsync", "fdatasync"):
            if match["rest"].endswith(_UNFINISHED):
                begun[pid] = rest
            else:
                yield from _step(call, begun.pop(pid) if match["resumed"] else rest, state, known)
        elif not match["resumed"]:
            yield from _step(call, rest.rpartition(") = ")[0] or rest, state, known)


def _step(call: str, rest: str, state: str, known: set[str]) -> Iterator[Step]:
    paths = re.findall(_PATH, rest)
    path = _text(paths[0]) if paths else ""
    match call:
        case "openat" | "mkdir" | "unlink" | "rename":
            yield from _name_step(call, rest, state, known)
        case "fsync" | "fdatasync":
            yield Synced(path)
        case "write" if rest.startswith("(1<"):
            yield Said(_bytes(rest).decode().strip())
        case "pwrite64" if path.startswith(state):
            yield Written(path, int(rest.rpartition(",")[2]), _bytes(rest))
        case "ftruncate" if path.startswith(state):
            yield Cut(path, int(rest.rpartition(",")[2]))
        case _ if path.startswith(state):
            raise NotImplementedError(f"the rebuilt disk does not know this: {call} {path}")


def _name_step(call: str, rest: str, state: str, known: set[str]) -> Iterator[Step]:
    path = _bytes(rest).decode()
    if not path.startswith(state):
        return
    if call == "mkdir" or (call == "openat" and "O_CREAT" in rest and path not in known):
        known.add(path)
        yield Made(path)
    elif call == "unlink":
        known.discard(path)
        yield Removed(path)
    elif call == "rename":
        raise NotImplementedError(f"the rebuilt disk does not know this: rename {path}")


def _bytes(rest: str) -> bytes:
    found = re.search(_STRING, rest)
    assert found is not None, rest[:200]
    return bytes.fromhex(found["string"].replace("\\x", ""))


def _text(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode() if escaped.startswith("\\x") else escaped


# The disk.

Choose: TypeAlias = Callable[[Sequence[Written | Cut]], Sequence[Written | Cut]]
"""What of a file's unsynced writes the disk has after the cut, in their order."""
Way: TypeAlias = tuple[str, Choose, bool]
"""Its name, what the disk has of the writes, and whether it has the names of the last sync alone."""


class _File:
    """One file's bytes: on the disk, and on their way to it."""

    def __init__(self) -> None:
        self.synced = b""
        self.pending: list[Written | Cut] = []

    def sync(self) -> None:
        self.synced, self.pending = _applied(self.synced, self.pending), []


def _applied(content: bytes, changes: Sequence[Written | Cut]) -> bytes:
    held = bytearray(content)
    for change in changes:
        match change:
            case Written():
                end = change.offset + len(change.data)
                held.extend(bytes(max(0, end - len(held))))
                held[change.offset : end] = change.data
            case Cut():
                held.extend(bytes(max(0, change.size - len(held))))
                del held[change.size :]
    return bytes(held)


class Disk:
    """The files as the steps so far leave them, in memory and on the disk below it."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._names: dict[str, _File] = {}
        self._synced_names: dict[str, _File] = {}
        self.done: set[int] = set()
        self.asked: set[int] = set()

    def go(self, step: Step) -> None:
        """Take one step."""
        match step:
            case Made():
                self._names[step.path] = _File()
            case Removed():
                del self._names[step.path]
            case Written() | Cut():
                self._names[step.path].pending.append(step)
            case Synced():
                self._sync(step.path)
            case Said():
                word, _, number = step.text.partition(" ")
                {"asked": self.asked, "done": self.done}.get(word, set()).add(int(number.split()[0]))

    def after_cut(self, choose: Choose, *, names_synced: bool) -> dict[str, bytes]:
        """What the state directory holds now that the power is gone: name → content."""
        names = self._synced_names if names_synced else self._names
        if self._state not in names:
            return {}
        return {
            Path(path).name: _applied(file.synced, choose(file.pending))
            for path, file in names.items()
            if path != self._state and not path.endswith(("-shm", ".lock"))
        }

    def _sync(self, path: str) -> None:
        if path in self._names:
            self._names[path].sync()
        inside = {name for name in {*self._names, *self._synced_names} if str(Path(name).parent) == path}
        for name in inside:
            if name in self._names:
                self._synced_names[name] = self._names[name]
            else:
                del self._synced_names[name]


# What may be left of the writes that were on their way.


def _none(_pending: Sequence[Written | Cut]) -> Sequence[Written | Cut]:
    return ()


def _all(pending: Sequence[Written | Cut]) -> Sequence[Written | Cut]:
    return pending


def _last(pending: Sequence[Written | Cut]) -> Sequence[Written | Cut]:
    """The disk took the newest first."""
    return pending[-1:]


def _torn(chance: random.Random) -> Choose:
    """Each write is missing, there, or there in some of its sectors."""

    def choose(pending: Sequence[Written | Cut]) -> Sequence[Written | Cut]:
        return [part for change in pending for part in _parts(change, chance)]

    return choose


def _parts(change: Written | Cut, chance: random.Random) -> Iterator[Written | Cut]:
    fate = chance.choice(("missing", "there", "there", "in part"))
    if fate == "there" or (fate == "in part" and isinstance(change, Cut)):
        yield change
    elif fate == "in part" and isinstance(change, Written):
        start, end = change.offset, change.offset + len(change.data)
        edges = [start, *range((start // SECTOR_BYTES + 1) * SECTOR_BYTES, end, SECTOR_BYTES), end]
        for low, high in pairwise(edges):
            if chance.random() < 0.5:
                yield Written(change.path, low, change.data[low - start : high - start])


def _ways(step: int, torn: int) -> Iterator[Way]:
    yield "nothing unsynced", _none, True
    yield "everything", _all, False
    yield "everything but names", _all, True
    yield "the last write alone", _last, False
    for number in range(torn):
        chance = random.Random(f"{step} {number}")  # noqa: S311 the same in every run
        yield f"torn {number}", _torn(chance), chance.random() < 0.5


# The promise.


@pytest.fixture(scope="module")
def steps() -> Iterator[list[Step]]:
    folder = Path(tempfile.mkdtemp(prefix="power-cut-"))
    yield trace(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def fast_folder() -> Iterator[Path]:
    """Where each rebuilt disk is opened: in memory where there is one, as all files of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_the_script_does_what_a_cut_could_spoil(steps: list[Step]) -> None:
    """Sales alone and in groups, checkpoints, a restarted and a cut log: all of it is in the trace."""
    said = [step.text.split()[0] for step in steps if isinstance(step, Said)]
    log_starts = [
        step
        for step in steps
        if isinstance(step, Written) and step.path.endswith("-wal") and step.offset == 0
    ]
    assert said.count("asked") == said.count("done") == 26
    assert "failed" not in said
    assert len(log_starts) >= 5, "restarts of the log"
    assert any(isinstance(step, Cut) and step.path.endswith("-wal") for step in steps)
    assert sum(isinstance(step, Synced) and step.path.endswith("store.db") for step in steps) >= 5
    assert sum(isinstance(step, Synced) and step.path.endswith("-wal") for step in steps) >= 20


@pytest.mark.parametrize("part", range(SLICES))
def test_what_was_answered_survives_a_cut_at_every_step(
    steps: list[Step], fast_folder: Path, part: int
) -> None:
    """After step n for every n: the file opens, holds each answered sale once, and proves itself.

    Each way of losing writes is tried where a run of writes ends; inside one they take turns.
    """
    cut_everywhere(steps, fast_folder, _in_turn, part)


@pytest.mark.prove
@pytest.mark.timeout(PROOF_PATIENCE_S)
@pytest.mark.parametrize("part", range(SLICES))
def test_what_was_answered_survives_many_cuts_at_every_step(
    steps: list[Step], fast_folder: Path, part: int
) -> None:
    """The same with every way at each step, and forty to tear what was on its way."""
    cut_everywhere(steps, fast_folder, _all_ways, part)


def _in_turn(steps: list[Step], number: int) -> Sequence[Way]:
    ways = tuple(_ways(number, torn=1))
    is_inside = all(isinstance(step, Written) for step in steps[number : number + 2])
    return (ways[number % len(ways)],) if is_inside else ways


def _all_ways(_steps: list[Step], number: int) -> Sequence[Way]:
    return tuple(_ways(number, torn=40))


def cut_everywhere(
    steps: list[Step], folder: Path, choose_ways: Callable[[list[Step], int], Sequence[Way]], part: int
) -> None:
    disk = Disk(next(step.path for step in steps if isinstance(step, Made)))
    seen: set[int] = set()
    for number, step in enumerate(steps):
        disk.go(step)
        if number % SLICES != part:
            continue
        for way, choose, names_synced in choose_ways(steps, number):
            content = disk.after_cut(choose, names_synced=names_synced)
            state = hash((frozenset(content.items()), len(disk.done)))
            if state not in seen:
                seen.add(state)
                _must_hold(disk, content, folder, f"{way}, after step {number}: {step!r:.120}")
    assert len(seen) > len(steps) // SLICES // 2


def _must_hold(disk: Disk, content: dict[str, bytes], folder: Path, when: str) -> None:
    path = folder / "state" / "store.db"
    shutil.rmtree(path.parent, ignore_errors=True)
    if content:
        path.parent.mkdir()
    for name, data in content.items():
        (path.parent / name).write_bytes(data)
    try:
        with Database(path, StoreCode("S0123"), 1, SystemClock(), SystemChance()):
            _must_hold_open(disk, path)
    except BaseException as error:
        error.add_note(f"power cut: {when}")
        raise


def _must_hold_open(disk: Disk, path: Path) -> None:
    with closing(sqlite3.connect(read_only_uri(path), uri=True)) as connection:
        sold = [number for (number,) in connection.execute("SELECT number FROM sale").fetchall()]
        recorded = connection.execute("SELECT count(*) FROM journal WHERE type = 'sale.completed'").fetchone()
        left = connection.execute("SELECT coalesce(-sum(quantity), 0) / 1000 FROM stock_level").fetchone()
        assert disk.done <= set(sold) <= disk.asked
        assert len(sold) == len(set(sold)) == recorded[0] == left[0]
        assert check_chain(rows(connection)) is None
        assert check_tables(connection) is None
