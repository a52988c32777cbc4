"""`POST /v1/feed/pages`: by right at a till, without a session for whoever may open the socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from edge_agent.domain.ids import PickupId, Sku, StoreCode
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder
from edge_agent.domain.quantity import Unit, pieces
from sync.wire.feed import FeedPage, KeySetItem, OrderItem

if TYPE_CHECKING:
    from tests.api.conftest import Shop

NOON = Millis(1_795_320_000_000)
ORDER = PickupOrder(
    id=PickupId("ca978112ca1bbdca"),
    number="W1122-0001",
    channel=Channel.ONLINE,
    placed_at=NOON,
    expires_at=Millis(NOON + HOUR),
    lines=(OrderLine(1, Sku("P1"), "水", Unit.EACH, pieces(2), Fen(400)),),
    total_fen=Fen(400),
)


def _page(*items: Any) -> bytes:
    return msgspec.json.encode(FeedPage(StoreCode("S0731"), "ab", 0, 3, more=True, items=items))


async def test_without_a_session(shop: Shop) -> None:
    """The socket is for the owner of the store's files alone; the answer counts what was new."""
    for orders in (1, 0):
        answer = await shop.till.http.post("/v1/feed/pages", content=_page(OrderItem(1, ORDER)))
        assert answer.status_code == 200
        assert answer.json() == {
            "orders": orders,
            "keys": 0,
            "revocations": 0,
            "batches": 0,
            "refused": [],
            "position": 3,
            "more": True,
        }
    assert len(shop.tables()["pickup_order"]) == 1


async def test_at_a_till_it_takes_the_right(shop: Shop) -> None:
    """A cashier is refused, on record, and nothing is taken; a manager may."""
    await shop.till.sign_in()
    refused = await shop.till.http.post("/v1/feed/pages", content=_page(OrderItem(1, ORDER)))
    assert (refused.status_code, refused.json()["code"]) == (403, "right.needed")
    assert shop.tables()["pickup_order"] == []
    await shop.other.sign_in("9001")
    taken = await shop.other.http.post("/v1/feed/pages", content=_page(OrderItem(1, ORDER)))
    assert (taken.status_code, taken.json()["orders"]) == (200, 1)


async def test_what_was_not_taken_is_told_in_the_callers_language(shop: Shop) -> None:
    """With its code; the rest is taken."""
    page = _page(KeySetItem(1, b"nonsense"), OrderItem(1, ORDER))
    for language, title in (("en", "An item cannot be read"), ("zh-CN", "有一项读不懂")):
        answer = await shop.till.http.post(
            "/v1/feed/pages", content=page, headers={"Accept-Language": language}
        )
        (item,) = answer.json()["refused"]
        assert item["code"] == "feed.item-unreadable"
        assert item["title"].startswith(title)
    assert len(shop.tables()["pickup_order"]) == 1


async def test_pages_that_are_refused_are_on_record(shop: Shop) -> None:
    """Another store's, and one that begins behind what was taken; nothing else changes."""
    gap = FeedPage(StoreCode("S0731"), "ab", 7, 9, more=False, items=())
    other = msgspec.structs.replace(gap, store=StoreCode("S0999"))
    for page, code in ((other, "feed.other-store"), (gap, "feed.gap")):
        answer = await shop.till.http.post("/v1/feed/pages", content=msgspec.json.encode(page))
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert [event["data"] for event in shop.events("feed.refused")] == [
        {"kind": "page", "reason": "feed.other-store", "item": "S0999"},
        {"kind": "page", "reason": "feed.gap", "item": "7"},
    ]
    assert shop.tables()["feed_cursor"] == []
