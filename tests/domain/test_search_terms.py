"""What a search goes by: any part of a name, and of its initials, is found by its grams."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.search_terms import GRAMS_ASKED_MAX, START, fold, grams, search_text, terms

names = st.text(st.sampled_from("农夫山泉饮用天然水乐重庆长沙aB1９5 .L(大)é"), min_size=1, max_size=20)


def test_a_name_is_folded() -> None:
    """Small letters, half width, nothing between: however somebody types it."""
    assert fold(" １.5Ｌ 可口可乐(大)") == "15l可口可乐大"
    assert search_text("可口可乐500ml") == "可口可乐500ml kkkl500ml"
    assert search_text("RIO") == "rio"


@given(names, st.data())
def test_any_part_of_a_name_is_found(name: str, data: st.DataObject) -> None:
    """All that is asked for it is among the grams of the name; what stands at the start is found there."""
    text = search_text(name)
    word = data.draw(st.sampled_from(text.split(" ") or [""]))
    first = data.draw(st.integers(0, max(0, len(word) - 1)))
    part = word[first : data.draw(st.integers(first + 1, len(word) + 1))]
    asked, kept = terms(part), set(grams(text).split())
    assert asked.text == part
    assert set(asked.within) <= kept
    if first == 0 and part:
        assert asked.start in kept


@given(names)
def test_letters_ask_for_initials_and_characters_for_names(query: str) -> None:
    """The two never meet: a gram of letters and digits alone is made of initials only."""
    letters = search_text(query).split(" ")[-1]
    pure = {gram for gram in grams(search_text(query)).split() if gram.isascii()}
    assert all(gram in letters for gram in pure)


@given(st.text(max_size=200))
def test_what_is_asked_is_bounded(query: str) -> None:
    """However long the query: a few grams of letters and digits, nothing that means something to FTS."""
    asked = terms(query)
    assert len(asked.within) <= GRAMS_ASKED_MAX
    for gram in (asked.start.removeprefix(START), *asked.within):
        assert all(character.isalnum() for character in gram)
