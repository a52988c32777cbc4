"""The board in a terminal as rows: as wide as the terminal, the newest call in blocks."""

import re

import hypothesis.strategies as st
import msgspec
import pyte
import pytest
from hypothesis import given

from edge_agent.domain.ids import TicketNo
from edge_agent.domain.tickets import ticket_no
from edge_agent.wire.board import BoardCall, BoardView
from ui.board.glyphs import FONT, draw, largest, width
from ui.board.picture import picture
from ui.till.text import clean
from ui.till.text import width as cells

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NUMBERS = st.lists(
    st.builds(ticket_no, st.sampled_from("AWTP"), st.integers(1, 9999)), max_size=60, unique=True
)


def _call(no: str, counter: str = "1号台") -> BoardCall:
    return BoardCall(f"t{no}@1", TicketNo(no), counter, "Counter 1", "1", 1)


EMPTY = BoardView(
    shop="长沙五一店",
    now=1,
    release="1",
    preparing=(),
    waiting=(),
    ready=(),
    called=(),
    calls=(),
    missed=(),
    wait_low_minutes=None,
    wait_high_minutes=None,
    languages=("zh",),
    has_voice=False,
)
BUSY = msgspec.structs.replace(
    EMPTY,
    preparing=(TicketNo("A021"), TicketNo("A022")),
    waiting=(TicketNo("A030"),),
    ready=(TicketNo("A019"), TicketNo("A017"), TicketNo("W004")),
    called=(_call("A017"), _call("W004", "2号台")),
    missed=(TicketNo("A003"),),
    wait_low_minutes=5,
    wait_high_minutes=15,
)


def _plain(view: BoardView | None, columns: int = 80, rows: int = 24, *, is_stale: bool = False) -> list[str]:
    return [COLOUR.sub("", row) for row in picture(view, columns, rows, is_stale=is_stale)]


@given(NUMBERS, NUMBERS, st.integers(20, 200), st.integers(1, 60), st.booleans())
def test_every_row_is_as_wide_as_the_terminal(
    preparing: list[TicketNo], called: list[TicketNo], columns: int, rows: int, is_stale: bool
) -> None:
    """And there are never more rows than it has, whatever is on the board."""
    view = msgspec.structs.replace(
        BUSY, preparing=tuple(preparing), called=tuple(map(_call, called[:4])), ready=tuple(called)
    )
    shown = _plain(view, columns, rows, is_stale=is_stale)

    assert len(shown) == rows
    assert {cells(row) for row in shown} == {columns}
    assert all(clean(row) == row for row in shown)


def test_each_number_stands_under_its_word() -> None:
    """The newest call on top, the others with their counters, then ready, preparing, waiting, missed."""
    shown = "\n".join(_plain(BUSY))
    order = [
        "请取餐 Ready",
        "A017 > 1号台",
        "W004 > 2号台",
        "A019",
        "制作中 Preparing",
        "A021",
        "等候中 Waiting",
        "A030",
        "过号 Missed  A003",
        "预计等候 Wait  5-15 分钟",
    ]
    places = [shown.index(text) for text in order]

    assert places == sorted(places)
    assert "号码可能不是最新" not in shown


def test_twenty_missed_numbers_are_all_there() -> None:
    """On two rows of an ordinary terminal."""
    missed = tuple(ticket_no("A", number) for number in range(1, 21))
    shown = "\n".join(_plain(msgspec.structs.replace(BUSY, missed=missed)))

    assert all(no in shown for no in missed)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 36)])
def test_what_does_not_fit_is_counted(columns: int, rows: int) -> None:
    """Two hundred numbers: each group has its share of the rows, and tells how many more it has."""
    many = msgspec.structs.replace(
        BUSY,
        ready=tuple(ticket_no("A", number) for number in range(1, 201)),
        preparing=tuple(ticket_no("A", number) for number in range(201, 401)),
        waiting=tuple(ticket_no("W", number) for number in range(401, 601)),
        called=(),
    )
    shown = "\n".join(_plain(many, columns, rows))
    told = sum(int(more) for more in re.findall(r"\+(\d+)", shown))

    assert "A001" in shown
    assert "A201" in shown
    assert "W401" in shown
    assert len(re.findall(r"[AW]\d{3}", shown)) - len(many.missed) + told == 600


def test_a_short_group_leaves_its_rows_to_a_long_one() -> None:
    """Nothing is counted that there is room for."""
    long = tuple(ticket_no("A", number) for number in range(1, 188))
    shown = "\n".join(_plain(msgspec.structs.replace(BUSY, ready=long, called=())))

    assert all(no in shown for no in (*long, *BUSY.preparing, *BUSY.waiting))


def test_nothing_in_a_name_commands_the_terminal() -> None:
    """A control character of a counter or a shop is shown as a question mark, or not at all."""
    evil = msgspec.structs.replace(BUSY, shop="\x1b[2J店", called=(_call("A017", "\x1b]0;x\x07台"),))
    shown = "".join(picture(evil, 80, 24, is_stale=False))

    assert "\x1b" not in COLOUR.sub("", shown)
    assert "\x1b[2J" not in shown
    assert "\x07" not in shown


def test_the_newest_call_is_drawn_in_blocks() -> None:
    """As large as the terminal allows: half its height on a wide one."""
    screen = pyte.Screen(120, 40)
    pyte.Stream(screen).feed("\r\n".join(picture(BUSY, 120, 40, is_stale=False)))
    blocks = [[screen.buffer[row][column].bg == "brightbrown" for column in range(120)] for row in range(40)]
    drawn = [row for row in blocks if any(row)]

    assert len(drawn) == 5 * largest("A017", 118, 20) == 15
    left = min(row.index(True) for row in drawn)
    sign_rows = draw("A017", 3)
    for row, wanted in zip(drawn, sign_rows, strict=True):
        assert "".join("#" if dot else " " for dot in row[left : left + len(wanted)]) == wanted


def test_a_silent_agent_and_one_that_never_spoke_are_told() -> None:
    """The last row says that the numbers may be old; before the first view it says what is awaited."""
    assert "号码可能不是最新" in _plain(BUSY, is_stale=True)[-1]
    assert "正在连接" in _plain(None)[0]


@pytest.mark.parametrize("sign", sorted(FONT))
def test_every_sign_is_five_rows_of_one_width(sign: str) -> None:
    """So that signs stand side by side; `width` tells what `draw` draws."""
    for scale in (1, 3):
        drawn = draw(sign, scale)
        assert len(drawn) == 5 * scale
        assert {len(row) for row in drawn} == {width(sign, scale)}
        assert set("".join(drawn)) <= {"#", " "}


def test_no_two_signs_look_alike() -> None:
    """But for those that people write alike."""
    drawn: dict[tuple[str, ...], str] = {}
    for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        drawn.setdefault(FONT[sign], sign)

    assert len(drawn) == 36
