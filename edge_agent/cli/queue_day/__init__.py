"""`edge-agent queue simulate`: a day of a tea bar with bursts, and how true its waits were told."""

import argparse
import sys
from pathlib import Path

import msgspec

from edge_agent.cli.queue_day.day import Bar, Outcome, live
from edge_agent.cli.queue_day.plot import draw

_HITS_WANTED = 800
"""Permille of the customers who are called within the range that they were told."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("queue", help="what the queue's wait estimates are worth")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    simulate = kinds.add_parser(
        "simulate", help="simulated days with bursts: hit rate and error of the waits"
    )
    simulate.add_argument("--seed", type=int, default=1, help="of the first day (%(default)s)")
    simulate.add_argument(
        "--days", type=_days, default=3, help="one after another, learning on (%(default)s)"
    )
    simulate.add_argument("--servers", type=_servers, default=2, help="who make drinks (%(default)s)")
    simulate.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the last day")
    simulate.add_argument("--json", action="store_true", help="one line for a program")
    simulate.set_defaults(run=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    days = live(Bar(servers=arguments.servers), arguments.seed, arguments.days)
    outcome = Outcome.of([customer for day in days for customer in day])
    if arguments.plot and not _drawn(arguments.plot, draw(days[-1])):
        return 1
    if arguments.json:
        print(msgspec.json.encode(outcome).decode())
    else:
        _tell(outcome)
    return 0 if outcome.hits_permille >= _HITS_WANTED and outcome.error_s < outcome.average_error_s else 1


def _drawn(path: Path, picture: str) -> bool:
    try:
        path.write_text(picture, "utf-8")
    except OSError as error:
        print(f"edge-agent: {path} cannot be written: {error.strerror}", file=sys.stderr)
        return False
    return True


def _tell(outcome: Outcome) -> None:
    print(
        f"{outcome.customers} customers; waits p50 {outcome.p50_s / 60:.1f}, p90 {outcome.p90_s / 60:.1f} min"
    )
    print(f"called within the range told: {outcome.hits_permille / 10:.1f} % (wanted: 80 %)")
    print(f"mean width of the range: {outcome.width_s / 60:.1f} min")
    print(
        f"mean error: {outcome.error_s / 60:.2f} min; of a plain average: {outcome.average_error_s / 60:.2f}"
    )


def _days(text: str) -> int:
    return _between(text, 1, 100)


def _servers(text: str) -> int:
    return _between(text, 1, 20)


def _between(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
    return int(text)
