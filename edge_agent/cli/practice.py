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


class Ready(msgspec.Struct, frozen=True):
    """What the practice shop says on standard output once it answers: one line of JSON."""

    folder: str
    socket: str
    practice: Practice


def practise(arguments: argparse.Namespace) -> int:
    """Open the till on a practice shop; when it is left, whichever way, nothing of it remains."""
    if arguments.serve:
        return _serve(arguments)
    with told_to_end(), contextlib.ExitStack() as stack:
        services = stack.enter_context(beside(*_command(arguments)))
        assert services.stdout is not None  # noqa: S101 a pipe
        told = services.stdout.readline()
        if not told:
            return services.wait() or 1
        ready = msgspec.json.decode(told, type=Ready)
        stack.callback(shutil.rmtree, ready.folder, ignore_errors=True)
        hang_up_with(stack)
        return run_till(
            agent=ready.socket,
            till=arguments.till,
            language=arguments.language,
            state_dir=Path(ready.folder) / "till",
            keymap=arguments.keymap,
            practice=ready.practice,
        )


def _command(arguments: argparse.Namespace) -> list[str]:
    config = ["--config", str(arguments.config)] if arguments.config else []
    return ["till", "--practice", "--serve", "--till", arguments.till, *config]


def _serve(arguments: argparse.Namespace) -> int:
    """The shop, until standard input ends; its folder goes with it, whatever became of the till."""
    import uvloop  # noqa: PLC0415

    from config.load import load  # noqa: PLC0415

    settings = load(arguments.config)
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as folder:
        log_to(Path(folder) / "practice.log")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_services(settings, arguments.till, Path(folder)))
    return 0


async def _services(shop: Settings, till: str, folder: Path) -> None:
    from edge_agent.cli.practice_shop import practice_shop  # noqa: PLC0415

    async with practice_shop(shop, TillId(till), folder) as open_shop:
        practice = Practice(open_shop.staff, open_shop.pin, open_shop.example)
        ready = Ready(str(folder), str(open_shop.settings.socket), practice)
        sys.stdout.buffer.write(msgspec.json.encode(ready) + b"\n")
        sys.stdout.buffer.flush()
        await until_told()
