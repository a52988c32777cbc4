"""The dashboard: today's figures, the day before, other days, each with the age of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.figures import (
    CareFigure,
    FiguresView,
    HourFigure,
    QueueFigures,
    TenderFigure,
    TopArticle,
)
from ui.till.commands import Call

if TYPE_CHECKING:
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
HOURS = tuple(HourFigure(hour, hour % 5 + 1, Fen(hour * 1_937)) for hour in range(8, 22))
KINDS = ("voids", "reprices", "corrections", "drawer_openings", "refunds", "cancelled_carts")
FIGURES = FiguresView(
    first="2026-11-22", last="2026-11-22", as_of=NOON, sales=120, orders=117, paid_fen=Fen(412_050),
    refunds=3, refunds_fen=Fen(5_250), net_fen=Fen(406_800), discount_fen=Fen(-8_000), rounding_fen=Fen(-40),
    average_fen=Fen(3_477), items=Milli(451_000), items_per_order=3_854, anonymous_orders=80, members=31,
    repeat_permille=419, costed_permille=760, margin_permille=268, loss_fen=Fen(1_230), loss_permille=3,
    range_articles=136, stock_out_articles=4, stock_out_permille=29, stock_out_minutes=385,
    tenders=(TenderFigure("cash", "", "现金", Fen(96_800)),
             TenderFigure("external", "wechat", "微信", Fen(310_000))),
    hours=HOURS,
    top=(TopArticle(Sku("W1"), "五花肉", Unit.KG, Milli(12_340), Fen(36_773)),),
    care=tuple(CareFigure(kind, no, no * 855) for no, kind in enumerate(KINDS)),
    over_fen=Fen(120), short_fen=Fen(-35), offline_minutes=47,
    oldest_unsent_at=NOON,
    queue=QueueFigures(tickets=64, called=61, wait_p50_ms=192_000, wait_p90_ms=544_000, missed=2,
                       missed_permille=32, told_permille=918, online_orders=23, collected=21,
                       collected_permille=913),
)  # fmt: skip


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_figures_of_today(selling: TillByHand, check_golden: CheckGolden) -> None:
    """On one page that scrolls, in both languages, narrow and wide."""
    _open(selling).reply(FIGURES)
    check_golden("figures", selling)
    check_golden("figures", selling, 120, 70)


def test_the_day_before_is_a_key_away(selling: TillByHand) -> None:
    """`-` asks for the day before the one that is shown."""
    _open(selling).reply(FIGURES).press("-")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert dict(call.params) == {"first": "2026-11-21", "last": "2026-11-21"}


def test_other_days_are_typed(selling: TillByHand) -> None:
    """From and to, the days that are shown proposed."""
    _open(selling).reply(FIGURES).press("+", "20261101", "Enter", "Enter")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert dict(call.params) == {"first": "2026-11-01", "last": "2026-11-22"}


def _open(till: TillByHand) -> TillByHand:
    """The menu's group of figures has one activity."""
    in_chinese = till.state.language == "zh-CN"
    return till.choose("经营", "经营看板") if in_chinese else till.choose("Figures", "Figures")
