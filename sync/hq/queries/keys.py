"""Headquarters' keys as rows; times in Unix seconds."""

import msgspec

from edge_agent.db.query import Command, Query

_HERE = "sync.hq.queries"


class SigningKeyRow(msgspec.Struct, frozen=True):
    """A private key and its time."""

    kid: str
    seed: bytes
    nbf: int
    naf: int


class KeySetRow(msgspec.Struct, frozen=True):
    """A key set as the root signed it."""

    version: int
    issued: int
    expires: int
    root: bytes
    signed: bytes


class StoreKeyRow(msgspec.Struct, frozen=True):
    """By what a store's short codes are hashed."""

    key: bytes


SIGNING_KEY = Query("keys.signing_key", SigningKeyRow, _HERE)
"""The newest that has begun."""
SIGNING_KEYS = Query("keys.signing_keys", SigningKeyRow, _HERE)
ADD_SIGNING_KEY = Command("keys.add_signing_key", _HERE)
DROP_SIGNING_KEYS = Command("keys.drop_signing_keys", _HERE)
KEY_SET = Query("keys.key_set", KeySetRow, _HERE)
ADD_KEY_SET = Command("keys.add_key_set", _HERE)
STORE_KEY = Query("keys.store_key", StoreKeyRow, _HERE)
ADD_STORE_KEY = Command("keys.add_store_key", _HERE)
