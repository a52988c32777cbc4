"""Documents of stock: what they may say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.domain.stock_documents import (
    check_expired,
    check_quantity,
    is_expiry,
)

TODAY = date(2026, 11, 22)


def test_what_has_an_open_price_has_no_stock() -> None:
    """无码商品 is whatever lay on the counter: nobody receives or counts it."""
    article = Article(Sku("OPEN"), "无码商品", Unit.EACH, Fen(0), is_open_price=True)
    refused = check_quantity(article, 1_000)

    assert refused is not None
    assert (refused.code, refused.params) == (Code.STOCK_NOT_KEPT, {"name": "无码商品"})


@pytest.mark.parametrize(
    ("unit", "quantity", "fits"), [("each", 1, False), ("each", 1_000, True), ("kg", 1, True)]
)
def test_pieces_are_whole_and_weight_is_not(unit: str, quantity: int, *, fits: bool) -> None:
    """A gram is a quantity of pork, and none of rice by the bag."""
    article = Article(Sku("A"), "商品", Unit(unit), Fen(100))

    assert (check_quantity(article, quantity) is None) == fits


@given(days=st.integers(-40_000, 40_000))
def test_an_expiry_is_near_enough(days: int) -> None:
    """From 30 days ago to ten years ahead."""
    day = (TODAY + timedelta(days=days)).isoformat()

    assert is_expiry(day, TODAY) == (-30 <= days <= 3_660)


@given(text=st.text(max_size=12))
def test_any_text_is_an_expiry_or_none(text: str) -> None:
    """Only a date in its one form."""
    if is_expiry(text, TODAY):
        assert date.fromisoformat(text).isoformat() == text


def test_a_few_of_the_goods_out_of_date_are_told_by_name() -> None:
    """The rest as a number: the question stays one line; a person's yes ends it."""
    names = ["a 1", "b 2", "c 3", "d 4", "e 5"]
    asked = check_expired(names, confirmed=False)
    assert asked == Refused(Code.STOCK_EXPIRED_CONFIRM, {"goods": "a 1, b 2, c 3 +2"})
    assert check_expired(names, confirmed=True) is None
    assert check_expired([], confirmed=False) is None
