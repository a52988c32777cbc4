-- Reference and local tables of pickup, group buying and the queue. Projected tables stand with their projections.

-- --- what the feed brings -----------------------------------------------------------------------------------

CREATE TABLE feed_cursor (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  history  TEXT    NOT NULL, -- of headquarters' file: another one begins anew
  position INTEGER NOT NULL CHECK (position >= 0),
  at       INTEGER NOT NULL
) STRICT;

CREATE TABLE pickup_order (
  id         TEXT    PRIMARY KEY CHECK (length(id) = 16),
  version    INTEGER NOT NULL CHECK (version > 0),
  number     TEXT    NOT NULL,
  channel    TEXT    NOT NULL,
  batch      TEXT,
  leader     TEXT    NOT NULL,
  tail       TEXT    NOT NULL,
  short_hash TEXT    NOT NULL,
  phone_hash TEXT    NOT NULL,
  wanted_at  INTEGER NOT NULL, -- of one that is wanted at once, when it was placed
  expires_at INTEGER NOT NULL,
  is_live    INTEGER NOT NULL CHECK (is_live IN (0, 1)), -- not cancelled
  body       TEXT    NOT NULL
) STRICT;
CREATE INDEX pickup_order_by_short ON pickup_order (short_hash) WHERE is_live = 1 AND short_hash <> '';
CREATE INDEX pickup_order_by_phone ON pickup_order (phone_hash, expires_at) WHERE is_live = 1 AND phone_hash <> '';
CREATE INDEX pickup_order_by_batch ON pickup_order (batch) WHERE batch IS NOT NULL;
CREATE INDEX pickup_order_wanted ON pickup_order (wanted_at);
CREATE INDEX pickup_order_by_time ON pickup_order (expires_at, wanted_at);

CREATE TABLE pickup_key_set (
  version INTEGER PRIMARY KEY CHECK (version > 0), -- the highest is in force
  issued  INTEGER NOT NULL,                        -- Unix seconds, as in the set
  expires INTEGER NOT NULL,
  body    BLOB    NOT NULL                         -- as headquarters' root signed it
) STRICT;

CREATE TABLE pickup_revocation (
  pickup           TEXT    PRIMARY KEY CHECK (length(pickup) = 16),
  least_generation INTEGER NOT NULL CHECK (least_generation >= 0),
  expires          INTEGER NOT NULL -- Unix seconds; kept 30 days longer
) STRICT, WITHOUT ROWID;
CREATE INDEX pickup_revocation_by_time ON pickup_revocation (expires);

CREATE TABLE revocation_list (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 0) -- of the last delta that was taken
) STRICT;

CREATE TABLE group_batch (
  id      TEXT    PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  body    TEXT    NOT NULL
) STRICT;

-- --- at the counter -----------------------------------------------------------------------------------------

-- What was looked at and may be handed over: at this till, for some minutes.
CREATE TABLE handover (
  id     TEXT    PRIMARY KEY,
  till   TEXT    NOT NULL,
  pickup TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  body   TEXT    NOT NULL
) STRICT;
CREATE INDEX handover_by_time ON handover (at);

-- --- the queue ----------------------------------------------------------------------------------------------

-- Online orders with something to make that have no ticket yet.
CREATE TABLE ticket_due (
  pickup TEXT    PRIMARY KEY CHECK (length(pickup) = 16),
  at     INTEGER NOT NULL -- from when on it is looked at, or looked at again
) STRICT;
CREATE INDEX ticket_due_by_time ON ticket_due (at);

-- --- the shop's clock ---------------------------------------------------------------------------------------

CREATE TABLE clock_state (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  mark      INTEGER NOT NULL, -- the latest moment that is vouched for
  uptime_ms INTEGER,          -- of the machine at that moment, in the run `boot`
  boot      TEXT    NOT NULL,
  offset_ms INTEGER NOT NULL, -- what is added to the machine's clock
  doubt     TEXT CHECK (doubt = 'behind' OR doubt = 'jumped' OR doubt = 'unheard' OR doubt = 'offset'),
  since     INTEGER CHECK ((since IS NULL) = (doubt IS NULL)),
  set_at    INTEGER NOT NULL, -- when somebody last said what time it is, by the time that was said
  set_by    TEXT CHECK (set_by = 'person' OR set_by = 'headquarters' OR set_by = 'machine')
) STRICT;
INSERT INTO clock_state (one, mark, uptime_ms, boot, offset_ms, doubt, since, set_at, set_by)
SELECT 1, coalesce((SELECT at FROM journal ORDER BY pos DESC LIMIT 1), 0), NULL, '', 0, NULL, NULL, 0, NULL;
