"""What is said of a call: digit by digit, never a number in one breath, one sentence for several."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from edge_agent.domain.announcement import Announcement, spoken_in, vocabulary, words
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.tickets import ticket_no

COUNTERS = st.integers(0, 99).map(str)
NUMBERS = st.builds(ticket_no, st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.integers(1, 9999))


def _clips(announcement: Announcement, language: str) -> list[str]:
    return [word.clip for word in words(announcement, language)]


def test_the_sentences() -> None:
    """请 A 零 一 七 号 到 一 号台 取餐, and the same in English; several numbers in one."""
    one = Announcement((TicketNo("A017"),), "1")
    two = Announcement((TicketNo("A017"), TicketNo("W4")), "12")

    assert _clips(one, "zh") == ["请", *"A017", "号", "到", "1", "号台", "取餐"]
    assert _clips(one, "en") == ["number", *"A017", "collect", "counter", "1"]
    assert _clips(two, "zh") == ["请", *"A017W4", "号", "到", *"12", "号台", "取餐"]
    assert [word.sound for word in words(one, "zh")][1:5] == ["A", "ling2", "yi1", "qi1"]


def test_at_a_counter_that_serves_nobody_is_told_to_collect() -> None:
    """There is nothing to collect."""
    served = Announcement((TicketNo("A017"),), "2", collects=False)

    assert _clips(served, "zh")[-1] == "号台"
    assert "go" in _clips(served, "en")
    assert "collect" not in _clips(served, "en")


@pytest.mark.parametrize("number", ["4", "10", "14", "40", "44"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_sounds_alike_is_never_said_in_one_breath(number: str, language: str) -> None:
    """四 and 十, 十四 and 四十: each digit is a word of its own, with a silence behind it."""
    said = words(Announcement((TicketNo(f"A{number}"),), number), language)
    digits = [word for word in said if word.clip.isdecimal()]

    assert [word.clip for word in digits] == [*number, *number]
    assert all(word.pause_ms > 0 for word in digits)
    assert not {"shi2", "ten", "fourteen", "forty"} & {word.sound for word in said}


def test_a_number_is_heard_twice_unless_others_wait() -> None:
    """Twice in one language, once in each of two; a rush hears every number once in each."""
    assert spoken_in(("zh",), once=False) == ("zh", "zh")
    assert spoken_in(("zh",), once=True) == ("zh",)
    assert spoken_in(("zh", "en"), once=False) == spoken_in(("zh", "en"), once=True) == ("zh", "en")


@given(st.lists(NUMBERS, min_size=1, max_size=6), COUNTERS, st.booleans(), st.sampled_from(["zh", "en"]))
def test_the_vocabulary_holds_every_word(
    tickets: list[TicketNo], counter: str, collects: bool, language: str
) -> None:
    """Whoever records it has recorded all that will ever be said."""
    known = {word.clip for word in vocabulary(language)}

    assert set(_clips(Announcement(tuple(tickets), counter, collects), language)) <= known


@given(st.lists(NUMBERS, min_size=2, max_size=6))
def test_one_number_ends_before_the_next_begins(tickets: list[TicketNo]) -> None:
    """The silence between two numbers is longer than the one between two digits."""
    said = words(Announcement(tuple(tickets), "1"), "zh")[1:]
    pauses = iter([word.pause_ms for word in said])
    for ticket in tickets:
        *within, behind = (next(pauses) for _ in ticket)
        assert max(within) < behind
