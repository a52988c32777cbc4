"""`edge-agent run`: the agent, until it is told to stop."""

import argparse
import asyncio
import gc
import signal
from pathlib import Path

import uvloop

from config.load import load
from config.settings import Settings
from edge_agent.cli.logs import log_to


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("run", help="run the agent until SIGTERM")
    parser.add_argument("--config", type=Path, help="the store's TOML file")
    parser.add_argument("--state-dir", type=Path, help="where the database and the socket live")
    parser.add_argument("--log", type=Path, help="log to this file instead of standard error")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    settings = load(arguments.config, state_dir=arguments.state_dir)
    log_to(arguments.log)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    from edge_agent.app import running  # noqa: PLC0415 a mistake in the configuration is told at once

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings):
        gc.collect()
        gc.freeze()  # what start-up made lives as long as the agent: no collection need look at it again
        await stop.wait()
