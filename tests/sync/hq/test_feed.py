"""The feed of headquarters: each store is told what is true for it, once, what others need first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.moments import DAY, HOUR, Millis
from edge_agent.domain.pickup import Revocations, verify_revocations
from sync.hq import feed_pages, keys, orders
from sync.hq.cannot import Cannot
from sync.wire.feed import FeedPage, KeySetItem, OrderItem, RevocationsItem, StoreKeyItem

if TYPE_CHECKING:
    from tests.sync.hq.conftest import Office

NOON = Millis(1_795_320_000_000)
ROOT = b"R" * 32


def _kinds(page: FeedPage) -> list[str]:
    return [str(item.__struct_config__.tag) for item in page.items]


def _orders(page: FeedPage) -> list[str]:
    return [item.order.id for item in page.items if isinstance(item, OrderItem)]


def _revoked(office: Office, page: FeedPage, held: int = 0) -> Revocations:
    (item,) = (item for item in page.items if isinstance(item, RevocationsItem))
    found = verify_revocations(item.signed, keys=office.key_set().keys, held=held, now=office.now)
    assert isinstance(found, Revocations)
    return found


async def test_a_store_hears_its_own_orders(office: Office) -> None:
    """And what is for every store; of another store's orders nothing."""
    here = office.place()
    office.place("S0999")
    page = await office.page()
    assert _kinds(page) == ["store_key", "key_set", "order"]
    assert page.items[2] == OrderItem(here.version, here.order)
    assert (page.after, page.position, page.more) == (0, NOON + 4, False)


async def test_what_others_need_comes_first(office: Office) -> None:
    """Whatever the order in which it became true."""
    number = office.place().order.number
    office.do(partial(orders.revoke, number=number))
    office.do(partial(keys.renew, root=ROOT))
    assert _kinds(await office.page()) == ["store_key", "key_set", "revocations", "order"]


async def test_what_changes_moves_to_the_end(office: Office) -> None:
    """A store that has read on hears of it; one that begins hears of it once."""
    held = office.place()
    seen = (await office.page()).position
    again = office.reissue(held.order.number)
    assert _kinds(await office.page(after=seen)) == ["revocations", "order"]
    whole = await office.page()
    assert whole.items[-1] == OrderItem(again.version, again.order)
    assert _kinds(whole) == ["store_key", "key_set", "revocations", "order"]


async def test_a_new_key_set_takes_the_place_of_the_old(office: Office) -> None:
    """No store is told of one that has expired."""
    before = office.key_set().version
    office.clock.at = Millis(office.clock.at + DAY)
    office.do(partial(keys.renew, root=ROOT))
    (item,) = (await office.page()).items
    assert isinstance(item, KeySetItem)
    assert item.version == office.key_set().version > before


async def test_pages_follow_each_other(office: Office) -> None:
    """Each from the position of the one before; the last says that there is no more."""
    placed = [office.place().order.id for _ in range(7)]
    found: list[str] = []
    page = await office.page(limit=3)
    while True:
        found += [item.order.id for item in page.items if isinstance(item, OrderItem)]
        if not page.more:
            break
        page = await office.page(after=page.position, limit=3)
    assert found == placed
    assert (await office.page(after=page.position)).items == ()


async def test_revocations_are_signed_when_they_are_told(office: Office) -> None:
    """Their own key would have retired before a new store reads them; the long past is left out."""
    early = office.place()
    office.do(partial(orders.revoke, number=early.order.number))
    for _ in range(8):
        office.clock.at = Millis(office.clock.at + 14 * DAY)
        office.do(partial(keys.renew, root=ROOT))
    office.do(partial(keys.rotate, root=ROOT))
    late = office.place()
    office.do(partial(orders.revoke, number=late.order.number))
    found = _revoked(office, await office.page())
    assert found.sequence == office.clock.at
    assert [entry.pickup_id for entry in found.entries] == [late.order.id]


async def test_revocations_of_a_page_are_one_list(office: Office) -> None:
    """From behind the page before, without a gap."""
    numbers = [office.place().order.number for _ in range(4)]
    for number in numbers[:2]:
        office.do(partial(orders.revoke, number=number))
    first = await office.page()
    office.clock.at = Millis(NOON + HOUR)
    for number in numbers[2:]:
        office.do(partial(orders.revoke, number=number))
    assert _revoked(office, first).sequence == NOON + 1
    second = _revoked(office, await office.page(after=first.position), held=NOON + 1)
    assert (second.sequence, len(second.entries)) == (NOON + HOUR + 1, 2)


async def test_a_page_holds_no_more_than_a_store_takes_at_one_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor more bytes than it reads; one thing at least, for it must end."""
    numbers = [office.place().order.number for _ in range(4)]
    for number in numbers:
        office.do(partial(orders.revoke, number=number))
    monkeypatch.setattr(feed_pages, "REVOCATIONS_MAX", 3)
    page = await office.page()
    assert page.more
    assert _revoked(office, page).sequence == NOON + 2
    monkeypatch.setattr(feed_pages, "PAGE_BYTES_MAX", 1)
    page = await office.page()
    assert (len(page.items), page.position, page.more) == (1, NOON, True)


async def test_no_key_no_list(office: Office) -> None:
    """With every key out of its time the sentence says what to do; what needs no key is told."""
    number = office.place().order.number
    seen = await office.page()
    office.do(partial(orders.revoke, number=number))
    office.clock.at = Millis(office.clock.at + 121 * DAY)
    assert isinstance((await office.page(limit=2)).items[0], StoreKeyItem)
    with pytest.raises(Cannot, match="keys rotate"):
        await office.page(after=seen.position)


async def test_a_list_comes_with_the_keys_that_prove_it(office: Office) -> None:
    """The set moved to the end when it was renewed; a store that begins anew reads the list before."""
    office.do(partial(orders.revoke, number=office.place().order.number))
    office.do(partial(keys.renew, root=ROOT))
    page = await office.page(limit=2)
    assert page.more
    assert _kinds(page) == ["store_key", "key_set", "revocations"]
    assert page.items[1] == (await office.page()).items[1]


async def test_a_position_that_was_never_given_out(office: Office) -> None:
    """A mistake, or a restored headquarters whose clock is behind: what it says next would be passed over."""
    head = (await office.page()).position
    assert (await office.page(after=head)).items == ()
    with pytest.raises(Cannot, match="--after 0"):
        await office.page(after=head + 1)


async def test_what_is_long_past_is_told_no_more(office: Office) -> None:
    """An order or batch that ended longer ago than stores keep one; no position is given out twice."""
    early, late = office.place(), office.place(days=4)
    before = await office.page()
    office.clock.at = Millis(early.order.expires_at + 30 * DAY)
    office.do(partial(keys.renew, root=ROOT))
    assert len(_orders(await office.page())) == 2
    office.clock.at = Millis(office.clock.at + 1)
    office.do(partial(keys.renew, root=ROOT))
    after = await office.page()
    assert _orders(after) == [late.order.id]
    assert after.position > before.position
