"""What the store does not take from a feed: each for its own reason, on record, and nothing else with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.ids import Sku, StoreCode
from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import OrderLine
from edge_agent.domain.pickup import cbor
from edge_agent.domain.pickup.issue import sign_key_set, sign_revocations, signing_key
from edge_agent.domain.pickup.keys import KeySetBody
from edge_agent.domain.pickup.revocations import RevocationEntry, RevocationsBody
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services.feed import take_page
from edge_agent.services.feed_reader import Unreadable, read_page
from edge_agent.services.orders import find_order
from edge_agent.wire.feed import FeedAnswer
from sync.hq import keys, orders
from sync.wire.feed import (
    BatchItem,
    BatchOrder,
    FeedPage,
    GroupBatch,
    KeySetItem,
    OrderItem,
    RevocationsItem,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.feed.conftest import Both, Hq

NOON = Millis(1_795_320_000_000)
NOW = NOON // SECOND
ROOT, OTHER_ROOT = b"R" * 32, b"r" * 32


def _key_set(version: int, root: bytes = ROOT) -> KeySetItem:
    body = KeySetBody(version, NOW, NOW + 60, ())
    return KeySetItem(version, sign_key_set(body, signing_key(root)))


def _revoked(after: int, sequence: int, seed: bytes) -> RevocationsItem:
    entries = (RevocationEntry(bytes(8), 1, NOW),)
    return RevocationsItem(
        sequence, sign_revocations(RevocationsBody(after, sequence, entries), signing_key(seed))
    )


async def _beside_an_order(both: Both, *items: Any) -> FeedAnswer:
    """Take a page with an order among these items; the order is taken, whatever they are."""
    held = both.hq.place()
    whole = await both.hq.page()
    answer = await both.store.taken(msgspec.structs.replace(whole, items=(*items, *whole.items)))
    assert both.store.writer.call(lambda tx: find_order(tx, held.order.id)) == held.order
    assert both.store.cursor()[1] == whole.position
    return answer


@pytest.mark.parametrize(
    ("item", "code", "name"),
    [
        (_key_set(1, OTHER_ROOT), Code.FEED_ROOT_UNKNOWN, "1"),
        (KeySetItem(3, _key_set(3).signed[:-1] + b"\0"), Code.FEED_FORGED, "3"),
        (KeySetItem(4, b"\x00nonsense"), Code.FEED_ITEM, "4"),
        (_revoked(0, 1, ROOT), Code.FEED_ROOT_UNKNOWN, "1"),
    ],
    ids=["another root", "wrongly signed", "nonsense", "revoked by a stranger"],
)
async def test_what_cannot_be_believed(both: Both, item: KeySetItem, code: Code, name: str) -> None:
    """Refused under its own code, in words and on record; the rest of the page is taken."""
    answer = await _beside_an_order(both, item)
    kind = str(item.__struct_config__.tag)
    assert [refused.code for refused in answer.refused] == [code]
    assert answer.refused[0].title
    assert both.store.refusals() == [(kind, code, name)]


async def test_an_older_key_set(both: Both) -> None:
    """Versions only rise: what was held stays in force."""
    first = await both.hq.page()
    both.clock.at = Millis(NOON + DAY)
    both.hq.do(partial(keys.renew, root=ROOT))
    await both.store.taken(await both.hq.page())
    held = both.store.rows("pickup_key_set")
    answer = await both.store.taken(msgspec.structs.replace(first, position=2))
    assert [refused.code for refused in answer.refused] == [Code.FEED_OLD]
    assert both.store.rows("pickup_key_set") == held


async def test_revocations_with_one_missing_before_them(both: Both) -> None:
    """They are refused until those before them are here; then they are taken."""
    number = both.hq.place().order.number
    seen = (await both.store.taken(await both.hq.page())).position
    both.hq.reissue(number, b"q" * 32)
    missed = await both.hq.page(after=seen)
    both.hq.reissue(number, b"q" * 32)
    last = await both.hq.page(after=missed.position)
    answer = await both.store.taken(msgspec.structs.replace(last, after=seen))
    assert [refused.code for refused in answer.refused] == [Code.FEED_REVOCATIONS_GAP]
    answer = await both.store.taken(await both.hq.page())
    assert (answer.revocations, answer.refused) == (2, ())


async def test_revocations_signed_by_a_key_out_of_its_time(both: Both) -> None:
    """A list must be signed by a key that holds now."""
    number = both.hq.place().order.number
    both.hq.do(partial(orders.revoke, number=number))
    whole = await both.hq.page()
    await both.store.taken(msgspec.structs.replace(whole, items=whole.items[:2], position=0))
    both.clock.at = Millis(NOON + 200 * DAY)
    answer = await both.store.taken(whole)
    assert [refused.code for refused in answer.refused] == [Code.FEED_KEY_RETIRED]
    assert both.store.rows("pickup_revocation")["pickup_revocation"] == []
    both.clock.at = NOON
    assert (await both.store.taken(await both.hq.page(after=0))).revocations == 1, "the clock was wrong"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "no-id"},
        {"units": 0},
        {"units": 65},
        {"generation": 256},
        {"number": ""},
        {"number": "W1\x1b[2J"},
        {"tail": "56781"},
        {"short_hash": "00"},
        {"lines": ()},
        {"expires_at": 1 << 70},
        {"total_fen": -1},
        {"leader": "长" * 101},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_an_order_against_the_rules(both: Both, changes: dict[str, Any]) -> None:
    """Refused and named; no check of the file is needed for it."""
    order = msgspec.structs.replace(both.hq.place().order, **changes)
    answer = await _beside_an_order(both, OrderItem(1, order))
    assert [refused.code for refused in answer.refused] == [Code.FEED_ITEM]


@pytest.mark.parametrize(
    "changes", [{"parcel": 1}, {"quantity": 0}, {"amount_fen": -1}, {"sku": "\x00"}], ids=str
)
async def test_a_line_against_the_rules(both: Both, changes: dict[str, Any]) -> None:
    """So is an order with a line that no parcel holds, or that says nothing."""
    order = both.hq.place().order
    lines = (msgspec.structs.replace(order.lines[0], **changes),)
    answer = await _beside_an_order(both, OrderItem(1, msgspec.structs.replace(order, lines=lines)))
    assert [refused.code for refused in answer.refused] == [Code.FEED_ITEM]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "W1\u202etxt.exe"},
        {"expires_at": 1 << 52},
        {"wanted_at": 1 << 52},
        {"placed_at": 1 << 52},
        {"lines": (OrderLine(1, Sku("P1"), "水", Unit.EACH, Milli(1 << 52), Fen(1)),)},
        {"lines": (OrderLine(1, Sku("P1"), "水", Unit.EACH, Milli(1), Fen(1), options=("冰",) * 51),)},
    ],
    ids=["right to left", "ends", "wanted", "placed", "more than there is", "choices"],
)
async def test_an_order_that_no_shop_can_make(both: Both, changes: dict[str, Any]) -> None:
    """It would stop a screen, a sum or a date later on, or the whole page now."""
    order = msgspec.structs.replace(both.hq.place().order, **changes)
    answer = await _beside_an_order(both, OrderItem(1, order))
    assert [refused.code for refused in answer.refused] == [Code.FEED_ITEM]


APPLES = BatchOrder("P1", "苹果", 10_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"name": "\x1b"},
        {"closes_at": -1},
        {"expected": (APPLES, APPLES)},
        {"expected": (BatchOrder("", "苹果", 1),)},
        {"expected": (BatchOrder("P1", "苹果", 0),)},
    ],
    ids=str,
)
async def test_a_batch_against_the_rules(both: Both, changes: dict[str, Any]) -> None:
    """Nobody could count it."""
    batch = msgspec.structs.replace(GroupBatch("G1", "周末", NOON, NOON + DAY, (APPLES,)), **changes)
    answer = await _beside_an_order(both, BatchItem(1, batch))
    assert [refused.code for refused in answer.refused] == [Code.FEED_ITEM]
    assert both.store.rows("group_batch")["group_batch"] == []


async def test_a_refused_item_moves_no_cursor(both: Both) -> None:
    """What is said of it, and put on record, has no character that a terminal would obey."""
    order = msgspec.structs.replace(both.hq.place().order, number="W1\x1b[2J")
    answer = await _beside_an_order(both, OrderItem(1, order))
    assert "\x1b" not in answer.refused[0].title
    assert both.store.refusals() == [("order", Code.FEED_ITEM, "#1")]


@pytest.mark.parametrize("kind", [KeySetItem, RevocationsItem])
def test_a_list_of_another_shape_is_found_out_before_its_unit(kind: Any) -> None:
    """A million empty values before any signature would hold the writer, and with it every sale."""
    many = bytes.fromhex("d28440") + cbor.head(4, 1 << 19) + bytes(1 << 19) + bytes.fromhex("4040")
    page = FeedPage(StoreCode("S0123"), "ab", 0, 1, more=False, items=(kind(1, many),))
    (item,) = read_page(msgspec.json.encode(page)).items
    assert isinstance(item, Unreadable)


async def test_pages_that_are_refused_are_on_record(both: Both, make_hq: type[Hq], tmp_path: Path) -> None:
    """Another store's, one that does not go on from here, and one of another headquarters."""
    await both.store.take(await both.hq.page(store=StoreCode("S0999")))
    await both.store.taken(await both.hq.page())
    beyond = NOON + DAY
    await both.store.take(msgspec.structs.replace(await both.hq.page(), after=beyond, position=beyond))
    other = make_hq(tmp_path / "other.db", both.clock)
    try:
        await both.store.take(await other.page(after=1))
    finally:
        other.database.close()
    assert both.store.refusals() == [
        ("page", Code.FEED_STORE, "S0999"),
        ("page", Code.FEED_GAP, str(beyond)),
        ("page", Code.FEED_HISTORY, "1"),
    ]


async def test_what_a_later_headquarters_sends(both: Both) -> None:
    """An unknown kind is named and passed over; the rest of the page is taken."""
    held = both.hq.place()
    data = msgspec.json.encode(await both.hq.page())
    data = data.replace(b'"items":[', b'"items":[{"kind":"weather","rain":true},{"kind":"order"},17,')
    answer = await take_page(both.store.writer, both.store.settings, data, "en")
    assert isinstance(answer, FeedAnswer)
    assert [refused.code for refused in answer.refused] == [Code.FEED_ITEM] * 3
    assert [(kind, item) for kind, _, item in both.store.refusals()] == [
        ("weather", "#1"),
        ("order", "#2"),
        ("?", "#3"),
    ]
    assert both.store.writer.call(lambda tx: find_order(tx, held.order.id)) == held.order


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"[]", b"{}", b'{"store":7}', b"[" * 100_000, b'\xff\xfe{"store":"S0123"}'],
    ids=["empty", "a zip", "a list", "nothing", "a number", "deep", "UTF-16"],
)
async def test_what_is_no_page(both: Both, data: bytes) -> None:
    """Told as that, and nothing changes."""
    with pytest.raises(TableError) as raised:
        await take_page(both.store.writer, both.store.settings, data, "zh-CN")
    assert raised.value.code is Code.FEED_UNREADABLE


@pytest.mark.parametrize(
    "changes",
    [
        {"after": -1},
        {"position": 1 << 70},
        {"after": 9, "position": 3},
        {"history": "'; --"},
        {"store": "\x1b"},
    ],
    ids=str,
)
async def test_a_page_with_impossible_numbers(both: Both, changes: dict[str, Any]) -> None:
    """It is no page either."""
    page = msgspec.structs.replace(await both.hq.page(), **changes)
    with pytest.raises(TableError):
        await both.store.take(page)
