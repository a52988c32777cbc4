"""The command line: one file per command; every failure is one sentence that says what to do."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edge_agent import RELEASE
from edge_agent.cli.told import Declined, defect_sentence, sentence, system_sentence
from edge_agent.domain.errors import EdgeError

COMMANDS = (
    "run",
    "till",
    "board",
    "demo",
    "import",
    "feed",
    "staff",
    "status",
    "report",
    "journal",
    "pickup",
    "queue",
    "bench",
)
_MODULES = {"import": "import_file", "queue": "queue_day"}


def main(arguments: Sequence[str]) -> int:
    """Run one command; the process's exit code."""
    _print_what_the_terminal_can()
    try:
        code = _run(arguments)
        print(end="", flush=True)  # what cannot be written is told here, not by Python on its way out
    except BrokenPipeError:
        _forget_output()
        return 1
    except Exception as error:  # noqa: BLE001 whatever it is, a person is told in one sentence
        print(_words(error), file=sys.stderr)
        _flush()
        return 1
    return code


def _run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="edge-agent", description="The store agent on the counter.")
    parser.add_argument("--version", action="version", version=f"edge-agent {RELEASE}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((word for word in arguments if word in COMMANDS), None)
    for command in (wanted,) if wanted else COMMANDS:
        import_module(f"edge_agent.cli.{_MODULES.get(command, command)}").add_parser(commands)
    parsed = parser.parse_args(arguments)
    if parsed.command != "till":  # a till keeps its own, and does not wait for the library
        _log_warnings()
    code: int = parsed.run(parsed)
    return code


def _print_what_the_terminal_can() -> None:
    """A name that the terminal's encoding lacks is printed with question marks."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # it may be closed by whoever started the program
        sys.stdout.reconfigure(errors="replace")


def _words(error: Exception) -> str:
    match error:
        case EdgeError():
            return sentence(error)
        case Declined():
            return str(error)
        case OSError(errno=int()):
            return system_sentence(error)
        case _:
            return _defect(error)


def _defect(error: Exception) -> str:
    """What nobody foresaw: one line of the log with all that is known, and a sentence."""
    import structlog  # noqa: PLC0415

    _log_warnings()
    structlog.get_logger("cli").error("defect", exc_info=error)
    return defect_sentence(error)


def _flush() -> None:
    try:
        print(end="", flush=True)
    except OSError:
        _forget_output()


def _forget_output() -> None:
    """Whoever read the output has gone, or there is no room for it: say no more there."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log_warnings() -> None:
    import logging  # noqa: PLC0415

    from edge_agent.cli.logs import log_to  # noqa: PLC0415

    log_to(None, logging.WARNING)
