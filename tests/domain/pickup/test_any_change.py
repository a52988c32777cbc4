"""Nothing about a good code can be changed, and whatever is scanned has an outcome."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from edge_agent.domain.pickup import Reason, base45, cbor
from edge_agent.domain.pickup.envelope import PREFIX
from edge_agent.domain.pickup.issue import code

if TYPE_CHECKING:
    from tests.domain.pickup.conftest import Desk

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FOREIGN = "a\0\n\r码é\ud800"
OUTCOMES = {"ok", *Reason}
LATER = {"revoked", "superseded", "replayed-screen", "units", "already-collected"}
"""What only a store's records tell."""


def _flips(data: bytes) -> list[bytes]:
    return [
        data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :]
        for at in range(len(data))
        for bit in range(8)
    ]


def test_every_bit_of_a_screen_counts(desk: Desk) -> None:
    """Each of them flipped alone, the ticket's within the screen too: refused."""
    data = base45.decode(desk.screen(store=desk.store).removeprefix(PREFIX))
    assert {desk.outcome(code(flipped)) for flipped in _flips(data)}.isdisjoint({"ok", *LATER})


def test_every_bit_of_a_ticket_counts(desk: Desk) -> None:
    """Though the phone signs the screen around the flipped ticket; and of a bearer slip."""
    for flipped in _flips(desk.issued()):
        assert desk.outcome(desk.screen(flipped)) != "ok"
    for flipped in _flips(desk.issued(phone=None)):
        assert desk.outcome(code(flipped)) != "ok"


def test_every_character_counts(desk: Desk) -> None:
    """Each of them replaced by each other digit, and by what is none: refused."""
    text = desk.screen()
    changed = [
        text[:at] + other + text[at + 1 :]
        for at in range(len(text))
        for other in ALPHABET + FOREIGN + string.ascii_lowercase[:2]
        if other != text[at]
    ]
    good = [each for each in changed if desk.outcome(each) == "ok"]
    assert good == []


def test_every_character_is_needed(desk: Desk) -> None:
    """Without one, and without all that follow one."""
    text = desk.screen()
    shorter = [text[:at] + text[at + 1 :] for at in range(len(text))] + [text[:at] for at in range(len(text))]
    assert not [each for each in shorter if desk.outcome(each) == "ok"]


@given(
    st.text()
    | st.text(max_size=700).map(PREFIX.__add__)
    | st.text(ALPHABET, max_size=700).map(PREFIX.__add__)
)
@example("PK1:\ud800")
@example("PK1:" + "\N{FULLWIDTH DIGIT ONE}" * 300)
def test_any_text_has_an_outcome(desk: Desk, text: str) -> None:
    """Of any script and length: never an exception, never `ok`."""
    assert desk.outcome(text) in OUTCOMES - LATER - {"ok"}


@given(st.binary(max_size=420))
def test_any_bytes_have_an_outcome(desk: Desk, data: bytes) -> None:
    """Under base45, and within a good screen."""
    assert desk.outcome(code(data)) in OUTCOMES - LATER - {"ok"}
    assert desk.outcome(desk.screen(data[:250])) in OUTCOMES - LATER - {"ok"}


@given(st.binary(max_size=120))
def test_any_claims_have_an_outcome(desk: Desk, claims: bytes) -> None:
    """Though headquarters signed them."""
    assert desk.outcome(desk.screen(desk.signed(claims))) in OUTCOMES - LATER - {"ok"}


@given(st.data())
def test_a_changed_message_has_an_outcome(desk: Desk, data: st.DataObject) -> None:
    """Pieces of a good code cut out, doubled, turned and overwritten: nothing is raised, nothing is good."""
    good = base45.decode(desk.screen().removeprefix(PREFIX))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
    piece = data.draw(st.binary(max_size=40) | st.just(good[start:end] * 2) | st.just(good[start:end][::-1]))
    changed = good[:start] + piece + good[end:]
    outcome = desk.outcome(code(changed)) if len(changed) <= 420 else "format"
    assert outcome in OUTCOMES - LATER
    assert (outcome == "ok") == (changed == good)


@given(st.dictionaries(st.integers(-70_000, 20), st.integers(-5, 1 << 40) | st.text(max_size=9), max_size=5))
def test_any_map_of_claims_has_an_outcome(desk: Desk, claims: dict[int, int | str]) -> None:
    """Of whatever names and types, merged into good ones."""
    merged = cbor.encode(desk.claims() | claims)
    assert desk.outcome(desk.screen(desk.signed(merged))) in OUTCOMES - LATER
