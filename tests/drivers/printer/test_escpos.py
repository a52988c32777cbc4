"""Rows as bytes: golden files, and what a printer makes of any job."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load
from drivers.printer.escpos import encode_rows
from drivers.printer.layout import QrRow, TextRow, lay_out
from drivers.simulated.printer_head import Effect
from drivers.simulated.printer_slip import Slip, Style, TextLine
from edge_agent.domain.events import Estimate, TicketItem
from edge_agent.domain.ids import Sku, TicketNo
from edge_agent.domain.moments import MINUTE, BusinessDate, Millis
from edge_agent.domain.paper import Align, Item, Pair, Paper, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.ticket_labels import Printed, cup_label, ticket_slip

ReadJob = Callable[[bytes, int], tuple[list[Effect], frozenset[bytes]]]

GOLDEN = Path(__file__).parent / "golden"

hostile = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(
    [
        "\x1bp\x00\x19\xfa",
        "\x1dV\x00",
        "\x10\x14\x01\x00\x01",
        "\x10\x04\x01",
        "合计 0.01\r\n",
        "\x1d(k\x03\x00",
    ]
)
hostile_lines: st.SearchStrategy[PaperLine] = st.one_of(
    st.builds(Text, hostile, st.sampled_from(Align), st.sampled_from(Size), st.booleans()),
    st.builds(Pair, hostile, hostile, st.sampled_from(Size)),
    st.builds(Item, hostile, hostile, hostile, hostile, st.lists(hostile, max_size=2).map(tuple)),
    st.builds(Qr, hostile),
    st.just(Rule()),
)


@pytest.mark.parametrize("columns", [32, 48])
def test_the_sample_receipt_is_the_golden_file(sample_receipt: Paper, columns: int) -> None:
    """Byte for byte what was looked at on paper; a change here is a change of every shop's receipt."""
    assert encode_rows(lay_out(sample_receipt, columns)) == (GOLDEN / f"receipt_{columns}.bin").read_bytes()


_TICKET = Printed(
    no=TicketNo("A017"),
    count=3,
    business_date=BusinessDate("2026-11-22"),
    at=Millis(1_795_321_865_000),
    zone=ZoneInfo("Asia/Shanghai"),
    prefix="L:",
    words=load(None).printing.template.words,
)
_CUP = TicketItem(no=2, sku=Sku("T1"), name="珍珠奶茶", station="水吧", options=("少糖", "去冰"))


@pytest.mark.parametrize(
    ("paper", "columns", "golden"),
    [
        (cup_label(_TICKET, _CUP), 32, "cup_label_32.bin"),
        (ticket_slip(_TICKET, "五一店", 4, Estimate(5 * MINUTE, 10 * MINUTE)), 48, "ticket_48.bin"),
    ],
)
def test_the_queues_paper_is_the_golden_file(paper: Paper, columns: int, golden: str) -> None:
    """A cup label and a customer's slip, byte for byte."""
    assert encode_rows(lay_out(paper, columns)) == (GOLDEN / golden).read_bytes()


def test_a_job_resets_and_cuts() -> None:
    """Reset, nothing unasked, Chinese off; the text; feed and cut."""
    expected = b"\x1b@\x1da\x00\x1c." + b"hello\n" + b"\x1bd\x06\x1dV\x01"
    assert expected == encode_rows([TextRow("hello")])


def test_a_style_is_set_once_and_taken_back() -> None:
    """Large, bold and centred in one go for two rows, then plain again before the next, at the end too."""
    large = b"\x1d!\x11\x1bE\x01\x1ba\x01\x1b3\x3c"
    plain = b"\x1d!\x00\x1bE\x00\x1ba\x00\x1b2"
    big = TextRow("A", Align.CENTRE, Size.LARGE, bold=True)
    job = encode_rows([big, big, TextRow("b"), big])
    assert job[7:] == large + b"A\nA\n" + plain + b"b\n" + large + b"A\n" + plain + b"\x1bd\x06\x1dV\x01"


def test_a_qr_code_is_drawn_by_the_printer() -> None:
    """`GS ( k`: model 2, module size, level M, store, print; centred, with room above and below."""
    job = encode_rows([QrRow("S0123")])
    symbol = (
        b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x08\x001P0S0123\x1d(k\x03\x001Q0"
    )
    assert b"\x1ba\x01\x1b2\n" + symbol + b"\n\x1d!\x00\x1bE\x00\x1ba\x00" in job


@pytest.mark.parametrize(("count", "dots"), [(1, 6), (100, 6), (101, 4), (300, 4)])
def test_a_long_qr_code_has_smaller_modules(count: int, dots: int, read_job: ReadJob) -> None:
    """So that the longest that is printed still fits 58 mm paper."""
    [slip], _ = read_job(encode_rows([QrRow("x" * count)]), 32)
    assert isinstance(slip, Slip)
    assert [line.module_dots for line in slip.lines if hasattr(line, "module_dots")] == [dots]


@given(st.lists(hostile_lines, max_size=6), st.sampled_from([32, 48]))
def test_no_paper_can_do_more_than_print(read_job: ReadJob, paper: Paper, columns: int) -> None:
    """Whatever names hold: one slip, one cut at its end, no drawer, no answer, no unknown command."""
    effects, unknown = read_job(encode_rows(lay_out(paper, columns)), columns)
    assert [type(effect) for effect in effects] == [Slip]
    assert not unknown


@given(st.lists(hostile_lines, max_size=6), st.sampled_from([32, 48]))
def test_the_printer_prints_the_rows_of_the_layout(read_job: ReadJob, paper: Paper, columns: int) -> None:
    """Row for row the same text at the same size: no line is forged, broken or joined."""
    rows = lay_out(paper, columns)
    [slip], _ = read_job(encode_rows(rows), columns)
    assert isinstance(slip, Slip)
    printed = [line for line in slip.lines if isinstance(line, TextLine)]
    expected: list[str] = []
    for row in rows:
        expected += ["", ""] if isinstance(row, QrRow) else [row.text]
    assert ["".join(run.text for run in line.runs) for line in printed] == expected
    assert list(slip.qr) == [row.text for row in rows if isinstance(row, QrRow)]


def test_sizes_reach_the_paper(sample_receipt: Paper, read_job: ReadJob) -> None:
    """The total is twice as large and bold, the ticket four times."""
    [slip], _ = read_job(encode_rows(lay_out(sample_receipt, 32)), 32)
    assert isinstance(slip, Slip)
    styles = {run.text: run.style for line in slip.lines if isinstance(line, TextLine) for run in line.runs}
    assert styles["合计   ￥1291.31"] == Style(2, 2, bold=True)
    assert styles["A017"] == Style(4, 4, bold=True)
    assert styles["取餐号"] == Style()


def test_the_library_is_imported_at_the_first_job_and_leaves_nothing() -> None:
    """Choosing a printer imports no python-escpos; the first job adds no log handler and no directory."""
    program = """
import logging, os, sys, tempfile
import drivers.choose
from drivers.printer.escpos import encode_rows
assert "escpos" not in sys.modules and "PIL" not in sys.modules
encode_rows([])
assert "escpos" in sys.modules
assert not logging.getLogger().handlers
assert not os.listdir(tempfile.gettempdir())
"""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-P", "-c", program],
            env={"TMPDIR": empty},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
