"""Headquarters' keys: the set that the offline root signs, and which key signs tickets today.

A key is published at least as long ahead as a store may be offline, and signs nothing that could outlive it.
"""

import msgspec

from edge_agent.db.tx import Tx
from edge_agent.domain.moments import SECOND
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.cose import ED25519, PublicKey, kid_of
from edge_agent.domain.pickup.issue import public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import LIFE_MAX_S, TOLERANCE_S, KeySetBody, SigningKeyEntry
from edge_agent.domain.pickup.verify import AHEAD_MAX_S
from sync.hq import feed
from sync.hq.cannot import Cannot
from sync.hq.queries import keys as queries
from sync.hq.queries.keys import KeySetRow, SigningKeyRow
from sync.wire.feed import KeySetItem

_DAY_S = 24 * 60 * 60
SEED_BYTES = 32
AHEAD_S = 14 * _DAY_S
"""As long as a store may be offline: so long before its first ticket a key is published."""
KEY_LIFE_S = 120 * _DAY_S
STOPS_BEFORE_S = AHEAD_MAX_S + TOLERANCE_S
"""So long before its end a key signs its last ticket, which may live for fifteen days."""

NO_KEY = "there is no key yet: run `edge-hq keys init --root FILE`"
_TOO_OLD = "no key may sign any more: run `edge-hq keys rotate --root FILE`"


class Rotated(msgspec.Struct, frozen=True):
    """A new key and the set that tells of it."""

    kid: str
    begins: Seconds
    is_short_notice: bool
    """It begins sooner than every store may have heard of it, for no older one may sign until then."""
    key_set: KeySetRow


def begin(tx: Tx, root: bytes) -> KeySetRow:
    """The first key, which signs at once, and the first set; `root` is the offline root's seed."""
    must_be_none(tx)
    _add_key(tx, begins=seconds(tx))
    return _publish(tx, root)


def must_be_none(tx: Tx) -> None:
    """Raises Cannot where there are keys already."""
    if tx.one(queries.KEY_SET):
        raise Cannot("there are keys already: run `edge-hq keys rotate --root FILE` for the next one")


def rotate(tx: Tx, root: bytes, *, by_another_root: bool = False) -> Rotated:
    """Publish the next key, ahead of its first ticket."""
    _must_be_known(tx, root, by_another_root=by_another_root)
    now, last = seconds(tx), _all_keys(tx)[-1]
    if last.nbf > now:
        raise Cannot(
            f"the next key {last.kid} has not begun: `edge-hq keys renew` signs a new set of the same"
        )
    begins = Seconds(min(now + AHEAD_S, max(now, last.naf - STOPS_BEFORE_S)))
    kid = _add_key(tx, begins)
    return Rotated(kid, begins, begins < now + AHEAD_S, _publish(tx, root))


def renew(tx: Tx, root: bytes, *, by_another_root: bool = False) -> KeySetRow:
    """The same keys in a new set: one lives for fourteen days at most."""
    _must_be_known(tx, root, by_another_root=by_another_root)
    return _publish(tx, root)


def ticket_key(tx: Tx) -> bytes:
    """The seed of the key that signs tickets now; raises Cannot."""
    key = tx.one(queries.SIGNING_KEY, seconds(tx))
    if key is None:
        raise Cannot(NO_KEY)
    if seconds(tx) >= key.naf - STOPS_BEFORE_S:
        raise Cannot(_TOO_OLD)
    return key.seed


def list_key(key: SigningKeyRow | None, now: Seconds) -> bytes:
    """The seed of the key that signs lists now: any that still holds, for a list is read at once."""
    if key is None:
        raise Cannot(NO_KEY)
    if now >= key.naf:
        raise Cannot(_TOO_OLD)
    return key.seed


def public_of(seed: bytes) -> PublicKey:
    """What may be known of a key; of the root, what a store's configuration names among its `roots`."""
    return public_key(signing_key(seed))


def seconds(tx: Tx) -> Seconds:
    """The unit's moment in Unix seconds."""
    return Seconds(tx.now // SECOND)


def _must_be_known(tx: Tx, root: bytes, *, by_another_root: bool) -> None:
    held = tx.one(queries.KEY_SET)
    if held is None:
        raise Cannot(NO_KEY)
    if held.root != public_of(root) and not by_another_root:
        raise Cannot(
            f"another root signed set {held.version}, and stores may not know this one: "
            "add --another-root when they do"
        )


def _add_key(tx: Tx, begins: Seconds) -> str:
    seed = tx.token(SEED_BYTES)
    kid = kid_of(public_of(seed)).hex()
    tx.run(queries.ADD_SIGNING_KEY, kid, seed, begins, begins + KEY_LIFE_S)
    return kid


def _publish(tx: Tx, root: bytes) -> KeySetRow:
    """Sign a set of the keys that still hold, and tell every store."""
    now, held = seconds(tx), tx.one(queries.KEY_SET)
    tx.run(queries.DROP_SIGNING_KEYS, now - TOLERANCE_S)
    version = feed.rising(held.version if held else 0, now)
    body = KeySetBody(version, now, now + LIFE_MAX_S, tuple(map(_entry, _all_keys(tx))))
    row = KeySetRow(version, now, body.expires, public_of(root), sign_key_set(body, signing_key(root)))
    tx.run(queries.ADD_KEY_SET, *msgspec.structs.astuple(row))
    feed.put(tx, feed.EVERY_STORE, "", KeySetItem(version, row.signed))
    return row


def _entry(key: SigningKeyRow) -> SigningKeyEntry:
    return SigningKeyEntry(bytes.fromhex(key.kid), ED25519, public_of(key.seed), key.nbf, key.naf)


def _all_keys(tx: Tx) -> list[SigningKeyRow]:
    """In the order in which they begin."""
    return list(tx.all(queries.SIGNING_KEYS))
