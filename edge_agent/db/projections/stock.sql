-- An event's id begins with its time (UUIDv7), so that the key of the moves is in the order of time, a sale
-- appends to its end, and no other index costs every sold line.
CREATE TABLE stock_move (
  event    TEXT    NOT NULL,
  no       INTEGER NOT NULL,
  sku      TEXT    NOT NULL,
  kind     TEXT    NOT NULL CHECK
    (kind = 'sale' OR kind = 'return' OR kind = 'receipt' OR kind = 'count' OR kind = 'write_off'
     OR kind = 'transfer_out' OR kind = 'transfer_in' OR kind = 'pickup' OR kind = 'opening'),
  quantity INTEGER NOT NULL,
  PRIMARY KEY (event, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_level (
  sku      TEXT    PRIMARY KEY,
  quantity INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_opening (
  sku         TEXT PRIMARY KEY,
  file_sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What has come of each expiry date; what is left of it follows from the level, the oldest sold first.
CREATE TABLE stock_expiry (
  sku      TEXT    NOT NULL,
  expiry   TEXT    NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (sku, expiry)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_expiry_by_date ON stock_expiry (expiry);

-- A delivery or transfer note is posted once.
CREATE TABLE stock_note (
  kind     TEXT NOT NULL CHECK (kind = 'receipt' OR kind = 'transfer_out' OR kind = 'transfer_in'),
  party    TEXT NOT NULL,
  number   TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, party, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_count (
  id          TEXT    PRIMARY KEY,
  at          INTEGER NOT NULL,
  staff       TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'reviewed'),
  reviewed_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_count_by_state ON stock_count (state, id);

CREATE TABLE stock_count_line (
  document    TEXT    NOT NULL,
  no          INTEGER NOT NULL,
  sku         TEXT    NOT NULL,
  counted     INTEGER NOT NULL CHECK (counted >= 0),
  counted_at  INTEGER NOT NULL,
  book        INTEGER NOT NULL,
  difference  INTEGER, -- as it was posted
  accepted_at INTEGER, -- none as long as it waits, and for ever when it was rejected
  PRIMARY KEY (document, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_count_line_accepted ON stock_count_line (sku, counted_at) WHERE accepted_at IS NOT NULL;
