CREATE TABLE shift (
  id            TEXT    PRIMARY KEY,
  drawer        TEXT    NOT NULL,
  business_date TEXT    NOT NULL,
  opened_at     INTEGER NOT NULL,
  opened_by     TEXT    NOT NULL,
  float_fen     INTEGER NOT NULL CHECK (float_fen >= 0),
  expected_fen  INTEGER NOT NULL,
  is_open       INTEGER NOT NULL CHECK (is_open IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shift_open_once ON shift (drawer) WHERE is_open = 1;
CREATE INDEX shift_by_date ON shift (business_date);
