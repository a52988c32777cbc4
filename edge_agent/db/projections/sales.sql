CREATE TABLE sale (
  id                TEXT    PRIMARY KEY, -- made at birth, so in the order of time
  event             TEXT    NOT NULL,    -- its journal row, which holds all that is not here
  receipt_no        TEXT    NOT NULL UNIQUE,
  business_date     TEXT    NOT NULL,
  number            INTEGER NOT NULL CHECK (number > 0),
  at                INTEGER NOT NULL,
  till              TEXT    NOT NULL,
  cashier           TEXT    NOT NULL,
  shift             TEXT    NOT NULL,
  drawer            TEXT    NOT NULL,
  cart              TEXT    NOT NULL UNIQUE,
  total_fen         INTEGER NOT NULL CHECK (total_fen >= 0),
  discount_fen      INTEGER NOT NULL CHECK (discount_fen <= 0),
  change_fen        INTEGER NOT NULL CHECK (change_fen >= 0),
  rounding_fen      INTEGER NOT NULL CHECK (rounding_fen <= 0),
  rules             TEXT    NOT NULL,
  member            TEXT,
  points_earned     INTEGER NOT NULL,
  points_spent      INTEGER NOT NULL,
  points_fen        INTEGER NOT NULL,
  wants_invoice     INTEGER NOT NULL CHECK (wants_invoice IN (0, 1)),
  exchange_of       TEXT,
  ticket            TEXT    NOT NULL,    -- its number in the queue, '' without one
  copies            INTEGER NOT NULL DEFAULT 0,
  refunded_fen      INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND total_fen),
  rounding_back_fen INTEGER NOT NULL DEFAULT 0 CHECK (rounding_back_fen BETWEEN rounding_fen AND 0),
  points_taken      INTEGER NOT NULL DEFAULT 0 CHECK (points_taken BETWEEN 0 AND points_earned),
  points_returned   INTEGER NOT NULL DEFAULT 0 CHECK (points_returned BETWEEN 0 AND points_spent)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_line (
  sale              TEXT    NOT NULL,
  no                INTEGER NOT NULL,
  sku               TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  unit              TEXT    NOT NULL CHECK (unit IN ('each', 'kg')),
  quantity          INTEGER NOT NULL CHECK (quantity >= 0),
  price_fen         INTEGER NOT NULL,
  gross_fen         INTEGER NOT NULL,
  amount_fen        INTEGER NOT NULL CHECK (amount_fen >= 0),
  category          TEXT    NOT NULL,
  tax_class         TEXT    NOT NULL,
  voided            INTEGER NOT NULL CHECK (voided IN (0, 1)),
  options           TEXT    NOT NULL, -- the names of the choices, a line each
  is_open_price     INTEGER NOT NULL CHECK (is_open_price IN (0, 1)),
  refunded_quantity INTEGER NOT NULL DEFAULT 0 CHECK (refunded_quantity BETWEEN 0 AND quantity),
  refunded_fen      INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND amount_fen),
  PRIMARY KEY (sale, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_tender (
  sale         TEXT    NOT NULL,
  no           INTEGER NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind = 'cash' OR kind = 'external' OR kind = 'payment' OR kind = 'exchange'),
  method       TEXT    NOT NULL,
  amount_fen   INTEGER NOT NULL CHECK (amount_fen >= 0),
  received_fen INTEGER NOT NULL CHECK (received_fen >= amount_fen),
  reference    TEXT,
  payment      TEXT,
  refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND amount_fen),
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

CREATE TABLE refund (
  id              TEXT    PRIMARY KEY,
  event           TEXT    NOT NULL,
  receipt_no      TEXT    NOT NULL UNIQUE,
  business_date   TEXT    NOT NULL,
  number          INTEGER NOT NULL CHECK (number > 0),
  at              INTEGER NOT NULL,
  till            TEXT    NOT NULL,
  cashier         TEXT    NOT NULL,
  shift           TEXT    NOT NULL,
  drawer          TEXT    NOT NULL,
  sale            TEXT,
  sale_receipt_no TEXT,
  total_fen       INTEGER NOT NULL CHECK (total_fen >= 0),
  rounding_fen    INTEGER NOT NULL CHECK (rounding_fen <= 0),
  reason          TEXT    NOT NULL,
  approved_by     TEXT,
  member          TEXT,
  points_taken    INTEGER NOT NULL,
  points_returned INTEGER NOT NULL,
  reopened_as     TEXT,
  copies          INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_by_sale ON refund (sale) WHERE sale IS NOT NULL;
CREATE INDEX refund_by_cart ON refund (reopened_as) WHERE reopened_as IS NOT NULL;

CREATE TABLE refund_line (
  refund     TEXT    NOT NULL,
  no         INTEGER NOT NULL,
  sku        TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  unit       TEXT    NOT NULL CHECK (unit IN ('each', 'kg')),
  quantity   INTEGER NOT NULL CHECK (quantity >= 0),
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  goods      TEXT    NOT NULL CHECK (goods = 'back' OR goods = 'written_off' OR goods = 'kept'),
  sale_line  INTEGER,
  category   TEXT    NOT NULL,
  tax_class  TEXT    NOT NULL,
  PRIMARY KEY (refund, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE refund_leg (
  refund     TEXT    NOT NULL,
  no         INTEGER NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind = 'cash' OR kind = 'external' OR kind = 'payment' OR kind = 'exchange'),
  method     TEXT    NOT NULL,
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  reference  TEXT,
  payment    TEXT,
  of_tender  INTEGER,
  PRIMARY KEY (refund, no)
) STRICT, WITHOUT ROWID;
