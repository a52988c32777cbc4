"""Orders to be collected: placed, given to another phone, revoked; the store's feed tells of it at once."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from edge_agent.db.tx import Tx
from edge_agent.domain.ids import BatchId, PickupId, StoreCode
from edge_agent.domain.moments import DAY, HOUR, SECOND, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import UNITS_MAX, Channel, OrderLine, PickupOrder, keyed_hash
from edge_agent.domain.orders_check import NUMBER_MAX, is_sound
from edge_agent.domain.phones import Phone, tail_of
from edge_agent.domain.pickup import PublicKey, Seconds, Ticket
from edge_agent.domain.pickup.claims import AUDIENCE_LENGTH_MAX, GENERATION_MAX, PICKUP_ID_BYTES
from edge_agent.domain.pickup.issue import issue, signing_key
from sync.hq import feed
from sync.hq.cannot import Cannot
from sync.hq.keys import ticket_key
from sync.hq.queries import keys as key_queries
from sync.hq.queries import orders as queries
from sync.hq.queries.orders import OrderRow
from sync.wire.feed import OrderItem, StoreKeyItem

ZONE = ZoneInfo("Asia/Shanghai")
"""Order numbers and times without an offset are of this clock."""
DAYS = 3
"""For so long an order may be collected, unless it says otherwise."""
DAYS_MAX = 14
LINES_MAX = 200
GENERATION_EVERY = 2 * HOUR
"""With each two hours of an order's age its next generation is higher: 168 of the 255 in fourteen days."""
SHORT_DIGITS = 8
_SHORT_TRIES = 20
_SHORT_BYTES = 8
_STORE_KEY_BYTES = 32
_LETTERS: Mapping[Channel, str] = {Channel.GROUP: "T", Channel.COURIER: "P"}
_LETTER = "W"
"""Of every other channel."""

_decoder = msgspec.json.Decoder(PickupOrder)
_encoder = msgspec.json.Encoder()


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has ordered and paid."""

    store: StoreCode
    lines: tuple[OrderLine, ...]
    units: int = 1
    """Parcels."""
    channel: Channel = Channel.ONLINE
    phone: Phone | None = None
    paid_at: Millis | None = None
    wanted_at: Millis | None = None
    """None is at once."""
    days: int = DAYS
    """From now, or from the time when it is wanted: for so long may it be collected."""
    group: str = ""
    """The group of stores that may all hand it over; empty is the one store alone."""
    allows_slip: bool = False
    batch: BatchId | None = None
    leader: str = ""
    community: str = ""


class Placed(msgspec.Struct, frozen=True):
    """An order as headquarters knows it."""

    order: PickupOrder
    store: StoreCode
    version: int
    audience: str
    short_code: str
    """Eight digits, for the customer's page and for nobody else."""
    ticket: bytes
    """For the phone."""
    slip: bytes | None


def place(tx: Tx, new: NewOrder, phone_key: PublicKey) -> Placed:
    """Take an order and give its ticket to the phone of `phone_key`; raises Cannot."""
    _check(new, tx.now)
    key, code = store_key(tx, new.store), _free_short_code(tx, new.store)
    order = PickupOrder(
        id=PickupId(tx.token(PICKUP_ID_BYTES).hex()),
        number=_next_number(tx, new.channel),
        channel=new.channel,
        placed_at=tx.now,
        expires_at=_expires(new, tx.now),
        lines=new.lines,
        total_fen=Fen(sum(line.amount_fen for line in new.lines)),
        units=new.units,
        paid_at=new.paid_at,
        wanted_at=new.wanted_at,
        tail=tail_of(new.phone) if new.phone else "",
        short_hash=keyed_hash(key, "short", code),
        phone_hash=keyed_hash(key, "phone", new.phone) if new.phone else "",
        allows_slip=new.allows_slip,
        batch=new.batch,
        leader=new.leader,
        community=new.community,
    )
    if not is_sound(order):
        raise Cannot("no store would keep this order: a word in it is too long or odd, or a number too large")
    version = feed.rising(0, tx.now)
    return _kept(tx, _signed(tx, order, new.store, version, new.group or new.store, code, phone_key))


def reissue(tx: Tx, number: str, phone_key: PublicKey) -> Placed:
    """The same order for another phone, with another short code; what was issued before is void."""
    held = find(tx, number)
    order = _live(held, tx.now)
    generation = feed.rising(order.generation, 1 + (tx.now - order.placed_at) // GENERATION_EVERY)
    if generation > GENERATION_MAX:
        raise Cannot(f"order {number} has changed hands too often: revoke it and place another")
    code = _free_short_code(tx, held.store)
    short_hash = keyed_hash(store_key(tx, held.store), "short", code)
    order = msgspec.structs.replace(order, generation=generation, short_hash=short_hash)
    _take_back(tx, order, order.generation)
    version = feed.rising(held.version, tx.now)
    return _kept(tx, _signed(tx, order, held.store, version, held.audience, code, phone_key))


def revoke(tx: Tx, number: str) -> Placed:
    """Cancel an order: no ticket of it is good any more."""
    held = find(tx, number)
    order = msgspec.structs.replace(_live(held, tx.now), is_cancelled=True)
    _take_back(tx, order, GENERATION_MAX + 1)
    version = feed.rising(held.version, tx.now)
    return _kept(tx, msgspec.structs.replace(held, order=order, version=version))


def find(tx: Tx, number: str) -> Placed:
    """The latest order of that number; raises Cannot."""
    return placed(tx.one(queries.BY_NUMBER, number), number)


def placed(row: OrderRow | None, number: str) -> Placed:
    """The order that a row holds; raises Cannot where there is none."""
    if row is None:
        raise Cannot(f"there is no order {number}")
    return Placed(
        _decoder.decode(row.body),
        StoreCode(row.store),
        row.version,
        row.audience,
        row.short_code,
        row.ticket,
        row.slip,
    )


def store_key(tx: Tx, store: StoreCode) -> bytes:
    """The key of a store's short codes and phone numbers, made and told to it when it is first needed."""
    known = tx.one(key_queries.STORE_KEY, store)
    if known is not None:
        return known.key
    key = tx.token(_STORE_KEY_BYTES)
    tx.run(key_queries.ADD_STORE_KEY, store, key)
    feed.put(tx, store, "", StoreKeyItem(key))
    return key


def count(tx: Tx, counter: str, least: int = 1) -> int:
    """The next of a running number, and no lower than `least`."""
    tx.run(queries.COUNT, counter, least)
    counted = tx.one(queries.COUNTED, counter)
    return counted.last if counted else 0


def _check(new: NewOrder, now: Millis) -> None:
    """What can be wrong with a customer's wishes, each in its own words."""
    if not 1 <= len(new.lines) <= LINES_MAX:
        raise Cannot(f"an order has 1 to {LINES_MAX} lines")
    if not 1 <= new.units <= UNITS_MAX:
        raise Cannot(f"an order has 1 to {UNITS_MAX} parcels")
    if any(not 0 <= line.parcel < new.units for line in new.lines):
        raise Cannot("a line lies in a parcel that the order does not have")
    if any(line.quantity <= 0 or line.amount_fen < 0 for line in new.lines):
        raise Cannot("a line has a quantity above zero, and an amount of zero or more")
    if len(new.group or new.store) > AUDIENCE_LENGTH_MAX:
        raise Cannot(f"a pickup code names a store or group of {AUDIENCE_LENGTH_MAX} characters at most")
    if new.wanted_at is not None and new.wanted_at < now:
        raise Cannot("the time at which the order is wanted has passed")
    if new.days < 1 or _expires(new, now) - now > DAYS_MAX * DAY:
        raise Cannot(f"an order can be collected for {DAYS_MAX} days from now at most, and for one at least")


def _expires(new: NewOrder, now: Millis) -> Millis:
    return Millis((new.wanted_at or now) + new.days * DAY)


def _live(held: Placed, now: Millis) -> PickupOrder:
    order = held.order
    if order.is_cancelled:
        raise Cannot(f"order {order.number} was revoked")
    if order.expires_at <= now:
        raise Cannot(f"order {order.number} has expired: place another")
    return order


def _take_back(tx: Tx, order: PickupOrder, least: int) -> None:
    """Void every generation below `least`, for every store."""
    last = tx.one(queries.SEQUENCE_BEFORE, NUMBER_MAX)
    sequence = feed.rising(last.last if last else 0, tx.now)
    tx.run(queries.REVOKE, sequence, order.id, least, order.expires_at // SECOND)
    feed.put_revocation(tx, sequence)


def _signed(
    tx: Tx, order: PickupOrder, store: StoreCode, version: int, audience: str, code: str, phone: PublicKey
) -> Placed:
    key = signing_key(ticket_key(tx))
    ticket = Ticket(
        audience=audience,
        expires=Seconds(order.expires_at // SECOND),
        pickup_id=order.id,
        generation=order.generation,
        units=order.units,
        phone=phone,
    )
    slip = msgspec.structs.replace(ticket, phone=None)
    return Placed(
        order,
        store,
        version,
        audience,
        code,
        issue(ticket, key),
        issue(slip, key) if order.allows_slip else None,
    )


def _kept(tx: Tx, held: Placed) -> Placed:
    order = held.order
    tx.run(
        queries.SAVE,
        order.id,
        held.store,
        order.number,
        held.version,
        held.audience,
        held.short_code,
        order.placed_at,
        order.expires_at,
        not order.is_cancelled,
        held.ticket,
        held.slip,
        _encoder.encode(order).decode(),
    )
    feed.put(tx, held.store, order.id, OrderItem(held.version, order), order.expires_at)
    return held


def _next_number(tx: Tx, channel: Channel) -> str:
    """`W1122-0042`: letter and day, running number; the same again only after a year."""
    today, letter = datetime.fromtimestamp(tx.now // SECOND, ZONE), _LETTERS.get(channel, _LETTER)
    return f"{letter}{today:%m%d}-{count(tx, f'{letter}{today:%Y%m%d}'):04d}"


def _free_short_code(tx: Tx, store: StoreCode) -> str:
    """Eight digits that no other live order of the store has."""
    for _ in range(_SHORT_TRIES):
        code = f"{int.from_bytes(tx.token(_SHORT_BYTES)) % 10**SHORT_DIGITS:0{SHORT_DIGITS}d}"
        if tx.one(queries.SHORT_CODE_TAKEN, store, code, tx.now) is None:
            return code
    raise Cannot(f"{store} has too many orders that wait: no short code was free in {_SHORT_TRIES} tries")
