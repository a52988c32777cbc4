"""The tables of the configuration on pickup, the queue and its board."""

from collections.abc import Iterable
from pathlib import Path

from config.mistakes import Expected
from config.settings import BoardSettings, Counter, PickupRules, QueueRules, Station
from config.shapes import ANY, NAME
from config.table import Shape, Table
from edge_agent.domain.catalogue import PRICE_FEN_MAX
from edge_agent.domain.orders import Channel

GROUP = Shape(
    r"\*|[A-Za-z0-9]{1,8}",
    Expected("应为 * 或 1 到 8 位字母、数字", "should be * or 1 to 8 letters or digits"),
    "*",
)
ROOT = Shape(
    r"[0-9a-f]{64}",
    Expected("应为 64 位十六进制的 Ed25519 公钥", "should be an Ed25519 public key of 64 hexadecimal digits"),
    "0" * 64,
)
PREFIX = Shape(r"[A-Z]", Expected("应为一个大写字母", "should be a capital letter"), "A")
COUNTER_ID = Shape(r"[0-9]{1,2}", Expected("应为 1 到 2 位数字", "should be 1 or 2 digits"), "1")
STATION_ID = Shape(
    r"[^\x00-\x1f\x7f]{1,16}", Expected("应为 1 到 16 个字", "should be 1 to 16 characters"), "-"
)
LANGUAGE = Shape(r"zh|en", Expected("应为 zh 或 en", "should be zh or en"), "zh")
PREFIXES_ALIKE = Expected("与前面的重复", "is the same as one before")
FOLDER = Expected("应为绝对路径,或留空", "should be an absolute path, or empty")
VOICES = ("auto", "clips", "espeak", "none")
KINDS = ("making", "service")
NUMBER_MAX = 9999
_PORT_MAX = 65_535


def pickup(table: Table) -> PickupRules:
    """`[pickup]`."""
    return PickupRules(
        groups=table.texts("groups", GROUP),
        roots=table.texts("roots", ROOT),
        unlisted_max_fen=table.integer("unlisted_max_fen", 0, PRICE_FEN_MAX),
        handover_minutes=table.integer("handover_minutes", 1, 24 * 60),
        short_tries_max=table.integer("short_tries_max", 1, 100),
        short_lock_seconds=table.integer("short_lock_seconds", 1, 24 * 3600),
        short_tries_day_max=table.integer("short_tries_day_max", 1, 10_000),
    )


def queue(table: Table, counters: Iterable[Counter], stations: Iterable[Station]) -> QueueRules:
    """`[queue]` with `[[counters]]` and `[[stations]]`."""
    words = table.table("prefixes")
    prefixes = {channel: words.text(channel, PREFIX) for channel in Channel}
    letters = list(prefixes.values())
    for place, channel in enumerate(prefixes):
        if letters[place] in letters[:place]:
            words.note(channel, PREFIXES_ALIKE)
    first = table.integer("first", 1, NUMBER_MAX)
    return QueueRules(
        prefixes=prefixes,
        first=first,
        last=table.integer("last", first, NUMBER_MAX),
        calls_max=table.integer("calls_max", 1, 20),
        call_gap_seconds=table.integer("call_gap_seconds", 0, 3600),
        no_show_minutes=table.integer("no_show_minutes", 1, 24 * 60),
        reinstate_behind=table.integer("reinstate_behind", 0, 100),
        calls_when_ready=table.flag("calls_when_ready", default=False),
        counters=tuple(counters),
        stations=tuple(stations),
    )


def counter(table: Table) -> Counter:
    """One of `[[counters]]`."""
    name = table.text("name", NAME)
    return Counter(
        id=table.text("id", COUNTER_ID),
        name=name,
        name_en=table.text("name_en", NAME, name),
        kind=table.choice("kind", KINDS, KINDS[0]),
    )


def station(table: Table) -> Station:
    """One of `[[stations]]`."""
    name = table.text("id", STATION_ID)
    return Station(
        id=name,
        name=table.text("name", NAME, name),
        servers=table.integer("servers", 1, 99, 1),
        printer=table.text("printer", ANY, "") or None,
    )


def board(table: Table) -> BoardSettings:
    """`[board]`."""
    clips = table.text("clips", ANY)
    if clips and not clips.startswith("/"):
        table.note("clips", FOLDER)
    return BoardSettings(
        port=table.integer("port", 0, _PORT_MAX) or None,
        languages=table.texts("languages", LANGUAGE),
        voice=table.choice("voice", VOICES),
        clips=Path(clips) if clips else None,
    )
