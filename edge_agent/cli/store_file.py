"""Writing to a store from the command line: through the agent when it runs, else into its file."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from config.load import load
from config.settings import Settings
from edge_agent.db.database import Database, StoreWriter
from edge_agent.domain.errors import Code, NotReachable, TableError
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.wire.problem import Problem
from ui.client import Client

T = TypeVar("T")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which store."""
    parser.add_argument("--config", type=Path, help="the store's TOML file")
    parser.add_argument("--state-dir", type=Path, help="where the database and the socket live")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The store that the options mean."""
    return load(arguments.config, state_dir=arguments.state_dir)


def read_file(path: Path, bytes_max: int) -> bytes:
    """A file whole; a device without end is told as too large."""
    try:
        with path.open("rb") as file:
            data = file.read(bytes_max + 1)
    except FileNotFoundError as error:
        raise TableError(Code.FILE_MISSING, path=str(path)) from error
    if len(data) > bytes_max:
        raise TableError(Code.REQUEST_TOO_LARGE)
    return data


def write(
    settings: Settings,
    language: str,
    through: Callable[[Client], Awaitable[T | Problem]],
    into: Callable[[StoreWriter], Awaitable[T]],
) -> T | Problem:
    """`through` the running agent, or `into` the file under the same lock when none answers.

    Raises EdgeError: when an agent holds the file and does not answer, or no longer, among others.
    """
    return asyncio.run(_write(settings, language, through, into))


async def _write(
    settings: Settings,
    language: str,
    through: Callable[[Client], Awaitable[T | Problem]],
    into: Callable[[StoreWriter], Awaitable[T]],
) -> T | Problem:
    client = Client(str(settings.socket), settings.state_dir / "no-notebook", language)
    try:
        if await _answers(client):
            return await through(client)
    finally:
        await client.close()
    return await _into_file(settings, into)


async def _answers(client: Client) -> bool:
    """Asked of its health first: work that was sent and not answered may have been done."""
    try:
        await client.health()
    except NotReachable:
        return False
    return True


async def _into_file(settings: Settings, into: Callable[[StoreWriter], Awaitable[T]]) -> T:
    store = settings.store
    with Database(settings.database, store.code, store.generation, SystemClock(), SystemChance()) as database:
        return await into(database.writer)
