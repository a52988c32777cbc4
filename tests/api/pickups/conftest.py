"""What the tests of pickup share: a shop, and beside it headquarters and a phone with their private keys.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import pytest

from edge_agent.db.queries import members as member_queries
from edge_agent.db.queries import orders as order_queries
from edge_agent.domain.ids import PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel, OrderLine, PickupOrder, keyed_hash
from edge_agent.domain.pickup import Seconds, Ticket
from edge_agent.domain.pickup.cose import ED25519, kid_of
from edge_agent.domain.pickup.issue import code, issue, present, public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services.orders import STORE_KEY, keep_order

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

Json: TypeAlias = Any

NOW = 1_795_320_000
"""The shop's time in seconds."""
DAY_S = 24 * 60 * 60
STORE = "S0731"
PHONE = "17000005678"
SHORT = "12345678"
KEY = b"k" * 32
ROOT = signing_key(b"R" * 32)
PICKUP = PickupId("ca978112ca1bbdca")
WATER, MILK = Sku("P1"), Sku("P2")
LINES = (
    OrderLine(1, WATER, "农夫山泉", Unit.EACH, Milli(2_000), Fen(400), parcel=0),
    OrderLine(2, MILK, "伊利纯牛奶", Unit.EACH, Milli(1_000), Fen(350), parcel=1),
    OrderLine(3, WATER, "农夫山泉", Unit.EACH, Milli(1_000), Fen(200), parcel=1),
)
ORDER = PickupOrder(
    id=PICKUP,
    number="W1122-0042",
    channel=Channel.ONLINE,
    placed_at=Millis((NOW - 3_600) * 1_000),
    expires_at=Millis((NOW + 3 * DAY_S) * 1_000),
    lines=LINES,
    total_fen=Fen(950),
    units=2,
    tail="5678",
    short_hash=keyed_hash(KEY, "short", SHORT),
    phone_hash=keyed_hash(KEY, "phone", PHONE),
)


class Counter:
    """A shop where people collect, and what headquarters and a phone would do about it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.till, self.other = shop.till, shop.other
        self.hq, self.phone = signing_key(b"H" * 32), signing_key(b"P" * 32)
        self.ticket = Ticket(
            audience=STORE,
            expires=Seconds(NOW + 3 * DAY_S),
            pickup_id=PICKUP,
            generation=0,
            units=2,
            phone=public_key(self.phone),
        )
        self._version = 0

    async def bring(self, order: PickupOrder = ORDER, **changes: Any) -> None:
        """The feed brings an order, or a change of it."""
        self._version += 1
        changed, version = msgspec.structs.replace(order, **changes), self._version
        await self.shop.agent.writer.run(lambda tx: keep_order(tx, changed, version))

    async def bring_keys(self, version: int = 1, *, expires: int = NOW + 7 * DAY_S) -> None:
        """The feed brings a key set."""
        public = public_key(self.hq)
        entry = SigningKeyEntry(kid_of(public), ED25519, public, NOW - 30 * DAY_S, NOW + 60 * DAY_S)
        issued = expires - 7 * DAY_S
        data = sign_key_set(KeySetBody(version, issued, expires, (entry,)), ROOT)
        await self.shop.agent.writer.run(
            lambda tx: tx.run(order_queries.SAVE_KEY_SET, version, issued, expires, data)
        )

    async def bring_store_key(self) -> None:
        """The feed brings the key of short codes and phone numbers."""
        await self.shop.agent.writer.run(lambda tx: tx.run(member_queries.KEEP_SECRET, STORE_KEY, KEY))

    async def revoke(self, least: int, pickup: PickupId = PICKUP) -> None:
        """The feed brings a revocation."""
        await self.shop.agent.writer.run(
            lambda tx: tx.run(order_queries.SAVE_REVOCATION, pickup, least, NOW + 3 * DAY_S)
        )

    def later(self, seconds: int) -> None:
        """Time goes by."""
        self.shop.clock.at = Millis(self.shop.clock.at + seconds * 1_000)

    def screen(self, at: int | None = None, **changes: Any) -> str:
        """What the phone shows now, or at another second."""
        ticket = issue(msgspec.structs.replace(self.ticket, **changes), self.hq)
        shown = self.shop.clock.at // 1_000 if at is None else at
        return present(ticket, self.phone, Seconds(shown))

    def slip(self, **changes: Any) -> str:
        """The printed code of an order, without a phone."""
        return code(issue(msgspec.structs.replace(self.ticket, phone=None, **changes), self.hq))

    async def approval(self, subject: str, action: str = "pickup_override", staff: str = "8001") -> str:
        """The supervisor says yes once."""
        asked = {"staff": staff, "pin": "1234", "action": action, "subject": subject}
        given: str = (await self.till.do("POST", "/approvals", asked))["id"]
        return given

    async def look(self, text: str | None = None, **more: Any) -> Json:
        """Scan a code that must be good."""
        return await self.till.do("POST", "/pickups/scan", {"code": text or self.screen()}, **more)

    async def redeem(self, body: Json, **more: Any) -> Json:
        """Hand over what must be handed over."""
        return await self.till.do("POST", "/pickups/redeem", body, **more)

    async def refused(self, path: str, body: Json, **more: Any) -> Json:
        """A call that must be refused; what is told."""
        response = await self.till.call("POST", f"/pickups/{path}", body, **more)
        assert response.is_client_error, response.text
        return response.json()

    async def scan_refused(self, text: str, **more: Any) -> str:
        """Why a code is refused."""
        told: str = (await self.refused("scan", {"code": text}, **more))["code"]
        return told

    def reasons(self) -> list[str]:
        """Why codes were refused, as the journal has it."""
        return [event["data"]["reason"] for event in self.shop.events("pickup.refused")]

    def level(self, sku: str) -> int:
        """The sum of an article's moves."""
        levels: dict[Any, Any] = dict(self.shop.tables()["stock_level"])  # type: ignore[arg-type]
        return int(levels.get(sku, 0))


@pytest.fixture
async def counter(open_shop: OpenShop) -> AsyncIterator[Counter]:
    """Keys and an order are here, a cashier is signed in at each till."""
    roots = f'\n[pickup]\nroots = ["{bytes(public_key(ROOT)).hex()}"]\n'
    async with open_shop(more=roots) as shop:
        counter = Counter(shop)
        await counter.bring_keys()
        await counter.bring_store_key()
        await counter.bring()
        await shop.till.sign_in()
        await shop.other.sign_in("1002")
        yield counter
        shop.prove()
