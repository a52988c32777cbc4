"""What stores have sent, as rows."""

import msgspec

from edge_agent.db.query import Command, Query

_HERE = "sync.hq.queries"


class HistoryRow(msgspec.Struct, frozen=True):
    """The name of this life of the database."""

    id: str


class EpochRow(msgspec.Struct, frozen=True):
    """How far headquarters holds one epoch of a store."""

    no: int
    epoch: str
    parent_hash: bytes
    head_seq: int
    head_hash: bytes


class HashRow(msgspec.Struct, frozen=True):
    """The hash of one event."""

    hash: bytes


HISTORY = Query("ledger.history", HistoryRow, _HERE)
BEGIN_HISTORY = Command("ledger.begin_history", _HERE)
EPOCH = Query("ledger.epoch", EpochRow, _HERE)
STORE_HEAD = Query("ledger.store_head", EpochRow, _HERE)
HASH_AT = Query("ledger.hash_at", HashRow, _HERE)
SEE_STORE = Command("ledger.see_store", _HERE)
OPEN_EPOCH = Command("ledger.open_epoch", _HERE)
FLAG_RIVALS = Command("ledger.flag_rivals", _HERE)
FLAG_OUTGROWN = Command("ledger.flag_outgrown", _HERE)
FLAG_LEFT_BEHIND = Command("ledger.flag_left_behind", _HERE)
FLAG = Command("ledger.flag", _HERE)
APPEND = Command("ledger.append", _HERE)
MOVE_HEAD = Command("ledger.move_head", _HERE)
MOVE_STORE = Command("ledger.move_store", _HERE)
TOUCH_STORE = Command("ledger.touch_store", _HERE)
