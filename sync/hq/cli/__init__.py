"""`edge-hq`: the reference headquarters from the command line; every failure is one sentence."""

import argparse
import sys
from collections.abc import Sequence

import structlog

from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.ports import output
from sync.hq.cannot import Cannot
from sync.hq.cli import batch, feed, keys, order, run
from sync.hq.server import CannotServe

_SENTENCES = {
    Code.DATABASE_FOREIGN: "{path} is not a headquarters database: name another file with --db",
    Code.DATABASE_NEWER: "{path} was written by a later release: install that release to use it",
    Code.DATABASE_DAMAGED: "{path} is damaged: restore it from a backup",
    Code.DATABASE_IN_USE: "{path} is in use by another headquarters: stop that one first",
    Code.DIRECTORY_READ_ONLY: "{path} does not exist or cannot be written: name another place",
    Code.DISK_FULL: "there is no room for {path}: free some space and start again",
    Code.DISK_FAILED: "the disk of {path} failed: have it checked, then start again",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    output.print_what_the_terminal_can()
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
        output.flush()
    except BrokenPipeError:
        output.forget()
        return 1
    except (CannotServe, Cannot, DatabaseError, OSError) as error:
        print(f"edge-hq: {_sentence(error)}", file=sys.stderr)
        output.flush_or_forget()
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edge-hq", description="The reference headquarters of edge-agent.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, keys, order, batch, feed):
        command.add_parser(commands)
    return parser


def _sentence(error: Exception) -> str:
    match error:
        case DatabaseError():
            words = _SENTENCES.get(error.code)
            return words.format(**error.params) if words else f"the database cannot be used: {error}"
        case OSError():
            return f"{error.filename or 'the output'} cannot be used: {error.strerror}"
    return str(error)
