"""The page for whoever helps from afar: store, lane, version, last errors, devices, and a QR code of it."""

from functools import lru_cache

from ui.till.picture.clock import moment_text
from ui.till.picture.frame import LINKS, PRINTERS
from ui.till.picture.rows import Look, Row, Span, View, blank, ends, filled, line
from ui.till.text import wrap
from ui.till.words import Word

QR_BYTES_MAX = 106
"""A code of 37 modules at the lowest correction: with its margin it fits 24 rows."""
QR_MARGIN = 2
BLOCKS = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
"""Two modules in a cell, dark being the paper's own colour; the one place for characters of ambiguous width:
they are neither cleaned nor measured, and a terminal that draws them wide only loses the code."""


def trouble_body(view: View, height: int) -> list[Row]:
    """The text on the left, the code on the right as far as it fits."""
    code = qr_rows(trouble_text(view))
    side = len(code[0])
    has_room = len(code) <= height and view.columns - side >= side // 2
    columns = view.columns - side if has_room else view.columns
    text = filled(_text_rows(view, columns, is_small=not has_room), columns, height)
    if not has_room:
        return text
    padded = [*code, *[" " * side] * (height - len(code))]
    return [
        Row((*shown.spans, Span(part, Look.QR if part.strip() else Look.PLAIN)))
        for shown, part in zip(text, padded, strict=True)
    ]


def trouble_text(view: View) -> str:
    """The same in one short line, for the code."""
    health, session = view.state.health, view.state.session
    parts = [session.till if session else "?"]
    if health is not None:
        parts = [health.store, *parts, health.release, f"{health.link.state}:{health.link.unsent}"]
        parts += [f"{printer.name}:{printer.state}" for printer in health.printers]
    parts += [trouble.code for trouble in reversed(view.state.troubles)]
    return " ".join(parts).encode()[:QR_BYTES_MAX].decode(errors="ignore")


@lru_cache(maxsize=8)
def qr_rows(text: str) -> tuple[str, ...]:
    """`text` as a QR code in half blocks."""
    import qrcode  # noqa: PLC0415 only who has trouble pays for it

    code = qrcode.QRCode(border=QR_MARGIN, error_correction=qrcode.ERROR_CORRECT_L)
    code.add_data(text)
    code.make(fit=True)
    dots = [[bool(dot) for dot in dots] for dots in code.get_matrix()]
    if len(dots) % 2:
        dots.append([False] * len(dots[0]))
    return tuple(
        "".join(BLOCKS[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(dots[::2], dots[1::2], strict=True)
    )


def _text_rows(view: View, columns: int, *, is_small: bool) -> list[Row]:
    state = view.state
    health, session = state.health, state.session
    rows = [
        line(columns, f" {part}", Look.STRONG) for part in wrap(view.say(Word.TROUBLE_TITLE), columns - 2, 2)
    ]
    rows.append(blank(columns))
    if health is not None:
        rows += [
            _pair(columns, view.say(Word.STORE), f"{health.store} {health.store_name}"),
            _pair(columns, view.say(Word.VERSION), health.release),
        ]
    if session is not None:
        rows.append(_pair(columns, view.say(Word.LANE), f"{session.lane_name} {session.staff}"))
    rows += [*_devices(view, columns), blank(columns), *_errors(view, columns)]
    if is_small:
        rows.append(line(columns, f" {view.say(Word.NO_ROOM_FOR_QR)}", Look.DIM))
    return rows


def _devices(view: View, columns: int) -> list[Row]:
    health = view.state.health
    if health is None or view.state.is_lost:
        return [line(columns, f" {view.say(Word.AGENT_LOST)}", Look.BAD)]
    rows = []
    if health.link.state in LINKS:
        link = f"{view.say(LINKS[health.link.state])} {view.say(Word.UNSENT, n=health.link.unsent)}"
        rows.append(_pair(columns, view.say(Word.LINK), link))
    for printer in health.printers:
        state = view.say(PRINTERS.get(printer.state, Word.PRINTER_OK))
        rows.append(_pair(columns, f"{view.say(Word.PRINTER)} {printer.name}", state))
    return rows


def _errors(view: View, columns: int) -> list[Row]:
    rows = [line(columns, f" {view.say(Word.LAST_ERRORS)}", Look.HEAD)]
    if not view.state.troubles:
        return [*rows, line(columns, f"   {view.say(Word.NO_ERRORS)}", Look.DIM)]
    for trouble in reversed(view.state.troubles):
        rows.append(line(columns, f" {moment_text(view, trouble.at)} {trouble.code}", Look.STRONG))
        rows += [line(columns, f"   {part}") for part in wrap(trouble.title, columns - 4, 2)]
    return rows


def _pair(columns: int, name: str, value: str) -> Row:
    return ends(columns, [Span(f" {name}", Look.DIM)], [Span(f"{value} ")])
