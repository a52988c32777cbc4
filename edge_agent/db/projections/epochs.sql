CREATE TABLE epoch (
  epoch        TEXT    PRIMARY KEY,
  parent_epoch TEXT,
  parent_seq   INTEGER,
  parent_hash  TEXT,
  generation   INTEGER NOT NULL,
  release      TEXT    NOT NULL,
  opened_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
