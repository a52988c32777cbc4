-- Wrong PINs in a row, by the number that was typed: of people and of nobody alike, so that a lock tells nothing.
CREATE TABLE access_lock (
  staff        TEXT    PRIMARY KEY,
  wrong_pins   INTEGER NOT NULL CHECK (wrong_pins > 0),
  locked_until INTEGER NOT NULL -- 0 when it is not locked
) STRICT, WITHOUT ROWID;
