"""The picture of a simulated day: each customer's range as a bar, the wait that came true as a dot on it."""

from collections.abc import Sequence

from edge_agent.cli.queue_day.day import Customer
from edge_agent.domain.moments import HOUR, MINUTE
from edge_agent.domain.waits import is_hit

_WIDTH, _HEIGHT = 1280, 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 50, 50
_TICK_MINUTES = 10
_INK, _GRID, _RANGE, _HIT, _MISS = "#1a1a1a", "#d8d8d8", "#9ec5e8", "#1f6f43", "#c0262d"


def draw(day: Sequence[Customer]) -> str:
    """The day as SVG; time from left to right, minutes of waiting upwards."""
    begins = min(customer.came_at for customer in day) // HOUR * HOUR
    ends = -(-max(customer.came_at for customer in day) // HOUR) * HOUR
    longest = max(max(customer.waited_ms, customer.told.high_ms) for customer in day)
    highest = -(-longest // (_TICK_MINUTES * MINUTE)) * _TICK_MINUTES * MINUTE

    def x(at: int) -> float:
        return _LEFT + (at - begins) * (_WIDTH - _LEFT - _RIGHT) / max(ends - begins, 1)

    def y(wait: int) -> float:
        return _HEIGHT - _BOTTOM - wait * (_HEIGHT - _TOP - _BOTTOM) / highest

    parts = [_text(_LEFT, 28, _title(day), 18)]
    for wait in range(0, highest + 1, _TICK_MINUTES * MINUTE):
        parts.append(_line(_LEFT, y(wait), _WIDTH - _RIGHT, y(wait), _GRID, 1))
        parts.append(_text(12, y(wait) + 5, f"{wait // MINUTE} min", 14))
    for at in range(begins, ends + 1, HOUR):
        parts.append(_line(x(at), _TOP, x(at), _HEIGHT - _BOTTOM, _GRID, 1))
        parts.append(_text(x(at) - 18, _HEIGHT - _BOTTOM + 22, f"{at // HOUR}:00", 14))
    for customer in day:
        place, promised = x(customer.came_at), customer.told
        parts.append(_line(place, y(promised.low_ms), place, y(promised.high_ms), _RANGE, 3))
    for customer in day:
        colour = _HIT if is_hit(customer.told, customer.waited_ms) else _MISS
        parts.append(
            f'<circle cx="{x(customer.came_at):.1f}" cy="{y(customer.waited_ms):.1f}" r="3" fill="{colour}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def _title(day: Sequence[Customer]) -> str:
    hits = sum(is_hit(customer.told, customer.waited_ms) for customer in day)
    share = hits * 100 // len(day)
    return f"{len(day)} customers, {share} % called within the range told (bars); green: within, red: outside"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: int) -> str:
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, size: int) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{_INK}">{text}</text>'
