-- The shop's own prices, 沽清, and what was sold that the catalogue lacks.

CREATE TABLE own_price (
  sku              TEXT    PRIMARY KEY,
  price_fen        INTEGER NOT NULL CHECK (price_fen > 0),
  member_price_fen INTEGER,
  at               INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE own_price_change (
  event                TEXT    PRIMARY KEY,
  sku                  TEXT    NOT NULL,
  at                   INTEGER NOT NULL,
  price_fen            INTEGER NOT NULL,
  member_price_fen     INTEGER,
  old_price_fen        INTEGER NOT NULL,
  old_member_price_fen INTEGER,
  staff                TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX own_price_change_by_time ON own_price_change (at);
CREATE INDEX own_price_change_by_sku ON own_price_change (sku, at);

CREATE TABLE sold_out (
  sku       TEXT    NOT NULL,
  group_id  TEXT    NOT NULL, -- nothing: the article as a whole
  choice_id TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  staff     TEXT,
  PRIMARY KEY (sku, group_id, choice_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unfiled_code (
  code     TEXT    PRIMARY KEY, -- what was scanned or typed
  gtin     TEXT,                -- the keys by which the catalogue may come to know it
  plu      TEXT,
  menu_no  TEXT,
  own      TEXT,
  sku      TEXT    NOT NULL,    -- of the open-price article that it was last sold as
  name     TEXT    NOT NULL,
  times    INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  last_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unfiled_code_by_time ON unfiled_code (last_at);

CREATE TABLE unfiled_price (
  code      TEXT    NOT NULL,
  price_fen INTEGER NOT NULL,
  times     INTEGER NOT NULL,
  PRIMARY KEY (code, price_fen)
) STRICT, WITHOUT ROWID;
