"""The keys of pickup codes, held in memory: a code is judged outside of every transaction.

A unit only asks whether the key set by which a code was judged is still the one in force; when it is not, the
code is judged again there, which happens once for each set.
"""

from types import MappingProxyType

import msgspec

from config.settings import Settings
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.handover import TIME_BASED, phone_time
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.pickup import (
    KeySet,
    PublicKey,
    Refused,
    Seconds,
    Untrusted,
    Verified,
    verify,
    verify_key_set,
)

_NONE = KeySet(0, Seconds(0), Seconds(0), MappingProxyType({}))


class Judged(msgspec.Struct, frozen=True):
    """A scanned text and what it turned out to be, by the key set of that version."""

    text: str
    outcome: Verified | Refused
    keys_version: int
    by_phone_time: Verified | Refused | None = None
    """Of one refused for the time, the same by the time that its screen tells: the clock may be in doubt."""


class KeysHeld:
    """The key set in force, verified and parsed once; asked by the routes, brought up to date by units."""

    def __init__(self, settings: Settings) -> None:
        self._rules = settings.pickup
        self._store = settings.store.code
        self.roots = tuple(PublicKey(bytes.fromhex(root)) for root in self._rules.roots)
        """Whose key sets this store believes."""
        self._set = _NONE

    def judge(self, text: str, now: Millis) -> Judged:
        """What a text is worth by the keys that are held; needs no transaction."""
        return self._judged(self._set, text, seconds(now))

    def judge_again(self, tx: Tx, judged: Judged) -> Judged:
        """The same by the keys in force, should another set have arrived since."""
        in_force = self.in_force(tx)
        if in_force.version == judged.keys_version:
            return judged
        return self._judged(in_force, judged.text, seconds(tx.now))

    def in_force(self, tx: Tx) -> KeySet:
        """The set of the highest version, as the store has it now."""
        known = tx.one(queries.KEY_SET_VERSION)
        version = known.version if known else 0
        if version != self._set.version:
            self._set = self._read(tx, version)
        return self._set

    def are_expired(self, tx: Tx) -> bool:
        """Whether a supervisor is asked for every hand-over; without any set there is nothing to expire."""
        in_force = self.in_force(tx)
        return in_force.version > 0 and in_force.is_expired(seconds(tx.now))

    def _judged(self, keys: KeySet, text: str, now: Seconds) -> Judged:
        outcome = self._verified(keys, text, now)
        is_late = isinstance(outcome, Refused) and outcome.reason in TIME_BASED
        shown_at = phone_time(text) if is_late else None
        by_phone_time = None if shown_at is None else self._verified(keys, text, shown_at)
        return Judged(text, outcome, keys.version, by_phone_time)

    def _verified(self, keys: KeySet, text: str, now: Seconds) -> Verified | Refused:
        return verify(text, keys=keys.keys, store=self._store, groups=self._rules.groups, now=now)

    def _read(self, tx: Tx, version: int) -> KeySet:
        """What stands in the file is believed as far as a root of the configuration has signed it."""
        row = tx.one(order_queries.KEY_SET)
        found = verify_key_set(row.body, roots=self.roots) if row else _NONE
        if isinstance(found, Untrusted):
            return msgspec.structs.replace(_NONE, version=version)
        return found


class Desk(msgspec.Struct, frozen=True):
    """Where pickups are handed over: the shop's settings, and the keys of its codes."""

    settings: Settings
    keys: KeysHeld


def seconds(at: Millis) -> Seconds:
    """A moment as pickup codes count."""
    return Seconds(at // SECOND)
