"""`edge-hq run`: headquarters, until it is told to stop."""

import argparse
import asyncio
import signal
from pathlib import Path

import uvloop

from sync.hq.cli.file import add_option, make_folder
from sync.hq.server import Headquarters

_PORT = 8700
_PORT_MAX = 65_535


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    run = commands.add_parser("run", help="receive the journals of stores until SIGTERM")
    add_option(run)
    run.add_argument("--host", default="127.0.0.1", help="the loopback address to serve (%(default)s)")
    run.add_argument("--port", type=_port, default=_PORT, help="0 takes a free one (%(default)s)")
    run.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(arguments.db, arguments.host, arguments.port))


async def _until_told(path: Path, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    make_folder(path)
    async with Headquarters(path, host=host, port=port) as headquarters:
        print(f"headquarters serves {headquarters.url} from {path}", flush=True)
        await stopped.wait()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > _PORT_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {_PORT_MAX}")
    return int(text)
