CREATE TABLE member_points (
  member TEXT    PRIMARY KEY,
  points INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member_move (
  event   TEXT    NOT NULL,
  kind    TEXT    NOT NULL CHECK (kind = 'earned' OR kind = 'spent' OR kind = 'taken' OR kind = 'returned'),
  member  TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  points  INTEGER NOT NULL,
  subject TEXT    NOT NULL, -- the receipt number
  PRIMARY KEY (event, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_move_by_member ON member_move (member, at);

CREATE TABLE member_look_up (
  business_date TEXT    NOT NULL,
  staff         TEXT    NOT NULL,
  looked_up     INTEGER NOT NULL,
  found         INTEGER NOT NULL,
  PRIMARY KEY (business_date, staff)
) STRICT, WITHOUT ROWID;
