CREATE TABLE sale (
  id            TEXT    PRIMARY KEY,
  receipt_no    TEXT    NOT NULL UNIQUE,
  business_date TEXT    NOT NULL,
  number        INTEGER NOT NULL CHECK (number > 0),
  at            INTEGER NOT NULL,
  till          TEXT    NOT NULL,
  cashier       TEXT    NOT NULL,
  shift         TEXT    NOT NULL,
  drawer        TEXT    NOT NULL,
  cart          TEXT    NOT NULL UNIQUE,
  total_fen     INTEGER NOT NULL CHECK (total_fen >= 0),
  discount_fen  INTEGER NOT NULL CHECK (discount_fen <= 0),
  change_fen    INTEGER NOT NULL CHECK (change_fen >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_line (
  sale       TEXT    NOT NULL,
  no         INTEGER NOT NULL,
  sku        TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL CHECK (unit IN ('each', 'kg')),
  quantity   INTEGER NOT NULL CHECK (quantity >= 0),
  price_fen  INTEGER NOT NULL,
  gross_fen  INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  category   TEXT    NOT NULL,
  tax_class  TEXT    NOT NULL,
  voided     INTEGER NOT NULL CHECK (voided IN (0, 1)),
  PRIMARY KEY (sale, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_tender (
  sale         TEXT    NOT NULL,
  no           INTEGER NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('cash', 'external')),
  method       TEXT    NOT NULL,
  amount_fen   INTEGER NOT NULL CHECK (amount_fen >= 0),
  received_fen INTEGER NOT NULL CHECK (received_fen >= amount_fen),
  reference    TEXT,
  PRIMARY KEY (sale, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_counter (
  business_date TEXT    PRIMARY KEY,
  last_number   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_cancelled (
  cart          TEXT    PRIMARY KEY,
  at            INTEGER NOT NULL,
  business_date TEXT,
  till          TEXT,
  cashier       TEXT,
  lines         INTEGER NOT NULL,
  total_fen     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
