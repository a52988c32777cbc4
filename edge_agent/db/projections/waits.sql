-- What stations have to do, what they have taught about waiting, and how true the estimates were.

CREATE TABLE wait_item (
  ticket       TEXT    NOT NULL,
  item         INTEGER NOT NULL,
  station      TEXT    NOT NULL,
  work_ms      INTEGER NOT NULL,
  servers      INTEGER NOT NULL,
  is_undone    INTEGER NOT NULL CHECK (is_undone IN (0, 1)),
  collected_on TEXT, -- until that day is over it may be made again
  PRIMARY KEY (ticket, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX wait_item_undone ON wait_item (station, work_ms) WHERE is_undone = 1;
CREATE INDEX wait_item_collected ON wait_item (collected_on) WHERE collected_on IS NOT NULL;

CREATE TABLE wait_ticket (
  ticket      TEXT    PRIMARY KEY,
  issued_at   INTEGER NOT NULL,
  expected_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wait_station (
  station      TEXT    PRIMARY KEY,
  daypart      INTEGER NOT NULL,
  spent_ms     INTEGER NOT NULL,
  work_ms      INTEGER NOT NULL,
  since        INTEGER NOT NULL, -- when it had something to do again, or finished its last item
  last_wait_ms INTEGER,          -- of the last ticket whose part was made here
  typical_ms   INTEGER NOT NULL DEFAULT 0 -- nominal, of a piece as of late ordered here
) STRICT, WITHOUT ROWID;

CREATE TABLE wait_daypart (
  station  TEXT    NOT NULL,
  daypart  INTEGER NOT NULL,
  spent_ms INTEGER NOT NULL,
  work_ms  INTEGER NOT NULL,
  PRIMARY KEY (station, daypart)
) STRICT, WITHOUT ROWID;

CREATE TABLE wait_spread (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  low  INTEGER NOT NULL,
  high INTEGER NOT NULL
) STRICT;
