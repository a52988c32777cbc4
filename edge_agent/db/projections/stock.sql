CREATE TABLE stock_move (
  event    TEXT    NOT NULL,
  no       INTEGER NOT NULL,
  sku      TEXT    NOT NULL,
  kind     TEXT    NOT NULL CHECK
    (kind = 'sale' OR kind = 'return' OR kind = 'receipt' OR kind = 'count' OR kind = 'write_off'
     OR kind = 'transfer_out' OR kind = 'transfer_in' OR kind = 'pickup'),
  quantity INTEGER NOT NULL,
  PRIMARY KEY (event, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_level (
  sku      TEXT    PRIMARY KEY,
  quantity INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
