"""`edge-agent till`: the cashier's screen."""

import argparse
import os
from pathlib import Path

from ui.till import run_till


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("till", help="the cashier's screen")
    parser.add_argument("--agent", help="the agent's URL or socket; by default the one of this PC")
    parser.add_argument("--till", default="1", help="which lane this is (default: 1)")
    parser.add_argument("--language", choices=("zh-CN", "en"), help="by default the shop's")
    parser.add_argument("--keymap", type=Path, help="a keymap of the shop's own (TOML)")
    parser.add_argument("--config", type=Path, help="the store's TOML file, to find its agent")
    parser.add_argument(
        "--practice",
        action="store_true",
        help="learn it: the shop's own goods in a store that is thrown away",
    )
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the till until the cashier leaves it."""
    if arguments.practice:
        from edge_agent.cli.practice import practise  # noqa: PLC0415 only this branch needs it

        return practise(arguments)
    agent = arguments.agent or str(_socket(arguments.config))
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "edge-till"
    return run_till(
        agent=agent,
        till=arguments.till,
        language=arguments.language,
        state_dir=state,
        keymap=arguments.keymap,
    )


def _socket(config: Path | None) -> Path:
    from config.load import load  # noqa: PLC0415 a till that is told its agent reads no configuration

    return load(config).socket
