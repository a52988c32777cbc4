"""`edge-agent report day|shift`: the shop's figures as a page, or as CSV for a spreadsheet."""

import argparse
import asyncio
import csv
import sys
from collections.abc import Iterable
from typing import TypeAlias

from config.settings import Settings
from edge_agent.cli.report_pages import Row, day_rows, page, shift_rows
from edge_agent.cli.store_file import add_options, settings_of
from edge_agent.cli.told import Declined, terminal_language
from edge_agent.db import snapshot
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.events import Figures, ShiftClosed
from edge_agent.domain.ids import DrawerId
from edge_agent.domain.shifts import Shift
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services import figures
from edge_agent.services.shift_figures import figures_of
from edge_agent.services.shifts import first_open, shift_of_drawer
from edge_agent.services.z_reports import close_of_z, shift_of

_Found: TypeAlias = tuple[Shift, Figures, ShiftClosed | None]
"""A shift, what it took, and its close when it is closed."""

_NO_DAY = {
    "zh-CN": "日期不对:请写成 2026-11-22,--until 不早于 --date,最多一年。",
    "en": "Not a window of dates: write 2026-11-22, --until not before --date, a year at most.",
}
_NO_SHIFT = {
    "zh-CN": "没有这样的班:还没有开过班,或没有这个日结单号。",
    "en": "There is no such shift: none was opened yet, or no Z report has this number.",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = commands.add_parser("report", help="the shop's figures")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    day = kinds.add_parser("day", help="a business date, or several")
    day.add_argument("--date", metavar="DATE", help="2026-11-22; today by default")
    day.add_argument("--until", metavar="DATE", help="the last of several dates")
    day.set_defaults(run=_day)
    shift = kinds.add_parser("shift", help="a drawer's session: the one that is open, or a Z report")
    shift.add_argument("--z", type=int, metavar="NO", help="the number of a Z report")
    shift.add_argument("--drawer", help="of the open shift; the first one by default")
    shift.set_defaults(run=_shift)
    for kind in (day, shift):
        kind.add_argument("--csv", action="store_true", help="name, value, unit: for a spreadsheet")
        add_options(kind)


def _day(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    rows = asyncio.run(_read_day(settings, arguments.date, arguments.until))
    _tell(rows, as_csv=arguments.csv)
    return 0


def _shift(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    rows = _read_shift(settings, arguments.z, arguments.drawer)
    _tell(rows, as_csv=arguments.csv)
    return 0


async def _read_day(settings: Settings, date: str | None, until: str | None) -> list[Row]:
    language, now = terminal_language(), SystemClock().now()
    first = date or figures.today(settings, now)
    days = figures.window(settings, first, until or first)
    if days is None:
        raise Declined(_NO_DAY[language])
    reads = await Reads.open(settings.database)
    try:
        return day_rows(await figures.read_figures(reads, settings, days, now, language), settings, language)
    finally:
        await reads.close()


def _read_shift(settings: Settings, z_no: int | None, drawer: str | None) -> list[Row]:
    language = terminal_language()
    with snapshot.opened(settings.database) as connection:
        tx = Tx(connection, SystemClock(), SystemChance())
        found = _open_shift(tx, settings, drawer) if z_no is None else _closed_shift(tx, z_no)
        if found is None:
            raise Declined(_NO_SHIFT[language])
        return shift_rows(*found, settings, language)


def _open_shift(tx: Tx, settings: Settings, drawer: str | None) -> _Found | None:
    shift = first_open(tx) if drawer is None else shift_of_drawer(tx, DrawerId(drawer))
    return (shift, figures_of(tx, settings, shift), None) if shift else None


def _closed_shift(tx: Tx, z_no: int) -> _Found | None:
    close = close_of_z(tx, z_no)
    return (shift_of(close), close.closed.figures, close.closed) if close else None


def _tell(rows: Iterable[Row], *, as_csv: bool) -> None:
    if not as_csv:
        print(page(rows))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("name", "value", "unit"))
    writer.writerows((row.name, row.plain, row.unit) for row in rows if row.name)
