-- Wrong PINs in a row, by the number that was typed: of people and of nobody alike, so that a lock tells nothing.
CREATE TABLE access_lock (
  staff        TEXT    PRIMARY KEY,
  wrong_pins   INTEGER NOT NULL CHECK (wrong_pins > 0),
  locked_until INTEGER NOT NULL, -- 0 when it is not locked
  lapses_at    INTEGER NOT NULL  -- a wrong PIN from then on is the first again
) STRICT, WITHOUT ROWID;
