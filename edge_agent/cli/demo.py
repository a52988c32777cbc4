"""`edge-agent demo`: headquarters, agent, printers and a till on a temporary store; or its scripted day."""

import argparse
import asyncio
import contextlib
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from edge_agent.cli.logs import log_to

READY = b"ready\n"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser(
        "demo", help="everything on a temporary store; --scripted lives a day by itself"
    )
    parser.add_argument(
        "--scripted", action="store_true", help="live through a day, prove it, print a summary"
    )
    parser.add_argument("--baskets", type=int, default=1000, help="how many baskets the scripted day sells")
    parser.add_argument("--language", choices=("zh-CN", "en"), help="of the till")
    parser.add_argument(
        "--keep", type=Path, help="put the store here instead of a temporary folder, and keep it"
    )
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the till on a demo store; without a terminal, live the scripted day instead."""
    if arguments.serve:
        return _serve(arguments.serve)
    with contextlib.ExitStack() as stack:
        folder = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="edge-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.scripted or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from edge_agent.cli.scripted_day import live_a_day  # noqa: PLC0415 only this branch needs it

            return live_a_day(folder, arguments.baskets)
        return _till_on(folder, arguments.language)


def _till_on(folder: Path, language: str | None) -> int:
    """Everything but the till runs in a process of its own, as in a shop; it ends with the till."""
    from edge_agent.cli.demo_store import CASHIER, PIN, state_of  # noqa: PLC0415
    from ui.till import run_till  # noqa: PLC0415

    command = [sys.executable, "-P", "-m", "edge_agent", "demo", "--serve", str(folder)]
    services = subprocess.Popen(  # noqa: S603 our own command
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert services.stdout is not None  # noqa: S101 asked for above
        if services.stdout.readline() != READY:
            services.wait()
            return services.returncode or 1
        state = state_of(folder)
        hint = f"演示 demo: 工号 {CASHIER} 密码 {PIN}"
        return run_till(
            agent=str(state / "agent.sock"), till="1", language=language, state_dir=state / "till", hint=hint
        )
    finally:
        services.send_signal(signal.SIGTERM)
        services.wait()


def _serve(folder: Path) -> int:
    """Headquarters, printers and the agent, until SIGTERM; says `ready` on standard output."""
    import uvloop  # noqa: PLC0415

    log_to(folder / "demo.log")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_services(folder))
    return 0


async def _services(folder: Path) -> None:
    from edge_agent.cli.demo_store import demo_store  # noqa: PLC0415

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with demo_store(folder, paper=True):
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        await stop.wait()
