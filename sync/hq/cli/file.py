"""Headquarters' file from the command line: written under its lock, or beside a headquarters that runs."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import DatabaseInUse
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.ports.system import SystemChance, SystemClock
from sync.hq.cannot import Cannot
from sync.hq.database import HqDatabase, beside
from sync.hq.orders import ZONE
from sync.wire.journal import is_store_code

T = TypeVar("T")
_DIGITS_MAX = 18


def add_option(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("--db", type=Path, default=default_path(), help="the database file (%(default)s)")


def default_path() -> Path:
    """`hq.db` among the user's state files."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "edge-hq" / "hq.db"


def make_folder(path: Path) -> None:
    """The folder of the default file; any other must be there."""
    if path == default_path():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def change(path: Path, unit: Callable[[Tx], T]) -> T:
    """Do a unit, whether a headquarters runs on the file or not."""
    make_folder(path)
    clock, chance = SystemClock(), SystemChance()
    try:
        database = HqDatabase(path, clock, chance)
    except DatabaseInUse:
        return beside(path, clock, chance, unit)
    try:
        return database.call(unit)
    finally:
        database.close()


def read(path: Path, work: Callable[[Reads], Awaitable[T]]) -> T:
    """Read the file, whether a headquarters runs on it or not; raises Cannot when there is none."""
    if not path.is_file():
        raise Cannot(f"there is no {path}: begin with `edge-hq keys init`, or name another file with --db")
    change(path, lambda _tx: None)  # a file of an earlier release is brought up to this one
    return asyncio.run(_read(path, work))


async def _read(path: Path, work: Callable[[Reads], Awaitable[T]]) -> T:
    reads = await Reads.open(path)
    try:
        return await work(reads)
    finally:
        await reads.close()


def store_code(word: str) -> StoreCode:
    """An argument that is a store's code."""
    if not is_store_code(word):
        raise argparse.ArgumentTypeError(
            f"{word!r} is not a store's code of 1 to 8 capital letters or digits"
        )
    return StoreCode(word)


def text(word: str) -> str:
    """An argument that is text: what a terminal of another encoding sends could be kept nowhere."""
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"{word!r} is no text in UTF-8") from error
    return word


def number(least: int, most: int) -> Callable[[str], int]:
    """Makes an argument a number within bounds."""

    def read_number(word: str) -> int:
        is_number = word.isascii() and word.isdigit() and len(word) <= _DIGITS_MAX
        if not is_number or not least <= int(word) <= most:
            raise argparse.ArgumentTypeError(f"{word!r} is not a number from {least} to {most}")
        return int(word)

    return read_number


def moment(word: str) -> Millis:
    """An argument that is a time, of Shanghai where it names no offset."""
    try:
        return moment_of(datetime.fromisoformat(word))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{word!r} is not a time like 2026-11-22T18:30") from error


def moment_of(at: datetime) -> Millis:
    """The same of a time that was read."""
    return Millis(int((at if at.tzinfo else at.replace(tzinfo=ZONE)).timestamp()) * SECOND)
