"""`edge-agent report`: a day's figures and a shift's, as a page and as CSV, from a file of known sales."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import push
from edge_agent.domain.events import (
    Counts,
    Figures,
    GoodsGo,
    JournalHead,
    PaidTender,
    RefundedLine,
    RefundLeg,
    SaleCompleted,
    SaleRefunded,
    ShiftClosed,
    ShiftOpened,
    SoldLine,
    TenderSum,
)
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    MemberId,
    ReceiptNo,
    RefundId,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    StoreCode,
    TillId,
)
from edge_agent.domain.moments import HOUR, MINUTE, BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.ports.system import SystemChance

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place

TEN = Millis(1_795_312_800_000)
"""2026-11-22 10:00 in Shanghai."""
DATE = BusinessDate("2026-11-22")
SHIFT = ShiftId("shift-1")


class _Clock:
    at = TEN

    def now(self) -> Millis:
        return self.at

    def monotonic_ms(self) -> int:
        return self.at


@pytest.fixture
def sold(place: Place) -> Place:
    """Three sales on the 22nd: two of them a member's, the third refunded in full."""
    clock = _Clock()
    place.state.mkdir(parents=True)
    with Database(place.database, StoreCode("S0001"), 1, clock, SystemChance()) as database:
        call = database.writer.call
        call(lambda tx: _record(tx, ShiftOpened(SHIFT, DrawerId("1"), Fen(20_000), Fen(0))))
        call(lambda tx: _sell(tx, 1, 1_000, Unit.EACH, 3_000, MemberId("m-1")))
        call(lambda tx: _sell(tx, 2, 2_000, Unit.KG, 700, MemberId("m-1")))
        clock.at = Millis(TEN + HOUR)
        back = call(lambda tx: _sell(tx, 3, 500, Unit.EACH, 1_000, None))
        call(lambda tx: _refund(tx, back))
    return place


@pytest.fixture
def closed(sold: Place) -> Place:
    """The same shift, closed 50 fen short."""
    clock = _Clock()
    with Database(sold.database, StoreCode("S0001"), 1, clock, SystemChance()) as database:
        database.writer.call(lambda tx: _record(tx, _CLOSE))
    return sold


_CLOSE = ShiftClosed(
    shift=SHIFT,
    drawer=DrawerId("1"),
    z_no=1,
    opened_at=TEN,
    opened_by=StaffId("1001"),
    float_expected_fen=Fen(0),
    figures=Figures(Fen(20_000), (TenderSum("cash", "", Fen(3_500), Fen(500)),), (), (), Counts(sales=3)),
    counted_fen=Fen(22_950),
    expected_fen=Fen(23_000),
    left_fen=Fen(10_000),
    head=JournalHead("epoch", 1, "00"),
)


def _record(tx: JournalTx, data: ShiftOpened | ShiftClosed | SaleCompleted | SaleRefunded) -> None:
    tx.record(data, actor=StaffId("1001"), till=TillId("1"), business_date=DATE)


def _sell(
    tx: JournalTx, number: int, fen: int, unit: Unit, quantity: int, member: MemberId | None
) -> SaleCompleted:
    line = SoldLine(
        1, Sku("A1"), "茶", unit, Milli(quantity), Fen(fen), Fen(fen), Fen(fen), "A1", tx.now, tax_class="13"
    )
    sale = SaleCompleted(
        sale=SaleId(tx.new_id()),
        receipt_no=ReceiptNo(f"S0001-1-20261122-{number:04d}"),
        number=number,
        cart=CartId(f"cart-{number}"),
        shift=SHIFT,
        drawer=DrawerId("1"),
        opened_at=tx.now,
        lines=(line,),
        tenders=(PaidTender(1, "cash", Fen(fen), Fen(fen)),),
        total_fen=Fen(fen),
        discount_fen=Fen(0),
        change_fen=Fen(0),
        member=member,
    )
    _record(tx, sale)
    return sale


def _refund(tx: JournalTx, sale: SaleCompleted) -> None:
    line = sale.lines[0]
    _record(
        tx,
        SaleRefunded(
            refund=RefundId(tx.new_id()),
            receipt_no=ReceiptNo("S0001-1-20261122-0004"),
            number=4,
            shift=SHIFT,
            drawer=DrawerId("1"),
            lines=(
                RefundedLine(
                    1,
                    line.sku,
                    line.name,
                    line.unit,
                    line.quantity,
                    line.amount_fen,
                    GoodsGo.BACK,
                    1,
                    "",
                    "13",
                ),
            ),
            legs=(RefundLeg(1, "cash", sale.total_fen, of_tender=1),),
            total_fen=sale.total_fen,
            sale=sale.sale,
            sale_receipt_no=sale.receipt_no,
        ),
    )


def _read(text: str) -> dict[str, str]:
    return {row["name"]: row["value"] for row in csv.DictReader(io.StringIO(text))}


def test_a_day_in_numbers(edge: Edge, sold: Place) -> None:
    """Net is paid less refunds; what was refunded in full is no order; a weighed line is one item."""
    del sold
    rows = _read(edge("report", "day", "--date", "2026-11-22", "--csv", exits=0).stdout)
    expected = {
        "订单量": "2",
        "实收": "35.00",
        "退款": "5.00",
        "净销售额": "30.00",
        "客单价": "15.00",
        "连带率": "2.00",
        "复购率(近30天)": "100.0",
        "有单会员": "1",
        "非会员单(不计入复购)": "0",
        "现金": "30.00",
        "10:00": "30.00",
        "11:00": "5.00",
        "退货": "1",
    }
    assert {name: rows[name] for name in expected} == expected


def test_the_minutes_offline_are_told_where_there_is_a_headquarters(edge: Edge, sold: Place) -> None:
    """A shop without one has no such line."""
    day = ("report", "day", "--date", "2026-11-22", "--csv")
    assert "连不上总部(分钟)" not in _read(edge(*day, exits=0).stdout)
    config = sold.home / "store.toml"
    config.write_text('[headquarters]\nurl = "http://hq.example"\n', "utf-8")
    with Database(sold.database, StoreCode("S0001"), 1, _Clock(), SystemChance()) as database:
        database.writer.call(lambda tx: tx.run(push.KEEP_SILENCE, TEN, TEN + 3 * MINUTE))
    told = edge(*day, "--config", config, exits=0).stdout
    assert _read(told)["连不上总部(分钟)"] == "3"


def test_a_day_without_sales_divides_by_nothing(edge: Edge, sold: Place) -> None:
    """Averages and shares are empty, not zero."""
    del sold
    rows = _read(edge("report", "day", "--date", "2026-11-23", "--csv", exits=0).stdout)
    assert (rows["订单量"], rows["客单价"], rows["毛利率"]) == ("0", "", "")


def test_a_shift_in_numbers(edge: Edge, sold: Place) -> None:
    """The open shift: float and cash make what should be in the drawer."""
    del sold
    rows = _read(edge("report", "shift", "--csv", exits=0).stdout)
    assert (rows["备用金"], rows["现金"], rows["应有现金"]) == ("200.00", "30.00", "230.00")
    assert (rows["单数"], rows["退货"]) == ("3", "1")


def test_a_closed_shift_in_numbers(edge: Edge, closed: Place) -> None:
    """By the number of its Z report: as it was closed, the count included; it is open no more."""
    del closed
    rows = _read(edge("report", "shift", "--z", "1", "--csv", exits=0).stdout)
    assert (rows["应有现金"], rows["实点现金"], rows["短款"]) == ("230.00", "229.50", "0.50")
    assert (rows["取走"], rows["留作备用金"]) == ("129.50", "100.00")
    assert "日结单 Z0001" in edge("report", "shift", "--z", "1", exits=0).stdout
    edge("report", "shift", exits=1)


def test_a_page_is_for_people(edge: Edge, sold: Place) -> None:
    """In the terminal's language, with the money lined up."""
    del sold
    page = edge("report", "day", "--date", "2026-11-22", lang="en_US.UTF-8", exits=0).stdout
    assert "Net sales                      30.00\n" in page
    assert "10:00                          30.00  ########################\n" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("day", "--date", "22.11."), "Not a window of dates"),
        (("day", "--date", "2026-11-22", "--until", "2026-11-21"), "Not a window of dates"),
        (("day", "--date", "2020-01-01", "--until", "2026-11-21"), "Not a window of dates"),
        (("day", "--date", "0001-01-01"), "Not a window of dates"),
        (("shift", "--z", "7"), "There is no such shift"),
        (("shift", "--z", "99999999999999999999"), "There is no such shift"),
        (("shift", "--drawer", "9"), "There is no such shift"),
    ],
)
def test_what_is_no_window_and_no_shift_is_said(
    edge: Edge, sold: Place, arguments: tuple[str, ...], said: str
) -> None:
    """One sentence and exit code 1."""
    del sold
    refused = edge("report", *arguments, lang="en_US.UTF-8", exits=1)
    assert (refused.stdout, refused.stderr.startswith(said)) == ("", True)


def test_a_store_that_was_never_opened_is_said(edge: Edge, place: Place) -> None:
    """There is no file to read: a sentence, and none is made."""
    refused = edge("report", "day", exits=1)
    assert refused.stdout == ""
    assert not place.database.exists()
