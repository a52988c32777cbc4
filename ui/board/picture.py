"""The board in a terminal: a view in, rows of exactly its width out, each in one or two colours."""

from collections.abc import Iterable, Sequence

from edge_agent.wire.board import BoardCall, BoardView
from ui.board.glyphs import draw, largest
from ui.till.text import fit, width, wrap

PLAIN, RESET = "\x1b[0;97;40m", "\x1b[0m"
HEAD, READY, BLOCK, ALARM = "\x1b[0;1;93;40m", "\x1b[0;1;97;42m", "\x1b[0;30;103m", "\x1b[0;1;97;41m"

STALE = "号码可能不是最新  May be out of date"
ABSENT = "正在连接店铺代理...  Waiting for the agent..."
_GAP = "   "
_MISSED_LINES = 2


def picture(view: BoardView | None, columns: int, rows: int, *, is_stale: bool) -> list[str]:
    """The whole screen, `rows` rows of `columns` cells with their colours."""
    foot = [*_missed(view, columns), *_wait(view, columns)] if view else []
    if is_stale:
        foot.append(_line(STALE, columns, ALARM))
    room = max(rows - len(foot), 0)
    body = _body(view, columns, room) if view else [_line(ABSENT, columns)]
    return [*body, *[_line("", columns)] * room][:room] + foot[-rows:]


def _body(view: BoardView, columns: int, rows: int) -> list[str]:
    called = _called(view.called, columns, rows // 2)
    ready = [no for no in view.ready if no not in {call.ticket for call in view.called}]
    return [
        _line(f" 请取餐 Ready  {view.shop}", columns, READY),
        *called,
        *_numbers(ready, columns),
        *_group("制作中 Preparing", view.preparing, columns),
        *_group("等候中 Waiting", view.waiting, columns),
    ]


def _called(calls: Sequence[BoardCall], columns: int, rows: int) -> list[str]:
    """The newest in blocks as large as they fit, then the others with their counters."""
    if not calls:
        return []
    newest, *others = calls
    scale = largest(newest.ticket, columns - 2, rows)
    blocks = [_blocks(row, columns) for row in draw(newest.ticket, scale)] if scale else []
    return [
        _line("", columns),
        *blocks,
        _line("", columns),
        _line(f" {_whereto(newest)}  {newest.counter_en}", columns, HEAD),
        *[_line(f" {line}", columns) for line in wrap(_GAP.join(map(_whereto, others)), columns - 2, 2)],
    ]


def _whereto(call: BoardCall) -> str:
    return f"{call.ticket} > {call.counter}"


def _blocks(row: str, columns: int) -> str:
    """A row of a large number, in the middle."""
    left = (columns - len(row)) // 2
    painted = "".join(f"{BLOCK if dot == '#' else PLAIN} " for dot in row)
    return f"{PLAIN}{' ' * left}{painted}{PLAIN}{' ' * (columns - left - len(row))}{RESET}"


def _group(title: str, numbers: Sequence[str], columns: int) -> list[str]:
    return [_line(f" {title}", columns, HEAD), *_numbers(numbers, columns)] if numbers else []


def _numbers(numbers: Iterable[str], columns: int) -> list[str]:
    text = _GAP.join(numbers)
    return [_line(f" {line}", columns) for line in wrap(text, columns - 2, width(text) // 4 + 1)]


def _missed(view: BoardView, columns: int) -> list[str]:
    text = f"过号 Missed  {' '.join(view.missed)}" if view.missed else ""
    return [_line(f" {line}", columns) for line in wrap(text, columns - 2, _MISSED_LINES)]


def _wait(view: BoardView, columns: int) -> list[str]:
    if view.wait_high_minutes is None:
        return []
    range_ = f"{view.wait_low_minutes}-{view.wait_high_minutes}"
    return [_line(f" 预计等候 Wait  {range_} 分钟 min", columns, HEAD)]


def _line(text: str, columns: int, colours: str = PLAIN) -> str:
    return f"{colours}{fit(text, columns)}{RESET}"
