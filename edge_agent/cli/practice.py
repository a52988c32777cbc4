"""`edge-agent till --practice`: the till on a store of its own that is thrown away with the last key."""

import argparse
import asyncio
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from config.settings import Settings
from edge_agent.cli.beside import beside, hang_up_with, told_to_end, until_told
from edge_agent.cli.logs import log_to
from edge_agent.domain.ids import TillId
from ui.till import run_till
from ui.till.practice_task import Practice

FOLDER_PREFIX = "edge-practice-"
STATE = "state"
"""The agent's own folder in it."""


def practise(arguments: argparse.Namespace) -> int:
    """Open the till on a practice shop; when it is left, whichever way, nothing of it remains."""
    if arguments.serve:
        return _serve(arguments)
    with told_to_end(), contextlib.ExitStack() as stack:
        kept = tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(kept))
        services = stack.enter_context(beside(*_command(arguments, folder)))
        assert services.stdout is not None  # noqa: S101 a pipe
        told = services.stdout.readline()
        if not told:
            return services.wait() or 1
        hang_up_with(stack)
        return run_till(
            agent=str(folder / STATE / "agent.sock"),
            till=arguments.till,
            language=arguments.language,
            state_dir=folder / "till",
            keymap=arguments.keymap,
            practice=msgspec.json.decode(told, type=Practice),
        )


def _command(arguments: argparse.Namespace, folder: Path) -> list[str]:
    config = ["--config", str(arguments.config)] if arguments.config else []
    return ["till", "--practice", "--serve", str(folder), "--till", arguments.till, *config]


def _serve(arguments: argparse.Namespace) -> int:
    """The shop, until standard input ends; the folder goes with it, even where the till was killed."""
    import uvloop  # noqa: PLC0415

    from config.load import load  # noqa: PLC0415

    settings, folder = load(arguments.config), arguments.serve
    log_to(folder / "practice.log")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_services(settings, arguments.till, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


async def _services(shop: Settings, till: str, folder: Path) -> None:
    """Tells on standard output, in a line of JSON, how a till begins there."""
    from edge_agent.cli.practice_shop import practice_shop  # noqa: PLC0415

    async with practice_shop(shop, TillId(till), folder) as practice:
        sys.stdout.buffer.write(msgspec.json.encode(practice) + b"\n")
        sys.stdout.buffer.flush()
        await until_told()
