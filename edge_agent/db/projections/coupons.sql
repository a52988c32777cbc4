CREATE TABLE coupon_use (
  code TEXT    NOT NULL,
  sale TEXT    NOT NULL,
  rule TEXT    NOT NULL,
  at   INTEGER NOT NULL,
  PRIMARY KEY (code, sale)
) STRICT, WITHOUT ROWID;
