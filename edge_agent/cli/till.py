"""`edge-agent till`: the cashier's screen."""

import argparse
from pathlib import Path

from edge_agent.domain.errors import Code, EdgeError


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("till", help="the cashier's screen")
    parser.add_argument("--agent", help="the agent's Unix socket or URL (the one of this PC by default)")
    parser.add_argument("--till", default="1", help="which lane this is (1)")
    parser.add_argument("--language", choices=("zh-CN", "en"), help="the shop's language by default")
    parser.add_argument("--keymap", type=Path, help="a keymap of your own")
    parser.set_defaults(run=run)
