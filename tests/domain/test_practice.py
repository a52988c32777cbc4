"""Practice on paper: a mark that no part of it lacks."""

from edge_agent.domain.paper import Pair, Rule, Text
from edge_agent.domain.practice import marked_as_practice


def test_no_part_of_a_practice_paper_lacks_the_mark() -> None:
    """Above, below, and at every line across."""
    mark, name, total = marked_as_practice(())[0], Text("便利店"), Pair("合计", "1.00")
    assert isinstance(mark, Text)
    assert mark.text == "练习 PRACTICE"
    assert marked_as_practice((name, Rule(), total)) == (mark, name, Rule(), mark, total, mark)
