"""PINs: what is kept proves one and tells nothing."""

from argon2 import PasswordHasher

from edge_agent.services.pins import NOBODY, hash_pin, pin_matches


def test_a_pin_matches_its_own_hash_alone() -> None:
    """Two hashes of one PIN differ, both prove it, and no other PIN does."""
    first, second = hash_pin("1234"), hash_pin("1234")

    assert first != second
    assert "1234" not in first
    assert (pin_matches(first, "1234"), pin_matches(second, "1234")) == (True, True)
    assert not pin_matches(first, "1235")


def test_what_is_no_hash_matches_nothing() -> None:
    """A damaged row signs nobody in."""
    assert not pin_matches("", "1234")
    assert not pin_matches("$argon2id$", "1234")


def test_nobody_s_hash_costs_what_a_cashier_s_does() -> None:
    """Guessing at an unknown number takes as long as at a known one, and never succeeds."""
    assert not PasswordHasher().check_needs_rehash(NOBODY)
    assert not pin_matches(NOBODY, "")
