"""The script: real baskets, the same ones each time, with codes and prices of its own reckoning."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from config.demo import BASKETS, CATALOGUE
from edge_agent.cli.demo import CUSTOMERS, CUSTOMERS_MAX, SALES_MIN
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.gtin import check_digit
from edge_agent.domain.quantity import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_agent.domain.catalogue import Article


@pytest.fixture(scope="module")
def articles() -> Sequence[Article]:
    """What the shop sells."""
    return parse_catalogue(CATALOGUE.read_bytes()).articles


@pytest.fixture(scope="module")
def month(articles: Sequence[Article]) -> list[Basket]:
    """Every basket of the month."""
    return baskets(BASKETS.read_text("utf-8"), articles, CUSTOMERS_MAX)


def test_the_whole_month_is_there(month: list[Basket]) -> None:
    """No basket of the file is left out, and none has lost an item."""
    lines = BASKETS.read_text("utf-8").splitlines()
    assert len(month) == len(lines) == CUSTOMERS_MAX
    assert [len(basket.picks) for basket in month] == [line.count(",") + 1 for line in lines]


def test_a_shorter_day_is_the_beginning_of_a_longer_one(
    articles: Sequence[Article], month: list[Basket]
) -> None:
    """The same seed, the same customers: what failed once fails again."""
    assert baskets(BASKETS.read_text("utf-8"), articles, CUSTOMERS) == month[:CUSTOMERS]


def test_a_whole_day_leaves_a_thousand_sales(month: list[Basket]) -> None:
    """After those who leave without buying."""
    assert sum(not basket.is_cancelled for basket in month[:CUSTOMERS]) >= SALES_MIN


def test_kinds_become_articles_by_rank(articles: Sequence[Article], month: list[Basket]) -> None:
    """What is bought most often is the first article, and so on; the kinds beyond the last begin again."""
    kinds = Counter(
        kind.strip() for line in BASKETS.read_text("utf-8").splitlines() for kind in line.split(",")
    )
    sold = Counter(pick.sku for basket in month for pick in basket.picks)
    ranked = [count for _, count in kinds.most_common()]
    first, again = ranked[0], ranked[len(articles)]
    assert sold[articles[0].sku] == first + again


def test_every_pick_can_be_scanned_at_the_price_that_is_expected(
    articles: Sequence[Article], month: list[Basket]
) -> None:
    """Pieces at their price; labels of weighed articles with a right check digit, and fen to half a fen."""
    by_sku = {article.sku: article for article in articles}
    for pick in (pick for basket in month for pick in basket.picks):
        article = by_sku[pick.sku]
        if article.unit is Unit.KG:
            assert check_digit(pick.code[:-1]) == pick.code[-1]
            assert pick.code[2:7] == article.plu
            assert abs(pick.fen * 1000 - article.price_fen * pick.quantity) * 2 <= max(
                1000, article.price_fen
            )
        else:
            assert (pick.quantity, pick.fen) == (1000, article.price_fen)
            assert pick.typed == (article.prep_seconds > 0)


def test_everything_happens_that_happens_in_a_shop(month: list[Basket]) -> None:
    """Every way of paying, both kinds of labels, and each of the customers' whims."""
    labels = Counter(pick.code[:2] for basket in month for pick in basket.picks if len(pick.code) == 13)
    assert labels.keys() >= {"21", "22"}
    assert {basket.payment.kind for basket in month} == {"cash", "external", "both"}
    assert any(basket.voided for basket in month)
    assert any(basket.more > 1 for basket in month)
    assert any(basket.is_held for basket in month)
    assert any(basket.unknown_code for basket in month)
