"""`edge-agent import catalogue FILE.csv`: what is on sale, taken in from a file."""

import argparse
import sys
from pathlib import Path

from edge_agent.cli.store_file import add_options, settings_of, write
from edge_agent.cli.told import terminal_language, told
from edge_agent.db.database import StoreWriter
from edge_agent.domain.errors import TableError, Code
from edge_agent.services.catalogue_import import import_catalogue
from edge_agent.wire.types import ImportAnswer, Problem
from ui.client import Client

FILE_BYTES_MAX = 64 * 1024 * 1024
"""As much as the agent takes."""

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
    catalogue = kinds.add_parser(
        "catalogue", help="articles: sku, name, unit, price_fen and optional columns"
    )
    catalogue.add_argument("file", type=Path)
    add_options(catalogue)
    catalogue.set_defaults(run=_catalogue)


def _catalogue(arguments: argparse.Namespace) -> int:
    """Import; 1 when any row was refused, so that a script notices."""
    language = terminal_language()
    data = _read(arguments.file)

    async def through(client: Client) -> ImportAnswer | Problem:
        return await client.import_catalogue(data)

    async def into(writer: StoreWriter) -> ImportAnswer:
        return await import_catalogue(writer, data, language)

    answer = told(write(settings_of(arguments), language, through, into))
    for line in (*answer.refused, *answer.notes):
        print(line, file=sys.stderr)
    print(_SUMMARY[language].format(taken=answer.taken, refused=len(answer.refused)))
    return 1 if answer.refused else 0


def _read(path: Path) -> bytes:
    """The file whole; a device without end is told as too large."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise TableError(Code.FILE_MISSING, path=str(path)) from error
    if len(data) > FILE_BYTES_MAX:
        raise TableError(Code.REQUEST_TOO_LARGE)
    return data
