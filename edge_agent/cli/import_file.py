"""`edge-agent import KIND FILE.csv`: goods, options, promotions, members and stock, taken in from a file."""

import argparse
import sys
from pathlib import Path

from edge_agent.cli.store_file import add_options, read_file, settings_of, write
from edge_agent.cli.told import terminal_language, told
from edge_agent.db.database import StoreWriter
from edge_agent.services.imports import FILE_BYTES_MAX, IMPORTS
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.problem import Problem
from ui.client import Client

_KINDS = {
    "catalogue": "articles: sku, name, unit, price_fen and optional columns",
    "options": "options, a row for each choice: sku, group_id, group_name, choice_id, choice_name",
    "promotions": "promotions and coupon codes",
    "members": "members with their points",
    "stock": "opening stock: sku, quantity",
}
_SUMMARY = {
    "zh-CN": "已导入 {taken} 行,未导入 {refused} 行。",
    "en": "{taken} rows taken, {refused} rows refused.",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser(
        "import", help="take in a file; every bad row is named, the rest is imported"
    )
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind in IMPORTS:
        one = kinds.add_parser(kind, help=_KINDS[kind])
        one.add_argument("file", type=Path)
        add_options(one)
        one.set_defaults(run=_import)


def _import(arguments: argparse.Namespace) -> int:
    """Import; 1 when any row was refused, so that a script notices."""
    language, kind = terminal_language(), arguments.kind
    settings, data = settings_of(arguments), read_file(arguments.file, FILE_BYTES_MAX)

    async def through(client: Client) -> ImportAnswer | Problem:
        return await client.import_file(kind, data)

    async def into(writer: StoreWriter) -> ImportAnswer:
        return await IMPORTS[kind](writer, settings, data, language)

    answer = told(write(settings, language, through, into))
    for line in (*answer.refused, *answer.notes):
        print(line, file=sys.stderr)
    print(_SUMMARY[language].format(taken=answer.taken, refused=len(answer.refused)))
    return 1 if answer.refused else 0
