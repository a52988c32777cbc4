-- Batches of group buying from their first count on: what came, who got what, what became of no-shows.

CREATE TABLE batch (
  id          TEXT    PRIMARY KEY,
  state       TEXT    NOT NULL CHECK (state = 'received' OR state = 'split' OR state = 'closed'),
  received_at INTEGER NOT NULL,
  split_at    INTEGER,
  closed_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE batch_count (
  batch   TEXT    NOT NULL,
  sku     TEXT    NOT NULL,
  counted INTEGER NOT NULL CHECK (counted >= 0),
  PRIMARY KEY (batch, sku)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch_share (
  pickup  TEXT    PRIMARY KEY,
  batch   TEXT    NOT NULL,
  bag     TEXT    NOT NULL,
  outcome TEXT    NOT NULL CHECK
    (outcome = '' OR outcome = 'kept' OR outcome = 'returned' OR outcome = 'written_off'),
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)) -- its bag may still lie here
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_share_by_batch ON batch_share (batch, pickup);
CREATE INDEX batch_share_open ON batch_share (bag) WHERE is_open = 1;

CREATE TABLE batch_share_line (
  pickup TEXT    NOT NULL,
  line   INTEGER NOT NULL,
  sku    TEXT    NOT NULL,
  given  INTEGER NOT NULL CHECK (given >= 0),
  short  INTEGER NOT NULL CHECK (short >= 0),
  PRIMARY KEY (pickup, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch_bag (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  last INTEGER NOT NULL
) STRICT;
