"""The command line: one file per command; every failure is one sentence that says what to do."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from edge_agent import RELEASE
from edge_agent.cli.told import Declined, defect_sentence, sentence, system_sentence
from edge_agent.domain.errors import EdgeError
from edge_agent.ports import output

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
    output.print_what_the_terminal_can()
    try:
        code = _run(arguments)
        output.flush()
    except BrokenPipeError:
        output.forget()
        return 1
    except Exception as error:  # noqa: BLE001 whatever it is, a person is told in one sentence
        print(_words(error), file=sys.stderr)
        output.flush_or_forget()
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


def _log_warnings() -> None:
    import logging  # noqa: PLC0415

    from edge_agent.cli.logs import log_to  # noqa: PLC0415

    log_to(None, logging.WARNING)
