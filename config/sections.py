"""The tables of the configuration on the shop and its machinery, each read into its frozen value."""

from zoneinfo import ZoneInfo

from config.mistakes import Expected
from config.settings import Headquarters, Lane, Limits, PrinterSettings, Store
from config.shapes import (
    ADDRESS,
    ANY,
    CLOCK_TIME,
    CODE_PREFIX,
    LABEL,
    LABEL_PREFIX,
    LANE_ID,
    METHOD_ID,
    METHOD_KEY,
    NAME,
    PRINTER_ID,
    STORE_CODE,
    URL,
    ZONE,
    is_address,
)
from config.table import Table
from edge_agent.domain.catalogue import PRICE_FEN_MAX
from edge_agent.domain.ids import DrawerId, StoreCode, TillId
from edge_agent.domain.labels import LabelTemplate, has_prefixes, is_sound, starts
from edge_agent.domain.moments import DAY
from edge_agent.domain.scan import Prefixed, ScanRules
from edge_agent.domain.tender import ExternalMethod

PREFIXES_ALIKE = Expected("与前面的前缀分不清", "cannot be told from a prefix before it")
LABELS_ALIKE = Expected(
    "与前面的标签长度和前缀相同,分不清", "has the length and first digits of a label before it"
)


def store(table: Table, language: str) -> Store:
    """`[store]`."""
    hours, minutes = table.text("cutoff", CLOCK_TIME).split(":")
    return Store(
        code=StoreCode(table.text("code", STORE_CODE)),
        name=table.text("name", NAME),
        generation=table.integer("generation", 1, 9999),
        zone=_zone(table),
        cutoff_minutes=int(hours) * 60 + int(minutes),
        language=language,
    )


def lane(table: Table) -> Lane:
    """One of `[[lanes]]`; a lane that names no drawer has one of its own."""
    till = table.text("till", LANE_ID)
    return Lane(
        till=TillId(till),
        name=table.text("name", NAME, till),
        drawer=DrawerId(table.text("drawer", LANE_ID, till)),
        printer=table.text("printer", ANY, "") or None,
    )


def method(table: Table) -> ExternalMethod:
    """One of `[[methods]]`."""
    name = table.text("name", NAME)
    return ExternalMethod(
        id=table.text("id", METHOD_ID),
        name=name,
        name_en=table.text("name_en", NAME, name),
        key=table.text("key", METHOD_KEY),
        asks_reference=table.flag("asks_reference", default=False),
    )


def printer(table: Table) -> PrinterSettings:
    """One of `[[printers]]`."""
    address = table.text("address", ANY)
    if not is_address(address, ADDRESS):
        table.note("address", ADDRESS.expected)
    return PrinterSettings(
        name=table.text("name", PRINTER_ID),
        address=address,
        columns=table.integer("columns", 24, 96, 48),
        connect_timeout_ms=table.integer("connect_timeout_ms", 100, 60_000, 2_000),
        print_timeout_ms=table.integer("print_timeout_ms", 1_000, 300_000, 20_000),
        fallback=table.text("fallback", ANY, "") or None,
        fallback_after_ms=table.integer("fallback_after_ms", 0, 3_600_000, 15_000),
    )


def scan_rules(table: Table, code: StoreCode) -> ScanRules:
    """`[scan]`: prefixes by what they introduce, labels in the order in which they are tried."""
    words = table.table("prefixes")
    prefixes = tuple(
        (words.text(kind, CODE_PREFIX), kind) for kind in Prefixed if kind is not Prefixed.RECEIPT
    )
    for place, (prefix, kind) in enumerate(prefixes):
        if any(_is_start(prefix, other) for other, _ in prefixes[:place]):
            words.note(kind, PREFIXES_ALIKE)
    labels = table.tables("labels")
    templates = tuple(_label(label) for label in labels)
    for place, (label, template) in enumerate(zip(labels, templates, strict=True)):
        if any(_are_alike(template, other) for other in templates[:place]):
            label.note("pattern", LABELS_ALIKE)
    return ScanRules(templates=templates, prefixes=prefixes, store_code=code)


def headquarters(table: Table) -> Headquarters:
    """`[headquarters]`; without a URL the store runs alone."""
    url = table.text("url", ANY)
    if url and not is_address(url, URL):
        table.note("url", URL.expected)
    retry_min_ms = table.integer("retry_min_ms", 10, DAY)
    return Headquarters(
        url=url or None,
        push_batch_events_max=table.integer("push_batch_events_max", 1, 10_000),
        push_batch_bytes_max=table.integer("push_batch_bytes_max", 1_024, 64 * 1_048_576),
        push_timeout_ms=table.integer("push_timeout_ms", 100, 600_000),
        retry_min_ms=retry_min_ms,
        retry_max_ms=table.integer("retry_max_ms", retry_min_ms, DAY),
    )


def limits(table: Table) -> Limits:
    """`[limits]`."""
    return Limits(
        request_answers_kept_days=table.integer("request_answers_kept_days", 1, 3650),
        closed_carts_kept_days=table.integer("closed_carts_kept_days", 1, 3650),
        print_jobs_kept_days=table.integer("print_jobs_kept_days", 1, 3650),
        body_bytes_max=table.integer("body_bytes_max", 4_096, 64 * 1_048_576),
        line_confirm_fen=table.integer("line_confirm_fen", 1, PRICE_FEN_MAX),
    )


def _zone(table: Table) -> ZoneInfo:
    name = table.text("zone", ANY)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # an odd name, a folder, no such zone
        table.note("zone", ZONE)
        return ZoneInfo("UTC")


def _label(table: Table) -> LabelTemplate:
    label = LabelTemplate(
        pattern=table.text("pattern", ANY),
        prefixes=table.texts("prefixes", LABEL_PREFIX),
        amount_unit_fen=table.integer("amount_unit_fen", 1, 10_000, 1),
        weight_unit_grams=table.integer("weight_unit_grams", 1, 10_000, 1),
        check=table.choice("check", ("ean", "none"), "ean"),
    )
    if not is_sound(label):
        table.note("pattern", LABEL)
    elif not has_prefixes(label):
        table.note("prefixes", LABEL_PREFIX.expected)
    return label


def _are_alike(one: LabelTemplate, other: LabelTemplate) -> bool:
    """No length and no first digit tells the labels of the two apart."""
    usable = all(is_sound(template) and has_prefixes(template) for template in (one, other))
    return (
        usable
        and len(one.pattern) == len(other.pattern)
        and any(a.startswith(b) or b.startswith(a) for a in starts(one) for b in starts(other))
    )


def _is_start(one: str, other: str) -> bool:
    """One of the two begins with the other, neither of them empty."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))
