"""The command line: one file per command; every failure is one sentence that says what to do."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edge_agent import RELEASE
from edge_agent.cli.told import Declined, sentence
from edge_agent.domain.errors import EdgeError

COMMANDS = ("run", "till", "demo", "import", "staff", "journal", "bench")
_MODULES = {"import": "import_file"}


def run(arguments: Sequence[str]) -> int:
    """Run one command; the process's exit code."""
    parser = argparse.ArgumentParser(prog="edge-agent", description="The store agent on the counter.")
    parser.add_argument("--version", action="version", version=f"edge-agent {RELEASE}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((word for word in arguments if word in COMMANDS), None)
    for command in (wanted,) if wanted else COMMANDS:
        import_module(f"edge_agent.cli.{_MODULES.get(command, command)}").add_parser(commands)
    parsed = parser.parse_args(arguments)
    if parsed.command != "till":  # a till keeps no log, and does not wait for the library
        _log_warnings()
    try:
        code: int = parsed.run(parsed)
    except EdgeError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    except Declined as declined:
        print(declined, file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _log_warnings() -> None:
    import logging  # noqa: PLC0415

    from edge_agent.cli.logs import log_to  # noqa: PLC0415

    log_to(None, logging.WARNING)
