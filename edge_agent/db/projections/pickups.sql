-- Orders collected by a code: who had which parcel when, by what proof, and what was tried in vain.

CREATE TABLE redemption (
  pickup     TEXT    NOT NULL,
  unit       INTEGER NOT NULL CHECK (unit >= 0),
  handover   TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  till       TEXT    NOT NULL,
  staff      TEXT    NOT NULL,
  generation INTEGER NOT NULL,
  proof_at   INTEGER,          -- Unix seconds
  PRIMARY KEY (pickup, unit)
) STRICT, WITHOUT ROWID;

-- Kept for ever, undone ones too. The scanned text, which is evidence, stands in the event, which is kept as long.
CREATE TABLE pickup_handover (
  id            TEXT    PRIMARY KEY,
  event         TEXT    NOT NULL,
  pickup        TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  business_date TEXT    NOT NULL,
  till          TEXT    NOT NULL,
  staff         TEXT    NOT NULL,
  proof         TEXT    NOT NULL CHECK
    (proof = 'code' OR proof = 'slip' OR proof = 'short' OR proof = 'phone' OR proof = 'leader'),
  generation    INTEGER NOT NULL,
  proof_at      INTEGER,
  number        TEXT    NOT NULL, -- empty as long as the order has not reached the store
  units         TEXT    NOT NULL, -- JSON
  lines         TEXT    NOT NULL, -- JSON: what has left the stock
  is_unlisted   INTEGER NOT NULL CHECK (is_unlisted IN (0, 1)),
  is_itemised   INTEGER NOT NULL CHECK (is_itemised IN (0, 1)),
  is_undone     INTEGER NOT NULL CHECK (is_undone IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX pickup_handover_to_itemise ON pickup_handover (pickup)
  WHERE is_unlisted = 1 AND is_itemised = 0 AND is_undone = 0;

-- What was shown here beside the redemptions: in a look, in a refused code, or for a hand-over that was undone. An
-- older code or screen of the order is good no more.
CREATE TABLE pickup_seen (
  pickup         TEXT    PRIMARY KEY,
  max_generation INTEGER NOT NULL,
  last_proof     INTEGER -- Unix seconds, of the last screen that was redeemed
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_place (
  pickup TEXT    NOT NULL,
  unit   INTEGER NOT NULL,
  place  TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (pickup, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_try (
  till          TEXT    NOT NULL,
  business_date TEXT    NOT NULL,
  wrong         INTEGER NOT NULL,
  streak        INTEGER NOT NULL, -- wrong ones in a row
  last_at       INTEGER NOT NULL,
  PRIMARY KEY (till, business_date)
) STRICT, WITHOUT ROWID;
