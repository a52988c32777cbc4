-- Journal, reference and local tables of the first release. Projected tables stand with their projections.

CREATE TABLE journal (
  pos           INTEGER PRIMARY KEY,
  epoch         TEXT    NOT NULL CHECK (length(epoch) = 32),
  seq           INTEGER NOT NULL CHECK (seq > 0),
  id            TEXT    NOT NULL,
  type          TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  business_date TEXT,
  actor         TEXT,
  till          TEXT,
  body          TEXT    NOT NULL,
  hash          BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (epoch, seq)
) STRICT;

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Reference: owned by headquarters or by the store; never rebuilt by replay.

CREATE TABLE article (
  sku          TEXT    PRIMARY KEY,
  name         TEXT    NOT NULL,
  unit         TEXT    NOT NULL CHECK (unit IN ('each', 'kg')),
  price_fen    INTEGER NOT NULL CHECK (price_fen >= 0),
  gtins        TEXT    NOT NULL,
  plu          TEXT,
  menu_no      TEXT,
  category     TEXT    NOT NULL,
  tax_class    TEXT    NOT NULL,
  prep_seconds INTEGER NOT NULL CHECK (prep_seconds >= 0),
  owner        TEXT    NOT NULL CHECK (owner IN ('store', 'hq'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX article_by_plu ON article (plu) WHERE plu IS NOT NULL;
CREATE UNIQUE INDEX article_by_menu_no ON article (menu_no) WHERE menu_no IS NOT NULL;

CREATE TABLE article_gtin (
  gtin TEXT PRIMARY KEY CHECK (length(gtin) = 14),
  sku  TEXT NOT NULL REFERENCES article (sku) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX article_gtin_by_sku ON article_gtin (sku);

CREATE TABLE staff (
  staff    TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor', 'manager')),
  pin_hash TEXT NOT NULL,
  owner    TEXT NOT NULL CHECK (owner IN ('store', 'hq'))
) STRICT, WITHOUT ROWID;

-- Local: drafts and machinery; never pushed, never rebuilt. What carries a long body keeps its rowid: a
-- table without one stores a body above a quarter of a page in pages of its own. An enumeration is checked by OR:
-- for a long IN list SQLite builds a table at every insert.

CREATE TABLE cart (
  id         TEXT    PRIMARY KEY,
  till       TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK
    (state = 'open' OR state = 'tendering' OR state = 'held' OR state = 'sold' OR state = 'cancelled'),
  is_live    INTEGER NOT NULL CHECK (is_live = (state <> 'sold' AND state <> 'cancelled')),
  version    INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body       TEXT    NOT NULL
) STRICT;
CREATE INDEX cart_live ON cart (till) WHERE is_live = 1;
CREATE INDEX cart_closed ON cart (updated_at) WHERE is_live = 0;

CREATE TABLE print_job (
  id         TEXT    PRIMARY KEY,
  sale       TEXT,
  template   TEXT    NOT NULL,
  printer    TEXT    NOT NULL,
  copy       INTEGER NOT NULL DEFAULT 0,
  state      TEXT    NOT NULL CHECK
    (state = 'queued' OR state = 'sending' OR state = 'fenced' OR state = 'printed' OR state = 'uncertain'
     OR state = 'held' OR state = 'cancelled' OR state = 'sent_unconfirmed'),
  is_done    INTEGER NOT NULL DEFAULT 0 CHECK
    (is_done = (state = 'printed' OR state = 'cancelled' OR state = 'sent_unconfirmed')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  paper      TEXT    NOT NULL,
  bytes      BLOB,
  hash       BLOB
) STRICT;
CREATE UNIQUE INDEX print_job_once ON print_job (sale, copy) WHERE sale IS NOT NULL;
CREATE INDEX print_job_waiting ON print_job (printer, state, id) WHERE is_done = 0;
CREATE INDEX print_job_done ON print_job (updated_at) WHERE is_done = 1;

CREATE TABLE request_answer (
  no     INTEGER PRIMARY KEY, -- in the order of time: pruned from its low end
  id     TEXT    NOT NULL UNIQUE,
  who    TEXT    NOT NULL,
  digest BLOB    NOT NULL,
  body   BLOB    NOT NULL,
  at     INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  token_hash BLOB    PRIMARY KEY,
  staff      TEXT    NOT NULL,
  till       TEXT    NOT NULL,
  opened_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE push_cursor (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT    NOT NULL,
  seq   INTEGER NOT NULL,
  at    INTEGER NOT NULL
) STRICT;

CREATE TABLE projection (
  name    TEXT    PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  clean INTEGER NOT NULL CHECK (clean IN (0, 1))
) STRICT;
INSERT INTO run (one, clean) VALUES (1, 1);
