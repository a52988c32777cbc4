"""The command line: one file per command; every failure is one sentence that says what to do."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edge_agent import RELEASE
from edge_agent.domain.errors import EdgeError
from edge_agent.wire.words import language_of, say

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
    try:
        code: int = parsed.run(parsed)
    except EdgeError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def sentence(error: EdgeError) -> str:
    """What happened and what to do, in the language of the terminal."""
    said = say(error.code, error.params, terminal_language())
    return f"{said.title} {said.hint}".strip()


def terminal_language() -> str:
    """Chinese, unless the terminal's locale asks for another language."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = locale.split(".", 1)[0].replace("_", "-")
    return "zh-CN" if name in ("", "C", "POSIX") else language_of(name, "en")
