"""`edge-agent status`: may I switch off, what waits, since when."""

import argparse
import asyncio

from config.settings import Settings
from edge_agent.cli.store_file import add_options, settings_of
from edge_agent.cli.told import terminal_language, told
from edge_agent.domain.moments import Millis, local_text
from edge_agent.wire.close_words import close_words
from edge_agent.wire.problem import Problem
from edge_agent.wire.shifts import CloseCheck, Waiting
from ui.client import Client


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("status", help="may I switch off, what waits, since when")
    add_options(parser)
    parser.set_defaults(run=_status)


def _status(arguments: argparse.Namespace) -> int:
    """Ask the running agent; 1 when one should not switch off yet."""
    settings, language = settings_of(arguments), terminal_language()
    check = told(asyncio.run(_asked(settings, language)))
    print(check.sentence)
    for waiting in check.waiting:
        print(_line(waiting, settings, language))
    return 0 if check.can_switch_off else 1


async def _asked(settings: Settings, language: str) -> CloseCheck | Problem:
    """Raises NotReachable, in words for a person, when no agent runs."""
    client = Client(str(settings.socket), settings.state_dir / "no-notebook", language)
    try:
        return await client.close_check()
    finally:
        await client.close()


def _line(waiting: Waiting, settings: Settings, language: str) -> str:
    mark = "!" if waiting.blocks else "-"
    if waiting.since is None:
        return f"{mark} {waiting.sentence}"
    time = local_text(Millis(waiting.since), settings.store.zone)
    return f"{mark} {waiting.sentence} ({close_words(language).since.format(time=time)})"
