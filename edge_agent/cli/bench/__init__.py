"""`edge-agent bench`: this PC's figures, each beside its own limit of the same run."""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from edge_agent.cli.bench import board, lookup, pickup, price, redeem, sale, scan, start, till
from edge_agent.cli.bench.figures import Figure
from edge_agent.cli.beside import told_to_end

ARTICLES_MIN, ARTICLES_MAX = 1_000, 1_000_000


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("bench", help="this PC's figures beside its own limits")
    parser.add_argument("--json", action="store_true", help="rows of JSON instead of a table")
    parser.add_argument(
        "--articles",
        type=_articles,
        default=lookup.ARTICLES,
        metavar="N",
        help=f"in the shop of the look-ups: 1000 to {ARTICLES_MAX} (default: {lookup.ARTICLES})",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure everything; 1 when a target is missed."""
    with told_to_end():  # in order: no program that is measured stays behind
        figures = measure(arguments.articles)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(figures) + b"\n")
    else:
        print("\n".join(table(figures)))
    return 0 if all(figure.ok for figure in figures) else 1


def measure(articles: int = lookup.ARTICLES) -> list[Figure]:
    """Every figure, in a temporary store."""
    with tempfile.TemporaryDirectory(prefix="edge-bench-") as name:
        folder = Path(name)
        figures = sale.measure(folder)
        figures += price.measure()
        figures += pickup.measure()
        figures += lookup.measure(folder, articles)
        figures += scan.measure(folder)
        figures += till.measure(folder, figures[-1].value)
        figures += redeem.measure(folder)
        figures += board.measure(folder)
        figures += start.measure(folder)
    return figures


def _articles(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() else 0
    if not ARTICLES_MIN <= count <= ARTICLES_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {ARTICLES_MIN} to {ARTICLES_MAX}")
    return count


def table(figures: list[Figure]) -> list[str]:
    """The figures as a person reads them."""
    rows = [("figure", "value", "floor", "ratio", "target", "")]
    rows += [
        (
            figure.name,
            f"{figure.value:.4g} {figure.unit}",
            f"{figure.floor:.4g}",
            f"{figure.ratio:.2f}",
            figure.target,
            "ok" if figure.ok else "MISSED",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
