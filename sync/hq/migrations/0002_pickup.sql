-- Orders to be collected, the keys that sign their codes, and the feed that tells the stores of both.

-- By it short codes and phone numbers are hashed, a key for each store.
CREATE TABLE store_key (
  store TEXT PRIMARY KEY,
  key   BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

-- Private: the seeds of the keys with which tickets are signed. Times in Unix seconds.
CREATE TABLE signing_key (
  kid  TEXT    PRIMARY KEY CHECK (length(kid) = 8),
  seed BLOB    NOT NULL CHECK (length(seed) = 32),
  nbf  INTEGER NOT NULL CHECK (nbf >= 0),
  naf  INTEGER NOT NULL CHECK (naf > nbf)
) STRICT, WITHOUT ROWID;
CREATE INDEX signing_key_by_time ON signing_key (nbf);

CREATE TABLE key_set (
  version INTEGER PRIMARY KEY CHECK (version > 0), -- the highest is in force
  issued  INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  root    BLOB    NOT NULL CHECK (length(root) = 32), -- the public key of the root that signed it
  signed  BLOB    NOT NULL
) STRICT;

CREATE TABLE pickup_order (
  id         TEXT    PRIMARY KEY CHECK (length(id) = 16),
  store      TEXT    NOT NULL,
  number     TEXT    NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  audience   TEXT    NOT NULL, -- of its ticket: the store, or a group
  short_code TEXT    NOT NULL CHECK (length(short_code) = 8),
  placed_at  INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  is_live    INTEGER NOT NULL CHECK (is_live IN (0, 1)), -- not revoked
  ticket     BLOB    NOT NULL, -- for the phone, signed
  slip       BLOB,             -- for paper, signed; of an order that allows it
  body       TEXT    NOT NULL
) STRICT;
CREATE INDEX pickup_order_by_number ON pickup_order (number, placed_at);
CREATE INDEX pickup_order_by_short ON pickup_order (store, short_code, expires_at) WHERE is_live = 1;
CREATE INDEX pickup_order_by_store ON pickup_order (store, placed_at);

-- The last running number of a letter and a day: `W1122`.
CREATE TABLE order_counter (
  day  TEXT    PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last > 0)
) STRICT, WITHOUT ROWID;

-- One list for every store; a row is never changed nor dropped, so that its sequence has no gap.
CREATE TABLE revocation (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  pickup   TEXT    NOT NULL CHECK (length(pickup) = 16),
  least    INTEGER NOT NULL CHECK (least > 0),
  expires  INTEGER NOT NULL -- Unix seconds
) STRICT;

-- What is true now, in the order in which it became true: a thing that changes moves to the end.
CREATE TABLE feed (
  position INTEGER PRIMARY KEY CHECK (position > 0),
  store    TEXT    NOT NULL, -- `*` is every store
  kind     TEXT    NOT NULL CHECK (kind = 'store_key' OR kind = 'key_set' OR kind = 'revocation'
                                   OR kind = 'order' OR kind = 'batch'),
  id       TEXT    NOT NULL,
  ends_at  INTEGER,          -- of an order or batch, in Unix milliseconds
  body     TEXT    NOT NULL, -- the item as JSON; of a revocation its sequence alone
  UNIQUE (store, kind, id)
) STRICT;
CREATE INDEX feed_by_store ON feed (store, position);
CREATE INDEX feed_by_end ON feed (ends_at) WHERE ends_at IS NOT NULL;
