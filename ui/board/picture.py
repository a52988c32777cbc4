"""The board in a terminal: a view in, rows of exactly its width out, each in one or two colours."""

from collections.abc import Sequence

import msgspec

from edge_agent.wire.board import BoardCall, BoardView
from ui.board.glyphs import draw, largest
from ui.till.text import fit, wrap

PLAIN, RESET = "\x1b[0;97;40m", "\x1b[0m"
HEAD, READY, BLOCK, ALARM = "\x1b[0;1;93;40m", "\x1b[0;1;97;42m", "\x1b[0;30;103m", "\x1b[0;1;97;41m"

STALE = "号码可能不是最新  May be out of date"
ABSENT = "正在连接店铺代理...  Waiting for the agent..."
_GAP = "   "
_MISSED_LINES = 2


class _Group(msgspec.Struct, frozen=True):
    """Numbers under their title."""

    title: str
    numbers: Sequence[str]


def picture(view: BoardView | None, columns: int, rows: int, *, is_stale: bool) -> list[str]:
    """The whole screen, `rows` rows of `columns` cells with their colours."""
    foot = [*_missed(view, columns), *_wait(view, columns)] if view else []
    if is_stale:
        foot.append(_line(f" {STALE}", columns, ALARM))
    room = max(rows - len(foot), 0)
    body = _body(view, columns, room) if view else [_line(f" {ABSENT}", columns)]
    return [*body, *[_line("", columns)] * room][:room] + foot[-rows:]


def _body(view: BoardView, columns: int, rows: int) -> list[str]:
    called = _called(view.called, columns, rows // 2)
    ready = [no for no in view.ready if no not in {call.ticket for call in view.called}]
    groups = [
        _Group("", ready),
        _Group("制作中 Preparing", view.preparing),
        _Group("等候中 Waiting", view.waiting),
    ]
    head = _line(f" 请取餐 Ready  {view.shop}", columns, READY)
    return [head, *called, *_groups(groups, columns, rows - 1 - len(called))]


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


def _groups(groups: Sequence[_Group], columns: int, rows: int) -> list[str]:
    """Each group has its share of the rows, and what the others leave."""
    lines: list[str] = []
    for place, group in enumerate(groups):
        others = sum(len(_group(other, columns, rows)) for other in groups[place + 1 :])
        left = rows - len(lines)
        lines += _group(group, columns, max(left - others, left // (len(groups) - place)))
    return lines


def _group(group: _Group, columns: int, rows: int) -> list[str]:
    """Its title and its numbers in columns; without room for all, the last place tells how many more."""
    if not group.numbers:
        return []
    titles = [_line(f" {group.title}", columns, HEAD)] if group.title else []
    widest = max(map(len, group.numbers))
    each = max((columns - 2 + len(_GAP)) // (widest + len(_GAP)), 1)
    numbers = _as_many_as(each * max(rows - len(titles), 1), group.numbers)
    lines = [numbers[first : first + each] for first in range(0, len(numbers), each)]
    return titles + [_line(f" {_GAP.join(no.ljust(widest) for no in line)}", columns) for line in lines]


def _as_many_as(room: int, numbers: Sequence[str]) -> Sequence[str]:
    shown = room - 1
    return numbers if len(numbers) <= room else [*numbers[:shown], f"+{len(numbers) - shown}"]


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
