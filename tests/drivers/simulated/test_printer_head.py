"""The twin's print head."""

import pytest

from drivers.simulated.printer_commands import CommandReader
from drivers.simulated.printer_head import DrawerPulse, Effect, PrintHead, StatusAsked
from drivers.simulated.printer_slip import QrLine, RasterLine, Run, Slip, Style, TextLine

CUT = b"\x1dV\x01"


def printed(job: bytes, columns: int = 32) -> tuple[PrintHead, list[Effect]]:
    reader, head = CommandReader(), PrintHead(columns, None)
    reader.feed(job)
    return head, [effect for one in reader if (effect := head.obey(one)) is not None]


def slip_of(job: bytes, columns: int = 32) -> Slip:
    head, effects = printed(job + CUT, columns)
    assert not head.unknown
    [slip] = effects
    assert isinstance(slip, Slip)
    return slip


@pytest.mark.parametrize(
    ("job", "rows"),
    [
        (b"hello\n", ("hello",)),
        (b"no line feed", ("no line feed",)),
        (b"a\r\nb\n", ("a", "b")),
        (b"\n\na\n", ("", "", "a")),
        (b"0" * 40, ("0" * 32, "0" * 8)),
        (b"\x1c&" + "一".encode("gbk") * 17, ("一" * 16, "一")),
        (b"a\x1c&" + "一".encode("gbk") * 16, ("a" + "一" * 15, "一")),  # never half a character
        ("一".encode("gbk") + b"\n", ("??",)),  # Chinese without its switch is nonsense on paper
        (b"\x1ba\x01ab\n", (" " * 15 + "ab",)),
        (b"\x1ba2ab\n", (" " * 30 + "ab",)),
        (b"\x1ba\x01\x1d!\x11ab\n", (" " * 14 + "ab",)),
        (b"a\x1ba\x01b\n", ("ab",)),  # alignment is set at the beginning of a line only
        (b"\x1bd\x05a\n", ("a",)),
        (b"lost\x1b@kept\n", ("kept",)),
    ],
)
def test_text_lies_where_the_printer_puts_it(job: bytes, rows: tuple[str, ...]) -> None:
    """Line feeds, the edge of the paper, alignment, reset."""
    assert rows == slip_of(job).rows


@pytest.mark.parametrize(
    ("command", "style"),
    [
        (b"\x1d!\x11", Style(2, 2)),
        (b"\x1d!\x33", Style(4, 4)),
        (b"\x1d!\x10", Style(2, 1)),
        (b"\x1b!\x38", Style(2, 2, bold=True)),
        (b"\x1c!\x0c", Style(2, 2)),
        (b"\x1bE\x01", Style(bold=True)),
        (b"\x1d!\x11\x1b@", Style()),
    ],
)
def test_a_style_is_what_its_command_says(command: bytes, style: Style) -> None:
    """Sizes and weight of text, by each of the commands for them."""
    [line, *_] = slip_of(command + b"A\n").lines
    assert isinstance(line, TextLine)
    assert line.runs == (Run("A", style),)


def test_a_qr_code_is_drawn_from_what_was_stored() -> None:
    """Size, level and text, where the alignment says."""
    job = b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x08\x001P0hello"
    slip = slip_of(job + b"\x1d(k\x03\x001Q0")
    assert slip.lines == (QrLine("hello", 6, "M", 1),)
    assert slip.qr == ("hello",)
    assert slip.rows == (" " * 11 + "[QR hello]",)


def test_printing_a_code_that_was_not_stored_prints_nothing() -> None:
    """As printers do; and an empty slip does not fall off."""
    assert printed(b"\x1d(k\x03\x001Q0" + CUT)[1] == []


def test_a_picture_is_kept_dot_for_dot() -> None:
    """`GS v 0`: so many bytes a row, so many rows."""
    slip = slip_of(b"\x1dv0\x00\x02\x00\x03\x00abcdef")
    assert slip.lines == (RasterLine(2, b"abcdef", 0),)
    assert slip.rows == ("[16 × 3]",)


def test_effects_come_in_their_turn() -> None:
    """A pulse, a question and a cut stand where they were sent."""
    _, effects = printed(b"a\n\x1bp\x00\x19\xfa" + CUT + b"\x1dr\x01")
    assert [type(effect) for effect in effects] == [DrawerPulse, Slip, StatusAsked]


@pytest.mark.parametrize("unknown", [b"\x1bz", b"\x1dk\x04ABC\x00", b"\x07", b"\x1d(L\x02\x0001"])
def test_what_it_does_not_know_is_named(unknown: bytes) -> None:
    """Nothing that this printer cannot do passes unnoticed, and it prints on."""
    head, effects = printed(unknown + b"a\n" + CUT)
    assert len(head.unknown) == 1
    [slip] = effects
    assert isinstance(slip, Slip)
    assert slip.rows[0] == "a"


def test_paper_is_used_up_by_what_is_printed() -> None:
    """A plain line takes a line of the roll, a line twice as high takes its height, a feed what it feeds."""
    head = PrintHead(32, 1000)
    reader = CommandReader()
    left = []
    for job in (b"a\n", b"\x1d!\x11a\n\x1d!\x00", b"\x1bd\x02", b"\x1bJ\x05", b"\x1bd\xff"):
        reader.feed(job)
        for one in reader:
            head.obey(one)
        left.append(head.dots_left)
    assert left == [970, 922, 862, 857, 0]
