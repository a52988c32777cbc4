"""Sides that say the same, or do not: what a proof tells of them."""

from edge_agent.cli.scripted_day.sides import Proof, agree, none_of


def test_sides_that_agree() -> None:
    """What one side says is told; that nothing is something that need not be said."""
    proof = agree("sums", {"here": {"a": 1, "b": 0}, "there": {"a": 1}})
    assert proof == Proof("sums", holds=True, found="a 1")
    assert agree("sums", {"here": {}, "there": {}}) == Proof("sums", holds=True, found="none")


def test_sides_that_differ() -> None:
    """Each key that differs, with what every side says of it; of many, the first five and how many more."""
    proof = agree("sums", {"here": {"a": 1, "b": 2}, "there": {"a": 1, "c": 3}})
    assert proof == Proof("sums", holds=False, found="b: here 2, there 0; c: here 0, there 3")
    many = agree("sums", {"here": {str(key): 1 for key in range(7)}, "there": {}})
    assert many.found.endswith("4: here 1, there 0; and 2 more")


def test_something_is_wrong_or_nothing() -> None:
    """The first of what is wrong, or what to say when nothing is."""
    assert none_of("list", [], "3 slips") == Proof("list", holds=True, found="3 slips")
    assert none_of("list", ["a", "b"], "3 slips") == Proof("list", holds=False, found="a, b")
