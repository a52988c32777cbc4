"""核对时钟 at the till: the agent's question in its words, a yes in one key, or the right time typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.money import Fen
from edge_agent.wire.clock import ClockView, SetClock
from ui.till.commands import Call, DoOpenCart, DoOpenShift, DoReadHealth, DoRepeatLast, DoScan
from ui.till.office import clock
from ui.till.state import FloatScreen, SaleScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.wire.health import Health
    from edge_agent.wire.problem import Problem
    from edge_agent.wire.sessions import SessionView
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

    ProblemOf = Callable[..., Problem]

NOON = 1_795_319_000_000
in_both_languages = pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
QUESTION = "今天是 2026年11月21日 星期六,现在 12:00,对吗"


@pytest.fixture
def opening(till: TillByHand, session: SessionView, problem_of: ProblemOf) -> TillByHand:
    """A cashier has typed the float, and the agent asks what day it is."""
    till.press("1001", "Enter", "1234", "Enter").answer(msgspec.structs.replace(session, shift=None))
    till.press("150", "Enter")
    return till.answer(problem_of("clock.confirm", QUESTION))


@in_both_languages
def test_a_yes_opens_the_shift(opening: TillByHand, check_golden: CheckGolden) -> None:
    """One key; the float that was typed is not asked again."""
    assert QUESTION in opening.text()
    check_golden("clock", opening)
    opening.press("1")
    assert opening.sent[-1] == DoOpenShift(Fen(15_000), confirm=True)
    assert opening.state.screen == FloatScreen()


@in_both_languages
def test_the_right_time_is_typed(opening: TillByHand, check_golden: CheckGolden) -> None:
    """A no asks for date and time; when the agent has taken them, the shift is opened with its float."""
    opening.press("2", "20261122", "Enter", "0831")
    check_golden("clock_typed", opening)
    opening.press("Enter")
    call = opening.sent[-1]
    assert isinstance(call, Call)
    assert (call.method, call.path, call.body) == ("POST", "/v1/clock", SetClock("2026-11-22 08:31"))
    opening.reply(ClockView(now=NOON))
    assert opening.sent[-1] == DoOpenShift(Fen(15_000))


def test_a_time_before_what_has_happened_is_asked_about(opening: TillByHand, problem_of: ProblemOf) -> None:
    """What was typed stays; Space says that it is right all the same."""
    opening.press("2", "20261122", "Enter", "08:31", "Enter")
    opening.answer(problem_of("clock.earlier.confirm", "这比店里已有的记录还早"))
    assert "08:31" in opening.text()
    assert "还早" in opening.text()
    opening.press("Space")
    call = opening.sent[-1]
    assert isinstance(call, Call)
    assert call.body == SetClock("2026-11-22 08:31", confirm=True)


def test_what_is_no_time_is_typed_again(opening: TillByHand, problem_of: ProblemOf) -> None:
    """The agent says what is wrong with it; the date need not be typed again."""
    opening.press("2", "20261122", "Enter", "half past", "Enter")
    opening.answer(problem_of("clock.invalid", "不是日期和时间"))
    assert "2026" in opening.text()
    assert "不是日期和时间" in opening.text()


def test_no_answer_goes_back_to_the_float(opening: TillByHand) -> None:
    """Nothing is opened by going back."""
    opening.press("Back")
    assert (opening.state.screen, opening.sent) == (FloatScreen(), [])


def test_goods_that_are_scanned_meanwhile_are_kept(opening: TillByHand, session: SessionView) -> None:
    """They are sold as soon as the shift is open."""
    assert session.shift is not None
    opening.scan("6901234567892").press("1").answer(session.shift)
    assert opening.sent == [DoOpenCart(), DoRepeatLast(), DoScan("6901234567892")]


def test_a_doubt_in_mid_shift_is_ended_from_the_menu(
    selling: TillByHand, health: Health, problem_of: ProblemOf
) -> None:
    """The status line says it; the menu asks the same question, and a yes goes back to the sale."""
    selling.desk.answered(DoReadHealth(), msgspec.structs.replace(health, clock_doubt="jumped"))
    assert "时钟待核" in selling.text()
    selling.choose("系统", "核对时钟")
    selling.answer(problem_of(clock.CONFIRM, QUESTION))
    selling.press("1")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == SetClock(confirm=True)
    selling.reply(ClockView(now=NOON))
    assert isinstance(selling.state.screen, SaleScreen)
    assert "时钟已核对" in selling.text()


def test_a_clock_that_nobody_doubts_is_not_asked_about(selling: TillByHand, problem_of: ProblemOf) -> None:
    """The agent says so in one line."""
    selling.choose("系统", "核对时钟")
    selling.answer(problem_of("clock.sure", "时钟没有疑问,不用校"))
    assert "时钟没有疑问" in selling.text()
