"""`edge-agent demo`: headquarters, agent, printers and a till on a temporary store; or its scripted day."""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path

from edge_agent.cli.beside import beside, hang_up_with, told_to_end, until_told
from edge_agent.cli.logs import log_to

READY = b"ready\n"
CUSTOMERS = 1_030
"""Of a whole scripted day: some leave without buying, and this many sales must remain."""
SALES_MIN = 1_000
CUSTOMERS_MAX = 9_835
"""As many baskets as the month has."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser(
        "demo", help="everything on a temporary store; --scripted lives a day by itself"
    )
    parser.add_argument(
        "--scripted", action="store_true", help="live through a day, prove it, print a summary"
    )
    parser.add_argument(
        "--baskets",
        type=_customers,
        default=CUSTOMERS,
        metavar="N",
        help=f"how many customers come on the scripted day: 1 to {CUSTOMERS_MAX} (default: {CUSTOMERS})",
    )
    parser.add_argument("--language", choices=("zh-CN", "en"), help="of the till")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="put the store here instead of a temporary folder, and keep it",
    )
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the till on a demo store; without a terminal, live the scripted day instead."""
    if arguments.serve:
        return _serve(arguments.serve)
    with told_to_end(), contextlib.ExitStack() as stack:
        folder = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edge-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.scripted or not _has_terminal():
            from edge_agent.cli.scripted_day import live_a_day  # noqa: PLC0415 only this branch needs it

            is_whole = arguments.baskets >= CUSTOMERS
            return live_a_day(folder, arguments.baskets, SALES_MIN if is_whole else 0)
        return _till_on(folder, arguments.language, stack)


def _has_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _customers(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= count <= CUSTOMERS_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {CUSTOMERS_MAX}")
    return count


def _till_on(folder: Path, language: str | None, stack: contextlib.ExitStack) -> int:
    """Everything but the till runs in a process of its own, as in a shop; it ends with the till."""
    from config.load import load  # noqa: PLC0415
    from edge_agent.cli.demo_store import CASHIER, PIN, hq_of, state_of  # noqa: PLC0415
    from ui.till import run_till  # noqa: PLC0415

    services = stack.enter_context(beside("demo", "--serve", str(folder)))
    assert services.stdout is not None  # noqa: S101 a pipe
    if services.stdout.readline() != READY:
        return services.wait() or 1

    hang_up_with(stack)
    state, port = state_of(folder), load(folder / "store.toml").board.port
    return run_till(
        agent=str(state / "agent.sock"),
        till="1",
        language=language,
        state_dir=state / "till",
        hint=f"演示 demo: 工号 {CASHIER} 密码 {PIN}\n"
        f"叫号屏 board: http://127.0.0.1:{port}/board\n总部 hq: {hq_of(folder)}",
    )


def _serve(folder: Path) -> int:
    """Headquarters, printers and the agent, until standard input ends; says `ready` on standard output."""
    import uvloop  # noqa: PLC0415

    log_to(folder / "demo.log")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_services(folder))
    return 0


async def _services(folder: Path) -> None:
    from edge_agent.cli.demo_store import demo_store  # noqa: PLC0415

    async with demo_store(folder, paper=True, whole=True, orders=True, board=True):
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        await until_told()
