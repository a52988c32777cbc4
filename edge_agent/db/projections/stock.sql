CREATE TABLE stock_move (
  event    TEXT    NOT NULL,
  no       INTEGER NOT NULL,
  sku      TEXT    NOT NULL,
  kind     TEXT    NOT NULL CHECK (kind IN
    ('sale', 'return', 'receipt', 'count', 'write_off', 'transfer_out', 'transfer_in', 'pickup')),
  quantity INTEGER NOT NULL,
  PRIMARY KEY (event, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_level (
  sku      TEXT    PRIMARY KEY,
  quantity INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
