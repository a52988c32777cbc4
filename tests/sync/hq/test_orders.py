"""Orders to be collected: what headquarters signs, a store hands over; what it takes back, none does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import DAY, Millis
from edge_agent.domain.orders import Channel, keyed_hash
from edge_agent.domain.orders_check import is_sound
from edge_agent.domain.pickup import PublicKey, Reason, Refused, Verified
from sync.hq import orders
from sync.hq.cannot import Cannot
from sync.hq.cli.lines import lines_of
from sync.hq.phone import printed
from sync.hq.queries import keys as queries

if TYPE_CHECKING:
    from tests.sync.hq.conftest import Office

LINES, _ = lines_of(["P1:1:100"])
PHONE_KEY = PublicKey(b"p" * 32)


def test_a_phone_shows_what_a_store_believes(office: Office) -> None:
    """The screen of a new order is good at its store, for its parcels, and for ninety seconds."""
    held = office.place()
    text = office.phones.show(held, office.now)
    judged = office.judge(text)
    assert isinstance(judged, Verified)
    assert (judged.pickup_id, judged.generation, judged.units) == (held.order.id, 0, 2)
    assert office.judge(text, store="S0999") == Refused(Reason.WRONG_STORE, held.order.id, 0, "S0123")
    office.clock.at = Millis(office.clock.at + 91_000)
    assert office.judge(text) == Refused(Reason.STALE_SCREEN, held.order.id, 0)


def test_an_order_is_one_that_a_store_keeps(office: Office) -> None:
    """With the tail and keyed hashes of its phone, and nothing else of it."""
    held = office.place()
    key = office.do(lambda tx: orders.store_key(tx, StoreCode("S0123")))
    assert is_sound(held.order)
    assert held.order.tail == "5678"
    assert held.order.short_hash == keyed_hash(key, "short", held.short_code)
    assert held.order.phone_hash == keyed_hash(key, "phone", "13812345678")
    assert held.order.total_fen == 750
    assert [line.parcel for line in held.order.lines] == [0, 1]


def test_each_store_has_a_key_of_its_own(office: Office) -> None:
    """What one store knows finds nobody in another."""
    first, second = (office.place(store).order.phone_hash for store in ("S0123", "S0999"))
    assert first != second


def test_numbers_run_within_a_day_and_a_letter(office: Office) -> None:
    """The day is Shanghai's."""
    assert office.place().order.number == "W1122-0001"
    assert office.place(channel=Channel.GROUP).order.number == "T1122-0001"
    assert office.place("S0999").order.number == "W1122-0002"
    office.clock.at = Millis(office.clock.at + DAY // 2)
    assert office.place().order.number == "W1123-0001"


def test_a_number_means_its_latest_order(office: Office) -> None:
    """A year later the same number comes again."""
    office.place()
    office.clock.at = Millis(office.clock.at + 365 * DAY)
    office.do(lambda tx: tx.run(queries.ADD_SIGNING_KEY, "0" * 8, b"K" * 32, office.now, office.now + 10**8))
    later = office.place()
    assert office.do(lambda tx: orders.find(tx, "W1122-0001")) == later


def test_a_short_code_is_unique_among_the_live_orders_of_a_store(office: Office) -> None:
    """One that is taken is passed over; it may come again elsewhere, and when its order has gone."""
    throw = (42).to_bytes(8)
    office.place()
    office.dice.laid.append(throw)
    first = office.place()
    office.dice.laid.extend((throw, (43).to_bytes(8)))
    assert (first.short_code, office.place().short_code) == ("00000042", "00000043")
    office.dice.laid.extend((bytes(32), throw))
    assert office.place("S0999").short_code == "00000042"
    office.do(lambda tx: orders.revoke(tx, first.order.number))
    office.dice.laid.append(throw)
    assert office.place().short_code == "00000042"


def test_another_phone(office: Office) -> None:
    """The old screen is of a generation that is void, the new one of the next; so is the short code."""
    held = office.place()
    old = office.phones.show(held, office.now)
    again = office.reissue(held.order.number)
    judged = office.judge(office.phones.show(again, office.now))
    assert isinstance(judged, Verified)
    assert (judged.pickup_id, judged.generation, again.order.generation) == (held.order.id, 1, 1)
    before = office.judge(old)
    assert isinstance(before, Verified)
    assert before.generation < again.order.generation
    assert again.short_code != held.short_code
    assert again.version > held.version


def test_an_order_for_a_group(office: Office) -> None:
    """Any store of it takes the code, when the screen says that it is shown there."""
    held = office.place(group="CS-EAST")
    shown = office.phones.show(held, office.now, StoreCode("S0999"))
    assert isinstance(office.judge(shown, "S0999", ("CS-EAST",)), Verified)
    assert office.judge(shown, "S0123", ("CS-EAST",)) == Refused(
        Reason.WRONG_STORE, held.order.id, 0, "S0999"
    )
    at_its_store = office.phones.show(held, office.now)
    assert isinstance(office.judge(at_its_store, "S0123", ("CS-EAST",)), Verified)


def test_a_slip(office: Office) -> None:
    """Paper proves nothing about a phone, and there is some only where the order allows it."""
    held = office.place(allows_slip=True)
    judged = office.judge(printed(held))
    assert isinstance(judged, Verified)
    assert judged.bearer
    with pytest.raises(Cannot, match="allows no slip"):
        printed(office.place())


def test_a_phone_that_is_not_here(office: Office) -> None:
    """Its key is nowhere else: the order is given to another one."""
    held = office.place()
    for file in office.phones.folder.iterdir():
        assert file.stat().st_mode & 0o077 == 0
        file.unlink()
    with pytest.raises(Cannot, match="reissue it"):
        office.phones.show(held, office.now)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lines": ()}, "1 to 200 lines"),
        ({"lines": LINES * 201}, "1 to 200 lines"),
        ({"units": 0}, "1 to 64 parcels"),
        ({"units": 65}, "1 to 64 parcels"),
        ({"lines": lines_of(["A:1", "", "B:1"])[0], "units": 1}, "a parcel that the order does not have"),
        ({"group": "CS-EAST-9"}, "8 characters"),
        ({"wanted_at": Millis(1)}, "has passed"),
        ({"days": 0}, "14 days"),
        ({"days": 15}, "14 days"),
        ({"lines": lines_of(["P1:1:100:\x1b[2J"])[0]}, "no store would keep"),
        ({"leader": "L" * 101}, "no store would keep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_store_would_keep_is_not_placed(office: Office, changes: dict[str, Any], why: str) -> None:
    """One sentence, and nothing is kept."""
    with pytest.raises(Cannot, match=why):
        office.place(**{"units": 1, "lines": LINES, **changes})
    with pytest.raises(Cannot, match="no order W1122-0001"):
        office.do(lambda tx: orders.find(tx, "W1122-0001"))


@pytest.mark.parametrize("again", [orders.revoke, lambda tx, number: orders.reissue(tx, number, PHONE_KEY)])
def test_what_is_gone_cannot_be_changed(office: Office, again: Any) -> None:
    """An order that was revoked, one that has expired, and one that never was."""
    revoked, expired = office.place().order.number, office.place().order.number
    office.do(lambda tx: orders.revoke(tx, revoked))
    office.clock.at = Millis(office.clock.at + 3 * DAY)
    for number, why in ((revoked, "was revoked"), (expired, "has expired"), ("W9", "no order W9")):
        with pytest.raises(Cannot, match=why):
            office.do(partial(again, number=number))


def test_generations_leave_room_to_the_last_moment(office: Office) -> None:
    """They begin higher as an order ages; some eighty are left when it has fourteen days behind it."""
    number = office.place(days=14).order.number
    office.clock.at = Millis(office.clock.at + 14 * DAY - 1)
    assert office.reissue(number).order.generation == 168


def test_an_order_changes_hands_255_times(office: Office) -> None:
    """A generation is one byte."""
    number = office.place().order.number
    for _ in range(255):
        office.do(lambda tx: orders.reissue(tx, number, PHONE_KEY))
    with pytest.raises(Cannot, match="too often"):
        office.do(lambda tx: orders.reissue(tx, number, PHONE_KEY))


def test_without_a_key_nothing_is_placed(bare: Office) -> None:
    """The sentence says how to make one."""
    with pytest.raises(Cannot, match="keys init"):
        bare.place()
