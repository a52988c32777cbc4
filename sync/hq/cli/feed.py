"""`edge-hq feed export`: a page of a store's feed as a file, for a store that no network reaches."""

import argparse
import time
from pathlib import Path

import msgspec

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing
from edge_agent.db.reads import Reads
from edge_agent.domain.pickup import Seconds
from sync.hq.cli.file import add_option, number, read, store_code
from sync.hq.feed_pages import page
from sync.wire.feed import PAGE_ITEMS_MAX, FeedPage

_POSITION_MAX = 10**15


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("feed", help="what a store is told")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write a page of it, for `edge-agent feed apply FILE`")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--store", required=True, type=store_code, metavar="S")
    export.add_argument(
        "--after", type=number(0, _POSITION_MAX), default=0, metavar="N", help="the store's position (0)"
    )
    export.add_argument(
        "--limit", type=number(1, PAGE_ITEMS_MAX), default=PAGE_ITEMS_MAX, help="items at most (%(default)s)"
    )
    add_option(export)
    export.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> None:
    async def make(reads: Reads) -> FeedPage:
        now = Seconds(int(time.time()))
        return await page(reads, arguments.store, now, arguments.after, arguments.limit)

    made = read(arguments.db, make)
    with (
        translated(arguments.file),
        appearing(arguments.file) as file,
    ):  # private: it may hold the store's key
        file.write_bytes(msgspec.json.encode(made))
    print(f"{len(made.items)} items for {made.store} in {arguments.file}, up to position {made.position}")
    if made.more:
        print(f"there is more: export with --after {made.position} next")
