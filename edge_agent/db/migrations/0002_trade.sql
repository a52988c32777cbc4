-- Reference and local tables of trade: goods, promotions, staff, members. Projected tables stand with their
-- projections.

-- --- goods ------------------------------------------------------------------------------------------------

ALTER TABLE article ADD COLUMN member_price_fen INTEGER CHECK (member_price_fen >= 0);
ALTER TABLE article ADD COLUMN cost_fen         INTEGER CHECK (cost_fen >= 0);
ALTER TABLE article ADD COLUMN price_unit       TEXT    NOT NULL DEFAULT 'kg' CHECK (price_unit IN ('kg', '500g'));
ALTER TABLE article ADD COLUMN tax_code         TEXT    NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN station          TEXT    NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN is_open_price    INTEGER NOT NULL DEFAULT 0 CHECK (is_open_price IN (0, 1));
ALTER TABLE article ADD COLUMN options          TEXT    NOT NULL DEFAULT ''; -- the option groups as text, or nothing

-- A price that an import brought to an article already known: at once, or from a later moment on, when it holds
-- without anybody doing anything. The last one whose moment has come goes before the article's own price.
CREATE TABLE article_price (
  sku                  TEXT    NOT NULL REFERENCES article (sku) ON DELETE CASCADE,
  since                INTEGER NOT NULL,
  price_fen            INTEGER NOT NULL CHECK (price_fen >= 0),
  member_price_fen     INTEGER CHECK (member_price_fen >= 0),
  old_price_fen        INTEGER NOT NULL,
  old_member_price_fen INTEGER,
  is_planned           INTEGER NOT NULL CHECK (is_planned IN (0, 1)),
  PRIMARY KEY (sku, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_price_by_time ON article_price (since);

-- The last digits of a barcode are what people read out.
ALTER TABLE article_gtin ADD COLUMN reversed TEXT GENERATED ALWAYS AS (
  substr(gtin, 14, 1) || substr(gtin, 13, 1) || substr(gtin, 12, 1) || substr(gtin, 11, 1) || substr(gtin, 10, 1)
  || substr(gtin, 9, 1) || substr(gtin, 8, 1) || substr(gtin, 7, 1) || substr(gtin, 6, 1) || substr(gtin, 5, 1)
  || substr(gtin, 4, 1) || substr(gtin, 3, 1) || substr(gtin, 2, 1) || substr(gtin, 1, 1)) VIRTUAL;
CREATE INDEX article_gtin_reversed ON article_gtin (reversed);

-- What is searched: each name with its initials, and the index of their grams (domain/search_terms.py), which is
-- merged in pieces by whoever has written much to it, and never in the middle of somebody else's unit.
CREATE TABLE article_text (
  no   INTEGER PRIMARY KEY,
  sku  TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE article_gram USING fts5 (grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
INSERT INTO article_gram (article_gram, rank) VALUES ('automerge', 0);
CREATE TABLE search_index (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL -- of the grams that the index holds; another than this release's: made anew
) STRICT;
INSERT INTO search_index (one, version) SELECT 1, 1 - EXISTS (SELECT 1 FROM article); -- 0: to be made anew

-- --- the cart ---------------------------------------------------------------------------------------------

CREATE INDEX article_open_price ON article (sku) WHERE is_open_price = 1;

-- --- promotions -------------------------------------------------------------------------------------------

CREATE TABLE rule_set (
  no   INTEGER PRIMARY KEY, -- the last one is in force
  hash TEXT    NOT NULL,
  at   INTEGER NOT NULL,
  body TEXT    NOT NULL
) STRICT;
CREATE INDEX rule_set_by_hash ON rule_set (hash);

CREATE TABLE promotion (
  id      TEXT    PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  body    TEXT,             -- the rule as text; none when it was stopped: its next version is counted on
  owner   TEXT    NOT NULL CHECK (owner IN ('store', 'hq'))
) STRICT;

CREATE TABLE coupon (
  code        TEXT    PRIMARY KEY,
  rule        TEXT    NOT NULL,
  valid_until INTEGER,      -- the first moment at which it is good no more
  uses_max    INTEGER NOT NULL CHECK (uses_max > 0),
  owner       TEXT    NOT NULL CHECK (owner IN ('store', 'hq'))
) STRICT, WITHOUT ROWID;

-- --- staff ------------------------------------------------------------------------------------------------

ALTER TABLE staff ADD COLUMN is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1));

CREATE TABLE approval (
  id       TEXT    PRIMARY KEY,
  staff    TEXT    NOT NULL, -- who approves
  asked_by TEXT    NOT NULL,
  till     TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  subject  TEXT    NOT NULL, -- nothing: whatever the action is done to
  reason   TEXT    NOT NULL,
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- --- members ----------------------------------------------------------------------------------------------

CREATE TABLE member (
  id         TEXT    PRIMARY KEY,
  phone_hash BLOB,    -- HMAC-SHA-256; never leaves with the journal; none after erasure
  tail       TEXT    NOT NULL,
  code       TEXT,
  name       TEXT    NOT NULL,
  points_hq  INTEGER NOT NULL DEFAULT 0, -- as headquarters or a file had them at (as_of_epoch, as_of_seq)
  points_seen INTEGER NOT NULL DEFAULT 0, -- what of the points booked here is in points_hq already
  as_of_epoch TEXT,
  as_of_seq  INTEGER,
  owner      TEXT    NOT NULL CHECK (owner IN ('store', 'hq'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX member_by_phone ON member (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX member_by_tail ON member (tail);
CREATE UNIQUE INDEX member_by_code ON member (code) WHERE code IS NOT NULL;

-- The key of the phone hashes lives and dies with them: a backup that is restored elsewhere still finds its
-- members, and whoever has taken the file would have taken a key beside it too.
CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- --- after the sale ---------------------------------------------------------------------------------------

-- A sale, a refund and a close are read again whole, to be printed or reopened: by the id of their event.
CREATE INDEX journal_slip ON journal (id)
WHERE type = 'sale.completed' OR type = 'sale.refunded' OR type = 'shift.closed';

ALTER TABLE print_job ADD COLUMN refund TEXT;
CREATE UNIQUE INDEX print_job_refund_once ON print_job (refund, copy) WHERE refund IS NOT NULL;

-- --- headquarters -----------------------------------------------------------------------------------------

-- When headquarters was not reached, from the first try that failed to the answer, or to the last try so far.
CREATE TABLE hq_silence (
  began_at INTEGER PRIMARY KEY,
  ended_at INTEGER NOT NULL
) STRICT;
