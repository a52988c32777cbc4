"""`edge-agent feed apply FILE`: a page of headquarters' feed, taken in from a file."""

import argparse
import sys
from pathlib import Path

from edge_agent.cli.store_file import add_options, read_file, settings_of, write
from edge_agent.cli.told import accepted, joined, terminal_language, told
from edge_agent.db.database import StoreWriter
from edge_agent.services.feed import take_page
from edge_agent.services.feed_reader import PAGE_FILE_BYTES_MAX
from edge_agent.wire.feed import FeedAnswer
from edge_agent.wire.problem import Problem
from ui.client import Client

_SUMMARY = {
    "zh-CN": (
        "收到 订单 {orders} 密钥 {keys} 作废 {revocations} 团购 {batches}",
        "总部还有:从 {position} 继续导出",
    ),
    "en": (
        "Received: orders {orders}, keys {keys}, revocations {revocations}, batches {batches}",
        "Headquarters has more: export on with --after {position}",
    ),
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("feed", help="what headquarters sends")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    apply = actions.add_parser("apply", help="take in a page that `edge-hq feed export` wrote")
    apply.add_argument("file", type=Path)
    add_options(apply)
    apply.set_defaults(run=_apply)


def _apply(arguments: argparse.Namespace) -> int:
    """Take it in; 1 when any item was refused, so that a script notices."""
    language = terminal_language()
    settings, data = settings_of(arguments), read_file(arguments.file, PAGE_FILE_BYTES_MAX)

    async def through(client: Client) -> FeedAnswer | Problem:
        return await client.apply_feed(data)

    async def into(writer: StoreWriter) -> FeedAnswer:
        return accepted(await take_page(writer, settings, data, language))

    answer = told(write(settings, language, through, into))
    for item in answer.refused:
        print(joined(item.title, item.hint), file=sys.stderr)
    summary, more = _SUMMARY[language]
    print(
        summary.format(
            orders=answer.orders, keys=answer.keys, revocations=answer.revocations, batches=answer.batches
        )
    )
    if answer.more:
        print(more.format(position=answer.position))
    return 1 if answer.refused else 0
