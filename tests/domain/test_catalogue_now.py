"""An article as it is now: which price holds, what is sold out, how a price is shown."""

import pytest

from edge_agent.domain.catalogue import Choice, OptionGroup
from edge_agent.domain.catalogue_now import Price, as_in_file, current_price, with_sold_out
from edge_agent.domain.money import Fen

FED = Price(Fen(200), Fen(180), 1_000)


@pytest.mark.parametrize(("since", "is_own"), [(999, False), (1_000, True), (1_001, True)])
def test_the_last_word_on_a_price_holds(since: int, is_own: bool) -> None:
    """The import's, or the shop's own when it came later."""
    own = Price(Fen(150), None, since)
    assert current_price(FED, own) == (own if is_own else FED)
    assert current_price(FED, None) == FED


def test_a_choice_that_is_sold_out_is_marked() -> None:
    """That one of that group, and the mark goes again."""
    cup = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯")))
    add = OptionGroup("add", "加料", (Choice("m", "抹茶"),))
    marked = with_sold_out((cup, add), {"cup/m", "/"})
    assert [choice.sold_out for group in marked for choice in group.choices] == [True, False, False]
    assert as_in_file(marked) == (cup, add)
