CREATE TABLE shift (
  id                TEXT    PRIMARY KEY,
  drawer            TEXT    NOT NULL,
  business_date     TEXT    NOT NULL,
  opened_at         INTEGER NOT NULL,
  opened_by         TEXT    NOT NULL,
  float_fen         INTEGER NOT NULL CHECK (float_fen >= 0),
  expected_fen      INTEGER NOT NULL, -- what the close before had left
  is_open           INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  first_counted_fen INTEGER, -- a blind count that differed too much
  first_counted_by  TEXT,
  closed_at         INTEGER,
  closed_by         TEXT,
  closed_event      TEXT, -- the whole Z report
  z_no              INTEGER,
  over_fen          INTEGER -- what was counted at the close less what was expected
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shift_open_once ON shift (drawer) WHERE is_open = 1;
CREATE INDEX shift_by_date ON shift (business_date);
CREATE UNIQUE INDEX shift_by_z_no ON shift (z_no) WHERE z_no IS NOT NULL;

-- What a shift took and how often something happened in it: a row for each shift, made with the first of it.
CREATE TABLE shift_sum (
  shift            TEXT    PRIMARY KEY,
  sales            INTEGER NOT NULL DEFAULT 0,
  sales_fen        INTEGER NOT NULL DEFAULT 0,
  refunds          INTEGER NOT NULL DEFAULT 0,
  refunds_fen      INTEGER NOT NULL DEFAULT 0,
  discount_fen     INTEGER NOT NULL DEFAULT 0,
  rounding_fen     INTEGER NOT NULL DEFAULT 0,
  voids            INTEGER NOT NULL DEFAULT 0,
  cancelled_carts  INTEGER NOT NULL DEFAULT 0,
  reprices         INTEGER NOT NULL DEFAULT 0,
  line_discounts   INTEGER NOT NULL DEFAULT 0,
  cart_discounts   INTEGER NOT NULL DEFAULT 0,
  corrections      INTEGER NOT NULL DEFAULT 0,
  drawer_openings  INTEGER NOT NULL DEFAULT 0,
  reprints         INTEGER NOT NULL DEFAULT 0,
  approvals        INTEGER NOT NULL DEFAULT 0,
  single_approvals INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE shift_tender (
  shift           TEXT    NOT NULL,
  kind            TEXT    NOT NULL CHECK (kind = 'cash' OR kind = 'external' OR kind = 'payment' OR kind = 'exchange'),
  method          TEXT    NOT NULL,
  sales_fen       INTEGER NOT NULL DEFAULT 0,
  refunds_fen     INTEGER NOT NULL DEFAULT 0,
  corrections_fen INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shift, kind, method)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift_tax (
  shift      TEXT    NOT NULL,
  tax_class  TEXT    NOT NULL,
  amount_fen INTEGER NOT NULL, -- sales less refunds
  PRIMARY KEY (shift, tax_class)
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_move (
  event      TEXT    PRIMARY KEY,
  shift      TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind = 'in' OR kind = 'out' OR kind = 'drop'),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  reason     TEXT    NOT NULL,
  staff      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cash_move_by_shift ON cash_move (shift, event);

-- Which drawer a till had when somebody last signed in there: what names no shift counts in that drawer's.
CREATE TABLE till_drawer (
  till   TEXT PRIMARY KEY,
  drawer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_float (
  drawer   TEXT    PRIMARY KEY,
  left_fen INTEGER NOT NULL CHECK (left_fen >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE z_counter (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  last_no INTEGER NOT NULL
) STRICT;
