"""Headquarters' keys: published ahead, retired in time, so that no ticket outlives its key."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis import strategies as st

from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.domain.pickup import KeySet, Seconds, Untrusted, Verified, verify, verify_key_set
from edge_agent.domain.pickup.keys import LIFE_MAX_S, TOLERANCE_S
from sync.hq import keys, root_file
from sync.hq.cannot import Cannot
from sync.hq.keys import AHEAD_S, KEY_LIFE_S, STOPS_BEFORE_S, public_of
from sync.hq.queries import keys as queries

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.hq.conftest import Dice, Office

ROOT, OTHER_ROOT = b"R" * 32, b"r" * 32
DAY_S = DAY // SECOND


def _go(office: Office, seconds: int) -> None:
    office.clock.at = Millis(office.clock.at + seconds * SECOND)


def test_the_first_key_signs_at_once(office: Office) -> None:
    """There is no store yet that could have missed it; the set lives for fourteen days."""
    key_set = office.key_set()
    (key,) = key_set.keys.values()
    assert key.not_before == office.now
    assert key_set.expires - key_set.issued == LIFE_MAX_S
    assert isinstance(office.judge(office.phones.show(office.place(), office.now)), Verified)


def test_there_is_one_beginning(office: Office) -> None:
    """Keys are not made twice by mistake."""
    with pytest.raises(Cannot, match="keys rotate"):
        office.do(partial(keys.begin, root=ROOT))


@pytest.mark.parametrize("change", [keys.rotate, keys.renew])
def test_nothing_to_rotate_before_the_beginning(bare: Office, change: object) -> None:
    """The sentence says how to begin."""
    assert callable(change)
    with pytest.raises(Cannot, match="keys init"):
        bare.do(partial(change, root=ROOT))


def test_the_next_key_is_published_ahead(office: Office) -> None:
    """As long as a store may be offline; until then the first one signs, afterwards the second."""
    first = office.phones.show(office.place(), office.now)
    rotated = office.do(partial(keys.rotate, root=ROOT))
    assert rotated.begins == office.now + AHEAD_S
    assert not rotated.is_short_notice
    before = office.judge(first)
    assert isinstance(before, Verified)
    assert before.kid != rotated.kid
    _go(office, AHEAD_S - 1)
    judged = office.judge(office.phones.show(office.place(), office.now))
    assert isinstance(judged, Verified)
    assert judged.kid == before.kid
    _go(office, 1)
    judged = office.judge(office.phones.show(office.place(), office.now))
    assert isinstance(judged, Verified)
    assert judged.kid == rotated.kid


def test_a_key_that_waits_is_not_followed_by_another(office: Office) -> None:
    """Rotating twice by mistake publishes one key."""
    office.do(partial(keys.rotate, root=ROOT))
    with pytest.raises(Cannot, match="keys renew"):
        office.do(partial(keys.rotate, root=ROOT))


def test_a_key_stops_before_its_end(office: Office) -> None:
    """Fifteen days and two minutes before: its last ticket is good to the ticket's own end."""
    _go(office, KEY_LIFE_S - STOPS_BEFORE_S - 1)
    office.do(partial(keys.renew, root=ROOT))
    held = office.place(days=14)
    _go(office, 1)
    with pytest.raises(Cannot, match="keys rotate"):
        office.place()
    _go(office, 14 * DAY_S - 2)
    assert isinstance(office.judge(office.phones.show(held, office.now)), Verified)


def test_a_rotation_that_comes_late(office: Office) -> None:
    """Nothing could be signed meanwhile, so the next key begins when the last one stops; that is said."""
    _go(office, KEY_LIFE_S - STOPS_BEFORE_S - 3600)
    rotated = office.do(partial(keys.rotate, root=ROOT))
    assert rotated.is_short_notice
    assert rotated.begins == office.now + 3600
    _go(office, 3600)
    assert isinstance(office.judge(office.phones.show(office.place(), office.now)), Verified)


def test_a_key_leaves_the_set_when_nothing_signed_by_it_can_be_good(office: Office) -> None:
    """Its end and the tolerance have passed."""
    office.do(partial(keys.rotate, root=ROOT))
    _go(office, KEY_LIFE_S + TOLERANCE_S)
    office.do(partial(keys.renew, root=ROOT))
    assert len(office.key_set().keys) == 2
    _go(office, 1)
    office.do(partial(keys.renew, root=ROOT))
    assert len(office.key_set().keys) == 1


def test_versions_rise_whatever_the_clock_says(office: Office) -> None:
    """Within the same second too, and where headquarters' clock was set back."""
    first = office.key_set().version
    office.do(partial(keys.renew, root=ROOT))
    office.clock.at = Millis(office.clock.at - DAY)
    office.do(partial(keys.renew, root=ROOT))
    assert office.key_set().version == first + 2


@pytest.mark.parametrize("change", [keys.rotate, keys.renew])
def test_another_root_is_meant_or_refused(office: Office, change: object) -> None:
    """A file taken by mistake would sign a set that every store refuses."""
    assert callable(change)
    with pytest.raises(Cannot, match="--another-root"):
        office.do(partial(change, root=OTHER_ROOT))
    office.do(partial(change, root=OTHER_ROOT, by_another_root=True))
    row = office.do(lambda tx: tx.one(queries.KEY_SET))
    assert row is not None
    assert verify_key_set(row.signed, roots=(public_of(ROOT),)) is Untrusted.UNKNOWN_KEY
    assert isinstance(verify_key_set(row.signed, roots=(public_of(OTHER_ROOT),)), KeySet)


def test_the_roots_file(tmp_path: Path, dice: Dice) -> None:
    """For its owner alone, made once, read back; anything else is named."""
    file = tmp_path / "root.key"
    seed = root_file.begin(file, dice)
    assert file.stat().st_mode & 0o777 == 0o600
    assert root_file.begin(file, dice) == root_file.read(file) == seed
    with pytest.raises(Cannot, match="keys init"):
        root_file.read(tmp_path / "nowhere")
    for content in (b"", b"zz" * 32, b"ab" * 31, b"ab" * 33, b"\xff" * 64):
        file.write_bytes(content)
        with pytest.raises(Cannot, match="is no root"):
            root_file.read(file)


_steps = st.lists(st.tuples(st.sampled_from(["rotate", "renew", "place"]), st.integers(0, 20)), max_size=30)


@hypothesis.settings(
    deadline=None, max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(steps=_steps)
def test_a_ticket_is_good_to_its_end_at_every_store(
    make_office: type[Office], tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Whenever keys change, by any set that a store may still have; where none came late."""
    office = make_office(tmp_path_factory.mktemp("hq") / "hq.db")
    try:
        office.do(partial(keys.begin, root=ROOT))
        _live(office, steps)
    finally:
        office.database.close()


def _live(office: Office, steps: list[tuple[str, int]]) -> None:
    """Sets in the order of their issue; every ticket is judged as it is placed, and at its last moment."""
    sets = [office.key_set()]
    for act, days in steps:
        _go(office, days * DAY_S)
        with suppress(Cannot):
            if act == "place":
                _judge_everywhere(office, sets)
            elif act == "renew":
                office.do(partial(keys.renew, root=ROOT))
            elif office.do(partial(keys.rotate, root=ROOT)).is_short_notice:
                sets.clear()  # stores that were not reached since are told to be refused
        if not sets or office.key_set().version > sets[-1].version:
            sets.append(office.key_set())


def _judge_everywhere(office: Office, sets: list[KeySet]) -> None:
    held = office.place(days=14)
    last_moment = held.order.expires_at // SECOND + TOLERANCE_S - 1
    replaced = [later.issued for later in sets[1:]] + [office.now + 1]
    heard = [known for known, at in zip(sets, replaced, strict=True) if at > office.now - AHEAD_S]
    for now in (office.now, last_moment):
        text = office.phones.show(held, Seconds(now))
        for known in heard:
            judged = verify(text, keys=known.keys, store="S0123", groups=(), now=Seconds(now))
            assert isinstance(judged, Verified), (judged, now - office.now)
