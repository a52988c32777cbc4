-- Queue tickets, what is made for them, what happened to them, and the numbers given out.

CREATE TABLE ticket (
  id              TEXT    PRIMARY KEY, -- made at birth, so in the order of time
  no              TEXT    NOT NULL,
  business_date   TEXT    NOT NULL,
  channel         TEXT    NOT NULL CHECK
    (channel = 'counter' OR channel = 'online' OR channel = 'group' OR channel = 'courier'),
  number          INTEGER NOT NULL,
  state           TEXT    NOT NULL CHECK
    (state = 'ordered' OR state = 'preparing' OR state = 'ready' OR state = 'called' OR state = 'no_show'
     OR state = 'collected' OR state = 'cancelled' OR state = 'expired'),
  is_made         INTEGER NOT NULL CHECK (is_made IN (0, 1)), -- it has items
  rank            INTEGER NOT NULL,    -- lower ones come first, to be made and to be called
  ordered_at      INTEGER NOT NULL,
  ready_at        INTEGER,
  first_called_at INTEGER,
  called_at       INTEGER,
  calls           INTEGER NOT NULL DEFAULT 0,
  counter         TEXT    NOT NULL DEFAULT '',
  closed_at       INTEGER,
  sale            TEXT,
  pickup          TEXT,
  wait_low_ms     INTEGER,
  wait_high_ms    INTEGER,
  wanted_at       INTEGER,
  waits_for       TEXT GENERATED ALWAYS AS  -- the kind of counter that may call it next
    (CASE WHEN is_made = 1 AND state = 'ready' THEN 'making'
          WHEN is_made = 0 AND (state = 'ordered' OR state = 'ready') THEN 'service' END) VIRTUAL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_by_no ON ticket (business_date, no, id);
CREATE INDEX ticket_by_state ON ticket (business_date, state, rank, id);
CREATE INDEX ticket_waiting ON ticket (waits_for, rank, id) WHERE waits_for IS NOT NULL;
CREATE INDEX ticket_living ON ticket (rank, id) WHERE closed_at IS NULL;
CREATE INDEX ticket_living_no ON ticket (no, id) WHERE closed_at IS NULL;
CREATE INDEX ticket_called ON ticket (first_called_at) WHERE state = 'called';
CREATE INDEX ticket_by_sale ON ticket (sale) WHERE sale IS NOT NULL;
CREATE INDEX ticket_by_pickup ON ticket (pickup) WHERE pickup IS NOT NULL;

CREATE TABLE ticket_item (
  ticket       TEXT    NOT NULL,
  no           INTEGER NOT NULL,
  sku          TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  station      TEXT    NOT NULL,
  options      TEXT    NOT NULL, -- the names of the choices, a line each
  state        TEXT    NOT NULL CHECK
    (state = 'ordered' OR state = 'preparing' OR state = 'ready' OR state = 'cancelled'),
  pieces       INTEGER NOT NULL, -- under its one label
  ready_at     INTEGER,
  remakes      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (ticket, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_moment (
  ticket  TEXT    NOT NULL,
  event   TEXT    NOT NULL,
  item    INTEGER NOT NULL, -- 0: of the ticket as a whole
  at      INTEGER NOT NULL,
  what    TEXT    NOT NULL,
  staff   TEXT,
  counter TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  PRIMARY KEY (ticket, event, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_moment_calls ON ticket_moment (at) WHERE what = 'called';

CREATE TABLE ticket_counter (
  business_date TEXT    NOT NULL,
  prefix        TEXT    NOT NULL,
  last          INTEGER NOT NULL,
  PRIMARY KEY (business_date, prefix)
) STRICT, WITHOUT ROWID;
