"""The look-ups of the benchmark: what is looked for, in what; how long it takes is no test's affair."""

import random
from pathlib import Path

from edge_agent.cli.bench import lookup
from edge_agent.cli.bench.names import name, named_article
from edge_agent.domain.gtin import has_check_digit
from edge_agent.domain.search_terms import fold, search_text


def test_names_are_those_of_many_articles() -> None:
    """The same for the same number, and hardly any twice."""
    names = [name(no) for no in range(20_000)]
    assert names == [name(no) for no in range(20_000)]
    assert len(set(names)) > 19_900
    assert all(6 <= len(one) <= 25 for one in names)


def test_an_article_has_a_barcode_of_its_own() -> None:
    """Fourteen digits with their check digit."""
    codes = {named_article(no).gtins[0] for no in range(1_000)}
    assert len(codes) == 1_000
    assert all(len(code) == 14 and has_check_digit(code) for code in codes)


def test_what_is_typed_is_a_mix_of_hits_and_misses() -> None:
    """Two, four and six characters, names and initials, as many found as not."""
    asked = lookup.queries(random.Random(1), 1_000)  # noqa: S311 the same each time
    texts = [search_text(name(no)) for no in range(1_000)]
    assert {len(text) for text in asked} == {2, 4, 6}
    assert all(text == fold(text) for text in asked)
    hits = sum(any(text in one for one in texts) for text in asked)
    assert len(asked) // 2 <= hits < len(asked) * 4 // 5


def test_both_figures_are_measured(tmp_path: Path) -> None:
    """In a shop of a thousand articles, each beside its bound."""
    figures = lookup.measure(tmp_path, 1_000)
    assert [(figure.name, figure.unit, figure.floor) for figure in figures] == [
        ("lookup.barcode", "µs", 50.0),
        ("lookup.search", "ms", 1.0),
    ]
    assert all(figure.value > 0 for figure in figures)
