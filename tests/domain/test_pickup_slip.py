"""待核 on paper: what it says, and what it does not."""

from zoneinfo import ZoneInfo

import pytest

from edge_agent.domain.moments import Millis
from edge_agent.domain.paper import Pair, Text
from edge_agent.domain.pickup_slip import Unchecked, compose_unchecked

ASKED = Unchecked(
    "五一店", "01机", Millis(1_795_320_000_000), ZoneInfo("Asia/Shanghai"), tail="5678", short_code="12345678"
)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "待核"), ("en", "TO BE CHECKED"), ("tlh", "待核")])
def test_the_slip_says_when_and_where(language: str, title: str) -> None:
    """In the shop's language, with the last digits alone."""
    paper = compose_unchecked(ASKED, language)
    assert title in [line.text for line in paper if isinstance(line, Text)]
    told = [line.right for line in paper if isinstance(line, Pair)]
    assert told == ["2026-11-22 12:00:00", "01机", "**** 5678", "5678"]


def test_a_phone_number_leaves_its_tail_only() -> None:
    """There is no short code to tell."""
    paper = compose_unchecked(Unchecked(ASKED.shop, ASKED.lane, ASKED.at, ASKED.zone, tail="5678"), "en")
    assert [line.left for line in paper if isinstance(line, Pair)] == ["Time", "Till", "Phone ends in"]
