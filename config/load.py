"""Loads the configuration: the defaults with a store's file over them, and every mistake in it at once."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from config import queue, sections, trade
from config.mistakes import Expected, Mistake
from config.receipt_template import LINE, STANDARD, read_template, standard_file
from config.settings import Lane, PrinterSettings, Printing, QueueRules, Settings
from config.shapes import ANY, FOLDER
from config.table import Table
from edge_agent.domain.errors import Code, ConfigError
from edge_agent.domain.receipt_template import Template
from edge_agent.domain.tax import TaxClass
from edge_agent.domain.tender import ExternalMethod

DEFAULTS = Path(__file__).parent / "defaults.toml"
LANGUAGES = ("zh-CN", "en")
FILE_BYTES_MAX = 1_048_576
LANES_MAX = 99
SOCKET_PATH_BYTES_MAX = 107
"""What Linux takes as the path of a Unix socket (sys/un.h: 108 bytes with the closing zero)."""

_NO_HOME = Expected(
    "没有主目录,请写绝对路径", "should be an absolute path, for there is no home folder on this machine"
)
_FOLDER_LONG = Expected("路径太长,放不下套接字", "is too long a path to hold a socket")
_LANES = Expected(f"应有 1 到 {LANES_MAX} 个收银台", f"should name 1 to {LANES_MAX} lanes")
_TWICE = Expected("与前面的重复", "is the same as one before")
_NO_PRINTER = Expected("[[printers]] 里没有这个名字", "is not the name of one of [[printers]]")

_NO_FALLBACK = Expected("应为 [[printers]] 里另一台的名字", "should be the name of another of [[printers]]")


def load(
    path: Path | None, *, state_dir: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Load a store's TOML file over the defaults; without a file, the defaults alone.

    `state_dir` goes before what the file says. Raises ConfigError: CONFIG_MISSING when there is no such file,
    CONFIG_INVALID with `mistakes`, a line each, when anything in it is wrong.
    """
    written = _store_file(path) if path else {}
    mistakes: list[Mistake] = []
    table = Table(_merged(_parsed(DEFAULTS.read_bytes()), written), "", mistakes)
    shop = table.table("store")
    language = shop.choice("language", LANGUAGES)
    store = sections.store(shop, language)
    printers = _printers(table)
    settings = Settings(
        state_dir=_state_dir(table, state_dir, environ),
        store=store,
        lanes=_lanes(table, printers),
        methods=_methods(table),
        printers=printers,
        printing=_printing(table.table("printing"), path, language),
        scan=sections.scan_rules(table.table("scan"), store.code),
        headquarters=sections.headquarters(table.table("headquarters")),
        limits=sections.limits(table.table("limits")),
        selling=trade.selling(table.table("selling")),
        members=trade.members(table.table("members")),
        shifts=trade.shifts(table.table("shifts")),
        payments=trade.payments(table.table("payments")),
        pickup=queue.pickup(table.table("pickup")),
        queue=_queue(table, printers),
        board=queue.board(table.table("board")),
        rights=trade.rights(table.table("rights")),
        tax_classes=_tax_classes(table),
    )
    table.end()
    if mistakes:
        lines = (mistake.sentence(language) for mistake in mistakes)
        raise ConfigError(Code.CONFIG_INVALID, file=str(path), mistakes="\n".join(lines))
    return settings


def _store_file(path: Path) -> dict[str, Any]:
    try:
        return _parsed(_content(path))
    except FileNotFoundError:
        raise ConfigError(Code.CONFIG_MISSING, file=str(path)) from None
    except (OSError, ValueError) as problem:
        raise ConfigError(Code.CONFIG_INVALID, file=str(path), mistakes=_said(problem)) from None


def _content(path: Path) -> bytes:
    """Read a file whole; raises OSError when it cannot be read, ValueError when it is far too large."""
    with path.open("rb") as file:
        content = file.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise ValueError(f"> {FILE_BYTES_MAX} bytes")
    return content


def _parsed(content: bytes) -> dict[str, Any]:
    """TOML in UTF-8, with or without the mark that Windows editors put first; raises ValueError."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise ValueError(f"not UTF-8 (byte {problem.start})") from None
    except RecursionError:
        raise ValueError("[[[[…") from None


def _said(problem: Exception) -> str:
    """A file's problem in the words of Python: which line, which column, which byte."""
    return problem.strerror or str(problem) if isinstance(problem, OSError) else str(problem)


def _merged(defaults: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; anything else, lists of tables too, is replaced as a whole."""
    merged = {**defaults, **written}
    for key, value in defaults.items():
        own = written.get(key)
        if isinstance(value, dict) and isinstance(own, dict):
            merged[key] = _merged(value, own)
    return merged


def _state_dir(table: Table, given: Path | None, environ: Mapping[str, str]) -> Path:
    written = table.text("state_dir", FOLDER, "")
    try:
        folder = given or (Path(written).expanduser() if written else _default_state_dir(environ))
    except RuntimeError:  # a user without a home folder, as services may be
        table.note("state_dir", _NO_HOME)
        return Path(written)
    if len(os.fsencode(folder / "agent.sock")) > SOCKET_PATH_BYTES_MAX:
        table.note("state_dir", _FOLDER_LONG)
    return folder


def _default_state_dir(environ: Mapping[str, str]) -> Path:
    """By the XDG Base Directory Specification, which ignores a relative path."""
    home = environ.get("XDG_STATE_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
    return base / "edge-agent"


def _printers(table: Table) -> tuple[PrinterSettings, ...]:
    tables = table.tables("printers")
    printers = tuple(sections.printer(inner) for inner in tables)
    names = [printer.name for printer in printers]
    _check_unique(tables, "name", names)
    for inner, printer in zip(tables, printers, strict=True):
        if printer.fallback is not None and printer.fallback not in set(names) - {printer.name}:
            inner.note("fallback", _NO_FALLBACK)
    return printers


def _queue(table: Table, printers: Sequence[PrinterSettings]) -> QueueRules:
    counters, stations = table.tables("counters"), table.tables("stations")
    rules = queue.queue(table.table("queue"), map(queue.counter, counters), map(queue.station, stations))
    _check_unique(counters, "id", [counter.id for counter in rules.counters])
    _check_unique(stations, "id", [station.id for station in rules.stations])
    known = {printer.name for printer in printers}
    for inner, station in zip(stations, rules.stations, strict=True):
        if station.printer is not None and station.printer not in known:
            inner.note("printer", _NO_PRINTER)
    return rules


def _lanes(table: Table, printers: Sequence[PrinterSettings]) -> tuple[Lane, ...]:
    tables = table.tables("lanes")
    if not 1 <= len(tables) <= LANES_MAX:
        table.note("lanes", _LANES)
    lanes = tuple(sections.lane(inner) for inner in tables)
    _check_unique(tables, "till", [lane.till for lane in lanes])
    known = {printer.name for printer in printers}
    for inner, lane in zip(tables, lanes, strict=True):
        if lane.printer is not None and lane.printer not in known:
            inner.note("printer", _NO_PRINTER)
    return lanes


def _methods(table: Table) -> tuple[ExternalMethod, ...]:
    tables = table.tables("methods")
    methods = tuple(sections.method(inner) for inner in tables)
    _check_unique(tables, "id", [method.id for method in methods])
    _check_unique(tables, "key", [method.key for method in methods])
    return methods


def _tax_classes(table: Table) -> tuple[TaxClass, ...]:
    tables = table.tables("tax_classes")
    classes = tuple(trade.tax_class(inner) for inner in tables)
    _check_unique(tables, "id", [one.id for one in classes])
    return classes


def _printing(table: Table, path: Path | None, language: str) -> Printing:
    template = _template(table, path, language)
    return Printing(
        receipt=table.choice("receipt", ("always", "ask", "on_demand")),
        stale_after_ms=table.integer("stale_after_ms", 1_000, 86_400_000),
        drawer_pulse_expires_ms=table.integer("drawer_pulse_expires_ms", 100, 60_000),
        template=msgspec.structs.replace(
            template,
            header=table.texts("header", LINE, template.header),
            footer=table.texts("footer", LINE, template.footer),
        ),
    )


def _template(table: Table, path: Path | None, language: str) -> Template:
    """The standard one in the shop's language, or a file of the shop's own beside its configuration."""
    name = table.text("template", ANY)
    standard = standard_file(language)
    file = standard if name == STANDARD or path is None else path.parent / name
    try:
        return read_template(table.of_file(file.name, _parsed(_content(file))))
    except (OSError, ValueError) as problem:
        said = _said(problem)
        table.note("template", Expected(f"读不出这个文件:{said}", f"cannot be read: {said}"))
        return read_template(table.of_file(standard.name, _parsed(standard.read_bytes())))


def _check_unique(tables: Sequence[Table], key: str, values: Sequence[str]) -> None:
    for place, value in enumerate(values):
        if value in values[:place]:
            tables[place].note(key, _TWICE)
