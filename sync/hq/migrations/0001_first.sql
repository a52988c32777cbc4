-- Headquarters' copy of every store's journal, and how far each epoch of it reaches.

CREATE TABLE history (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  id       TEXT    NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT;

CREATE TABLE store (
  store         TEXT    PRIMARY KEY,
  head_no       INTEGER REFERENCES epoch (no),
  events        INTEGER NOT NULL CHECK (events >= 0),
  first_seen_at INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A first epoch has no parent; its parent_seq is 0 and its parent_hash the hash before any event.
CREATE TABLE epoch (
  no            INTEGER PRIMARY KEY,
  store         TEXT    NOT NULL REFERENCES store (store),
  epoch         TEXT    NOT NULL CHECK (length(epoch) = 32),
  parent_epoch  TEXT,
  parent_seq    INTEGER NOT NULL CHECK (parent_seq >= 0),
  parent_hash   BLOB    NOT NULL CHECK (length(parent_hash) = 32),
  head_seq      INTEGER NOT NULL CHECK (head_seq >= 0),
  head_hash     BLOB    NOT NULL CHECK (length(head_hash) = 32),
  forked        INTEGER NOT NULL CHECK (forked IN (0, 1)),
  first_seen_at INTEGER NOT NULL,
  UNIQUE (store, epoch)
) STRICT;
CREATE INDEX epoch_by_arrival ON epoch (store, no);
CREATE INDEX epoch_by_parent ON epoch (store, parent_epoch, parent_seq);

-- `pos` is the order of arrival, over all stores.
CREATE TABLE journal (
  pos      INTEGER PRIMARY KEY,
  epoch_no INTEGER NOT NULL REFERENCES epoch (no),
  seq      INTEGER NOT NULL CHECK (seq > 0),
  id       TEXT    NOT NULL UNIQUE,
  type     TEXT    NOT NULL,
  body     TEXT    NOT NULL,
  hash     BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (epoch_no, seq)
) STRICT;

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
