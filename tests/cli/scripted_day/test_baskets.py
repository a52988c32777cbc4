"""The script: real baskets, the same ones each time, with codes and prices of its own reckoning."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from config.demo import BASKETS, CATALOGUE
from edge_agent.cli.demo import CUSTOMERS, CUSTOMERS_MAX, SALES_MIN
from edge_agent.cli.scripted_day.baskets import Basket, baskets
from edge_agent.cli.scripted_day.happenings import ALL_BY, HAPPENINGS, times
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.gtin import check_digit
from edge_agent.domain.quantity import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_agent.domain.catalogue import Article

BUYS_MORE = ("special", "coupon", "coupon_once", "typed_weight")
"""Why somebody buys more than the file says."""


@pytest.fixture(scope="module")
def articles() -> Sequence[Article]:
    """What the shop sells at prices of its own."""
    articles = parse_catalogue(CATALOGUE.read_bytes()).articles
    return tuple(article for article in articles if not article.is_open_price)


@pytest.fixture(scope="module")
def month(articles: Sequence[Article]) -> list[Basket]:
    """Every basket of the month."""
    return baskets(BASKETS.read_text("utf-8"), articles, CUSTOMERS_MAX)


def test_the_whole_month_is_there(month: list[Basket]) -> None:
    """No basket of the file is left out, and none has lost an item; some are bought for another reason."""
    lines = BASKETS.read_text("utf-8").splitlines()
    assert len(month) == len(lines) == CUSTOMERS_MAX
    pairs = list(zip(month, lines, strict=True))
    assert all(len(basket.picks) >= line.count(",") + 1 for basket, line in pairs)
    more = [basket for basket, line in pairs if len(basket.picks) > line.count(",") + 1]
    assert all(any(basket.has(kind) for kind in BUYS_MORE) for basket in more)


def test_a_shorter_day_is_the_beginning_of_a_longer_one(
    articles: Sequence[Article], month: list[Basket]
) -> None:
    """The same seed, the same customers: what failed once fails again."""
    assert baskets(BASKETS.read_text("utf-8"), articles, CUSTOMERS) == month[:CUSTOMERS]


def test_a_whole_day_leaves_a_thousand_sales(month: list[Basket]) -> None:
    """After those who leave without buying."""
    assert sum(not basket.has("cancel") for basket in month[:CUSTOMERS]) >= SALES_MIN


def test_kinds_become_articles_by_rank(articles: Sequence[Article], month: list[Basket]) -> None:
    """What is bought most often is the first article, and so on; the kinds beyond the last begin again."""
    lines = [[kind.strip() for kind in line.split(",")] for line in BASKETS.read_text("utf-8").splitlines()]
    kinds = Counter(kind for line in lines for kind in line)
    ranked = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    place = {kind: rank % len(articles) for rank, kind in enumerate(ranked)}
    for basket, line in zip(month, lines, strict=True):
        expected = [articles[place[kind]].sku for kind in line]
        assert [pick.sku for pick in basket.picks[: len(line)]] == expected


def test_every_pick_can_be_scanned(articles: Sequence[Article], month: list[Basket]) -> None:
    """Pieces by barcode or menu number; labels with a right check digit, and fen to half a fen."""
    by_sku = {article.sku: article for article in articles}
    for pick in (pick for basket in month for pick in basket.picks):
        article = by_sku[pick.sku]
        if article.unit is Unit.EACH:
            assert (pick.quantity, pick.label_fen) == (1000, None)
            assert pick.typed == (article.prep_seconds > 0)
        elif pick.is_typed_weight:
            assert (pick.code, pick.typed) == (article.plu, True)
        else:
            assert check_digit(pick.code[:-1]) == pick.code[-1]
            assert pick.code[2:7] == article.plu
            worth = article.price_fen * pick.quantity
            assert pick.label_fen is None or abs(pick.label_fen * 1000 - worth) * 2 <= max(
                1000, article.price_fen
            )


def test_everything_happens_that_happens_in_a_shop(month: list[Basket]) -> None:
    """Every way of paying, and both kinds of labels."""
    labels = Counter(pick.code[:2] for basket in month for pick in basket.picks if len(pick.code) == 13)
    assert labels.keys() >= {"21", "22"}
    assert {basket.payment.kind for basket in month} == {"cash", "external", "both", "code"}


def test_each_kind_happens_once_among_the_first_sixty(month: list[Basket]) -> None:
    """And goes on at its share: as often as it was counted before."""
    for kind in HAPPENINGS:
        numbers = [basket.number for basket in month if basket.has(kind)]
        assert numbers[0] <= ALL_BY
        assert [times(kind, number) for number in numbers] == list(range(len(numbers)))
