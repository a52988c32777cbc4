"""The script's own reckoning: each rule of the shop window by an example that anybody can check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.demo import CATALOGUE, OPTIONS, PROMOTIONS
from edge_agent.cli.scripted_day.poster import read_poster
from edge_agent.cli.scripted_day.reckoning import Item, Ticket, due, half_up, shared
from edge_agent.cli.scripted_day.shelf import Shelf, opening_stock
from edge_agent.domain.catalogue_file import parse_catalogue
from edge_agent.domain.moments import parse_rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from edge_agent.cli.scripted_day.poster import Offer

SATURDAY, MONDAY = "2026-11-21T10:00:00+08:00", "2026-11-23T10:00:00+08:00"


@pytest.fixture(scope="module")
def poster() -> Mapping[str, Offer]:
    """The demo's shop window."""
    return read_poster(PROMOTIONS)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """The demo's goods."""
    return Shelf(parse_catalogue(CATALOGUE.read_bytes()).articles, OPTIONS)


def _items(shelf: Shelf, skus: Sequence[str], when: str = SATURDAY) -> list[Item]:
    return [shelf.item(sku, 1000, parse_rfc3339(when)) for sku in skus]


@pytest.mark.parametrize(
    ("skus", "when", "fen"),
    [
        (["P1001", "P1002"], SATURDAY, 350 + 160),
        (["P1062", "P1062"], SATURDAY, 180 + 180),
        (["P1047", "P1048"], SATURDAY, 500 + 250),
        (["P1047", "P1048", "P1047"], SATURDAY, 500 + 500 + 250),
        (["P1021", "P1024"], SATURDAY, 400 + 200),
        (["P1021", "P1023"], SATURDAY, 250 + 600),
        (["P1073", "P1074", "P1078"], SATURDAY, 380 + 330),
        (["P1041", "P1042", "P1043", "P1044"], SATURDAY, 800 + 300),
        (["P1056", "P1056", "P1057", "P1057"], SATURDAY, 1200),
        (["P1056", "P1056", "P1057", "P1057"], MONDAY, 1300),
        (["H01", "D05"], SATURDAY, 1700),
        (["H03", "P1040", "P1039"], SATURDAY, 1300 + 200),
        (["P1087", "P1088", "P1089"], SATURDAY, 1290 + 990 + 990 - 400),
        (["P1008"] * 3, SATURDAY, 3 * 2140 - 500),
        (["P1008"] * 5, SATURDAY, 5 * 2140 - 1200),
        (["W00001"], "2026-11-21T18:59:59+08:00", 298),
        (["W00001"], "2026-11-21T19:00:00+08:00", 238),
        (["W00001"], "2026-11-21T20:00:00+08:00", 179),
        (["W00001"], "2026-11-21T22:00:00+08:00", 298),
    ],
)
def test_by_hand(shelf: Shelf, poster: Mapping[str, Offer], skus: list[str], when: str, fen: int) -> None:
    """What a few things cost together."""
    assert due(Ticket(items=_items(shelf, skus, when)), poster).fen == fen


def test_a_member_pays_the_lower_of_both_prices(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """The article's own member price, or the members' share, whichever is lower."""
    ticket = Ticket(items=_items(shelf, ["P1007", "D07", "D08"]), has_member=True)
    assert due(ticket, poster).fen == 790 + 1000 + 1620


def test_what_a_label_says_holds(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """Neither the evening nor a membership changes the money on a label."""
    (item,) = _items(shelf, ["W00001"], "2026-11-21T20:30:00+08:00")
    item.label_fen = 300
    assert due(Ticket(items=[item], has_member=True), poster).fen == 300


def test_by_somebodys_hand(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """A price changed by hand has no member price; discounts on the line and on the whole come after it."""
    first, second = _items(shelf, ["P1007", "P1001"])
    first.unit_fen, first.repriced = 700, True
    second.permille = 900
    ticket = Ticket(items=[first, second], has_member=True, permille=950)
    assert due(ticket, poster).fen == half_up((700 + 315) * 950, 1000)


def test_coupons(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """A share of some goods first, then the amount; one whose minimum is not reached takes nothing off."""
    ticket = Ticket(items=_items(shelf, ["D02", "D04", "P1008"]))
    ticket.coupons = [("XINKE001", "K01"), ("CHAYIN80", "K02")]
    found = due(ticket, poster)
    assert (found.fen, set(found.used)) == (2700 * 8 // 10 + 2140 - 500, {"XINKE001", "CHAYIN80"})
    small = Ticket(items=_items(shelf, ["P1001"]), coupons=[("XINKE001", "K01")])
    assert (due(small, poster).fen, due(small, poster).used) == (350, ())


def test_points_pay_no_more_than_is_due(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """A point is worth a fen."""
    items = _items(shelf, ["P1002"])
    assert due(Ticket(items=items, points_fen=30), poster).fen == 130
    assert due(Ticket(items=items, points_fen=1000), poster).fen == 0


def test_one_rule_never_spoils_another(shelf: Shelf, poster: Mapping[str, Offer]) -> None:
    """Second at half price would leave the cart below 59 yuan: it is left out, and 满减 saves more."""
    items = _items(shelf, ["P1047", "P1048", "P1008", "P1012"])
    extra = shelf.item("P1001", 1000, parse_rfc3339(SATURDAY))
    extra.unit_fen, extra.repriced = 5900 - 1000 - 2140 - 2740, True
    assert due(Ticket(items=[*items, extra]), poster).fen == 5900 - 500


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (7, [0, 1], [0, 7]), (5, [2, 1], [3, 2]), (0, [], [])],
)
def test_shares_add_up(amount: int, weights: list[int], parts: list[int]) -> None:
    """Whole fen, the largest rests first, equal ones in their order."""
    assert shared(amount, weights) == parts


def test_the_stock_of_the_morning(tmp_path: Path) -> None:
    """Pieces and kilograms, in thousandths."""
    file = tmp_path / "stock.csv"
    file.write_text("sku,name,quantity\nA,甲,25\nB,乙,7.15\nC,丙,0.005\n", "utf-8")
    assert opening_stock(file) == {"A": 25_000, "B": 7_150, "C": 5}
