"""Orders to be collected here: kept as the feed brings them, found by id, short code or phone."""

from collections.abc import Sequence

import msgspec

from edge_agent.db.queries import members as secrets
from edge_agent.db.queries import orders as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import PickupId
from edge_agent.domain.orders import PickupOrder, keyed_hash
from edge_agent.domain.phones import Phone

STORE_KEY = "pickup"
"""The name of the secret by which headquarters has hashed short codes and phone numbers."""
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PickupOrder)


def keep_order(tx: Tx, order: PickupOrder, version: int) -> bool:
    """Keep an order as it is now; False when this version of it, or a later one, is here already."""
    kept = tx.run(
        queries.SAVE,
        order.id,
        version,
        order.number,
        order.channel,
        order.batch,
        order.leader,
        order.tail,
        order.short_hash,
        order.phone_hash,
        order.placed_at if order.wanted_at is None else order.wanted_at,
        order.expires_at,
        not order.is_cancelled,
        _encoder.encode(order).decode(),
    )
    if kept:
        tx.touch("pickups")
    return kept > 0


def find_order(tx: Tx, pickup: PickupId) -> PickupOrder | None:
    """The order, cancelled ones too; None when it has not reached the store."""
    row = tx.one(queries.BY_ID, pickup)
    return order_of(row) if row else None


def orders_by_short_code(tx: Tx, code: str) -> Sequence[PickupOrder]:
    """The live orders of a short code; none while headquarters' key is not here."""
    key = store_key(tx)
    return [] if key is None else _orders(tx.all(queries.BY_SHORT, keyed_hash(key, "short", code)))


def orders_by_phone(tx: Tx, phone: Phone) -> Sequence[PickupOrder]:
    """The live orders of a phone number; none while headquarters' key is not here."""
    key = store_key(tx)
    return [] if key is None else _orders(tx.all(queries.BY_PHONE, keyed_hash(key, "phone", phone)))


def store_key(tx: Tx) -> bytes | None:
    """The key of the short codes and phone numbers, once the feed has brought it."""
    row = tx.one(secrets.SECRET, STORE_KEY)
    return row.value if row else None


def order_of(row: queries.OrderRow) -> PickupOrder:
    """The order that a row holds."""
    return _decoder.decode(row.body)


def _orders(rows: Sequence[queries.OrderRow]) -> Sequence[PickupOrder]:
    return [order_of(row) for row in rows]
