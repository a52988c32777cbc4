"""`edge-hq`: the reference headquarters from the command line."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
import uvloop

from edge_agent.domain.errors import Code, DatabaseError
from sync.hq.server import CannotServe, Headquarters

_PORT = 8700
_PORT_MAX = 65_535
_SENTENCES = {
    Code.DATABASE_FOREIGN: "{path} is not a headquarters database: name another file with --db",
    Code.DATABASE_NEWER: "{path} was written by a later release: install that release to use it",
    Code.DATABASE_DAMAGED: "{path} is damaged: restore it from a backup",
    Code.DATABASE_IN_USE: "{path} is in use by another headquarters: stop that one first",
    Code.DIRECTORY_READ_ONLY: "{path} does not exist or cannot be written: name another place with --db",
    Code.DISK_FULL: "there is no room for {path}: free some space and start again",
    Code.DISK_FAILED: "the disk of {path} failed: have it checked, then start again",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    chosen = _parser().parse_args(arguments)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(chosen.db, chosen.host, chosen.port))
    except CannotServe as error:
        return _fail(str(error))
    except DatabaseError as error:
        return _fail(_sentence(error))
    except OSError as error:
        return _fail(f"{chosen.db} cannot be used: {error.strerror}")
    return 0


async def _run(path: Path, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if path == _default_path():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with Headquarters(path, host=host, port=port) as headquarters:
        print(f"headquarters serves {headquarters.url} from {path}", flush=True)
        await stopped.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edge-hq", description="The reference headquarters of edge-agent.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="receive the journals of stores until SIGTERM")
    run.add_argument("--db", type=Path, default=_default_path(), help="the database file (%(default)s)")
    run.add_argument("--host", default="127.0.0.1", help="the loopback address to serve (%(default)s)")
    run.add_argument("--port", type=_port, default=_PORT, help="0 takes a free one (%(default)s)")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > _PORT_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {_PORT_MAX}")
    return int(text)


def _default_path() -> Path:
    """`hq.db` among the user's state files."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "edge-hq" / "hq.db"


def _sentence(error: DatabaseError) -> str:
    words = _SENTENCES.get(error.code)
    return words.format(**error.params) if words else f"the database cannot be used: {error}"


def _fail(sentence: str) -> int:
    print(f"edge-hq: {sentence}", file=sys.stderr)
    return 1
