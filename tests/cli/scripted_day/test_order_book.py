"""Headquarters' order book: who gets what of a batch that came short, and what lies in the parcels."""

from __future__ import annotations

from edge_agent.cli.scripted_day.order_book import Line, Order, handed_over, shares

APPLES, BEANS = "W00101", "P1001"
FIRST = Order("1", "T1-0001", 20, (Line(1, APPLES, 2000), Line(2, BEANS, 2000)), paid_at=10)
SECOND = Order("2", "T1-0002", 15, (Line(1, APPLES, 1500),), batch="G1")
ALONE = Order("3", "W1-0001", 30, (Line(1, BEANS, 1000), Line(2, APPLES, 532, parcel=1)), units=2)


def test_whoever_paid_first_is_served_first() -> None:
    """An order that does not tell when it was paid was paid when it was placed."""
    assert shares([SECOND, FIRST], {APPLES: 3000, BEANS: 1000}) == {
        ("1", 1): 2000,
        ("1", 2): 1000,
        ("2", 1): 1000,
    }


def test_what_did_not_come_at_all() -> None:
    """Nobody gets any of it."""
    assert shares([SECOND], {}) == {("2", 1): 0}


def test_only_what_lies_in_the_parcel() -> None:
    """Of two parcels one was collected."""
    assert handed_over({"3": ALONE}, {("3", 1): 1}, {}, {}) == {APPLES: 532}


def test_of_a_batch_what_was_shared_out_and_weighed() -> None:
    """What a scale has said goes before what was given."""
    book = {"2": SECOND}
    assert handed_over(book, {("2", 0): 1}, {APPLES: 1200}, {}) == {APPLES: 1200}
    assert handed_over(book, {("2", 0): 1}, {APPLES: 1200}, {("2", 1): 1187}) == {APPLES: 1187}


def test_a_parcel_of_nobody() -> None:
    """An order that is in no book has nothing in it; that it was handed over is another proof's."""
    assert handed_over({}, {("9", 0): 1}, {}, {}) == {}
