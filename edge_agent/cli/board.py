"""`edge-agent board`: the numbers on the wall, in a terminal."""

import argparse
import asyncio
import sys
from pathlib import Path

from edge_agent.cli.told import Declined, terminal_language

_NO_TERMINAL = {
    "zh-CN": "叫号屏要在终端里打开。没有终端时,用浏览器打开 http://127.0.0.1:端口/board。",
    "en": "The board needs a terminal. Without one, open http://127.0.0.1:PORT/board in a browser.",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("board", help="the numbers being called, in a terminal (q ends it)")
    parser.add_argument("--agent", help="the agent's URL or socket; by default the one of this PC")
    parser.add_argument("--config", type=Path, help="the store's TOML file, to find its agent")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the board until somebody presses q."""
    from ui.board.terminal import show_board  # noqa: PLC0415 help needs no terminal

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Declined(_NO_TERMINAL[terminal_language()])
    asyncio.run(show_board(arguments.agent or _socket(arguments.config)))
    return 0


def _socket(config: Path | None) -> str:
    from config.load import load  # noqa: PLC0415 a board that is told its agent reads no configuration

    return str(load(config).socket)
