"""Pages of the feed at the store: taken once, whatever they overlap with, and in their order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.phones import Phone
from edge_agent.services import clock, upkeep
from edge_agent.services.orders import find_order, orders_by_phone, orders_by_short_code
from edge_agent.services.pickup_keys import KeysHeld
from sync.hq import orders
from sync.hq.cli.lines import lines_of
from sync.hq.keys import public_of
from sync.hq.orders import NewOrder
from sync.wire.feed import BatchItem, BatchOrder, GroupBatch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.feed.conftest import Both, Hq

NOON = Millis(1_795_320_000_000)
HERE = StoreCode("S0123")
PHONE = Phone("13812345678")
TABLES = ("pickup_order", "pickup_revocation", "revocation_list", "pickup_key_set", "secret", "group_batch")


async def test_an_order_reaches_the_store(both: Both) -> None:
    """Found by its id, its short code and its phone; the keys of its code are here."""
    held = both.hq.place()
    answer = await both.store.taken(await both.hq.page())
    assert (answer.orders, answer.keys, answer.refused, answer.more) == (1, 2, (), False)
    found = both.store.writer.call(lambda tx: find_order(tx, held.order.id))
    assert found == held.order
    assert both.store.writer.call(lambda tx: orders_by_short_code(tx, held.short_code)) == [held.order]
    assert both.store.writer.call(lambda tx: orders_by_phone(tx, PHONE)) == [held.order]
    assert both.store.writer.call(lambda tx: orders_by_short_code(tx, "00000000")) == []
    assert both.store.position == answer.position == NOON + 2


async def test_a_cancelled_order_is_found_no_more(both: Both) -> None:
    """Only its id still says what became of it; every ticket of it is void."""
    held = both.hq.place()
    await both.store.taken(await both.hq.page())
    both.hq.do(partial(orders.revoke, number=held.order.number))
    answer = await both.store.taken(await both.hq.page(after=both.store.position))
    assert (answer.orders, answer.revocations) == (1, 1)
    assert both.store.writer.call(lambda tx: orders_by_short_code(tx, held.short_code)) == []
    found = both.store.writer.call(lambda tx: find_order(tx, held.order.id))
    assert isinstance(found, PickupOrder)
    assert found.is_cancelled
    assert both.store.rows("pickup_revocation")["pickup_revocation"] == [
        (held.order.id, 256, held.order.expires_at // SECOND)
    ]


async def test_a_page_again_changes_nothing(both: Both) -> None:
    """It is an overlap: nothing is new, nothing refused, nothing on record, the cursor stays."""
    held = both.hq.place()
    both.hq.do(partial(orders.reissue, number=held.order.number, phone_key=public_of(b"q" * 32)))
    first = await both.hq.page()
    await both.store.taken(first)
    both.hq.place()
    await both.store.taken(await both.hq.page(after=first.position))
    before = both.store.rows(*TABLES), both.store.cursor()
    again = await both.store.taken(first)
    assert (again.orders, again.keys, again.revocations, again.refused) == (0, 0, 0, ())
    assert (both.store.rows(*TABLES), both.store.cursor()) == before
    assert both.store.refusals() == []


async def test_an_empty_page_moves_the_cursor(both: Both) -> None:
    """Other stores' orders lie between; there is nothing to ask for again."""
    elsewhere = NewOrder(store=StoreCode("S0999"), lines=lines_of(["P1:1"])[0])
    await both.store.taken(await both.hq.page())
    both.hq.do(partial(orders.place, new=elsewhere, phone_key=public_of(b"p" * 32)))
    empty = await both.hq.page(after=both.store.position)
    assert empty.items == ()
    await both.store.taken(empty)
    assert both.store.position == NOON + 2


async def test_a_page_of_another_store(both: Both) -> None:
    """Nothing of it is taken."""
    both.hq.place()
    other = await both.hq.page(store=StoreCode("S0999"))
    refused = await both.store.take(other)
    assert refused == Refused(Code.FEED_STORE, {"store": "S0999", "here": HERE})
    assert both.store.rows(*TABLES, "feed_cursor") == {table: [] for table in (*TABLES, "feed_cursor")}


async def test_a_gap(both: Both) -> None:
    """A page that begins behind the cursor is refused, the first one too."""
    both.hq.place()
    refused = await both.store.take(await both.hq.page(after=1))
    assert refused == Refused(Code.FEED_GAP, {"position": 0, "after": 1})
    await both.store.taken(await both.hq.page(limit=1))
    refused = await both.store.take(await both.hq.page(after=NOON + 1))
    assert refused == Refused(Code.FEED_GAP, {"position": NOON, "after": NOON + 1})


async def test_headquarters_begun_anew(both: Both, make_hq: type[Hq], tmp_path: Path) -> None:
    """Another history is taken from its beginning alone; what was revoked before stays so."""
    held = both.hq.place()
    both.hq.do(partial(orders.revoke, number=held.order.number))
    await both.store.taken(await both.hq.page())
    both.clock.at = Millis(NOON + DAY)
    other = make_hq(tmp_path / "other.db", both.clock)
    try:
        again = other.place()
        other.do(partial(orders.revoke, number=again.order.number))
        assert await both.store.take(await other.page(after=1)) == Refused(Code.FEED_HISTORY)
        answer = await both.store.taken(await other.page())
    finally:
        other.database.close()
    assert (answer.orders, answer.keys, answer.revocations, answer.refused) == (1, 2, 1, ())
    assert both.store.cursor() == (other.database.history, both.clock.at + 4)
    revoked = {row[0] for row in both.store.rows("pickup_revocation")["pickup_revocation"]}
    assert revoked == {held.order.id, again.order.id}


async def test_a_batch_is_kept_as_it_is_now(both: Both) -> None:
    """The later version counts, whatever the order in which they come."""
    early = GroupBatch("B1", "周五", NOON, NOON + DAY, (BatchOrder("P1", "苹果", 10_000),))
    late = msgspec.structs.replace(early, name="周六")
    whole = await both.hq.page()
    for item in (BatchItem(2, late), BatchItem(1, early)):
        await both.store.taken(msgspec.structs.replace(whole, items=(item,)))
    ((name, version, body),) = both.store.rows("group_batch")["group_batch"]
    assert (name, version) == ("B1", 2)
    assert msgspec.json.decode(str(body), type=GroupBatch) == late


async def test_old_orders_and_revocations_go(both: Both) -> None:
    """Thirty days after the codes expired, and the feed does not bring them back."""
    number = both.hq.place().order.number
    both.hq.place()
    both.hq.do(partial(orders.revoke, number=number))
    whole = await both.hq.page()
    await both.store.taken(whole)
    both.clock.at = Millis(NOON + 33 * DAY)
    assert both.store.writer.call(lambda tx: upkeep.prune(tx, both.store.settings.limits)) == 0
    both.clock.at = Millis(NOON + 33 * DAY + SECOND)
    assert both.store.writer.call(lambda tx: upkeep.prune(tx, both.store.settings.limits)) == 3
    again = await both.store.taken(await both.hq.page())
    assert (again.orders, again.revocations) == (0, 0)
    assert both.store.rows("pickup_order", "pickup_revocation") == {
        "pickup_order": [],
        "pickup_revocation": [],
    }


async def test_keys_that_have_expired_are_taken(both: Both) -> None:
    """Not who signed them is in doubt, but the clock: a supervisor is asked until it is put right."""
    page = await both.hq.page()
    both.clock.at = Millis(NOON + 20 * DAY)
    answer = await both.store.taken(page)
    assert (answer.keys, answer.refused) == (1, ())
    held = KeysHeld(both.store.settings)
    assert both.store.writer.call(held.are_expired)
    both.clock.at = NOON
    assert not both.store.writer.call(held.are_expired)


async def test_a_clock_set_forward_loses_nothing(both: Both) -> None:
    """While it is in doubt nothing counts as old: what is here stays, what comes is kept, revocations too."""
    both.store.writer.call(clock.notice)
    number = both.hq.place().order.number
    both.hq.do(partial(orders.revoke, number=number))
    await both.store.taken(await both.hq.page())
    late = both.hq.place()
    page = await both.hq.page()
    before = both.store.rows(*TABLES)
    both.clock.at, both.store.run.leapt_ms = Millis(NOON + 90 * DAY), 90 * DAY
    assert both.store.writer.call(lambda tx: upkeep.prune(tx, both.store.settings.limits)) == 0
    assert both.store.rows(*TABLES) == before
    assert (await both.store.taken(page)).orders == 1
    both.clock.at = NOON
    assert both.store.writer.call(lambda tx: find_order(tx, late.order.id)) == late.order
