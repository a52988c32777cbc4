CREATE TABLE payment (
  id            TEXT    PRIMARY KEY,
  order_no      TEXT    NOT NULL UNIQUE,
  provider      TEXT    NOT NULL,
  amount_fen    INTEGER NOT NULL CHECK (amount_fen > 0),
  purpose       TEXT    NOT NULL CHECK (purpose = 'sale' OR purpose = 'refund'),
  state         TEXT    NOT NULL CHECK
    (state = 'created' OR state = 'sent' OR state = 'awaiting_customer' OR state = 'paid' OR state = 'declined'
     OR state = 'reversing' OR state = 'reversed' OR state = 'unknown'),
  started_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  business_date TEXT,
  staff         TEXT,
  till          TEXT,
  cart          TEXT,
  sale          TEXT,             -- that it paid for; of a refund, whose money goes back
  refund        TEXT,
  refund_of     TEXT,
  provider_ref  TEXT,
  reason        TEXT    NOT NULL DEFAULT '',
  settled_by    TEXT,             -- who said by hand what became of it
  is_decided    INTEGER NOT NULL GENERATED ALWAYS AS
    (state = 'paid' OR state = 'declined' OR state = 'reversed') VIRTUAL,
  needs_person  INTEGER NOT NULL GENERATED ALWAYS AS
    (state = 'unknown' OR (purpose = 'sale' AND state = 'paid' AND sale IS NULL)
     OR (purpose = 'refund' AND state = 'declined')) VIRTUAL
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_by_state ON payment (state, id);
CREATE INDEX payment_undecided ON payment (is_decided, id) WHERE is_decided = 0;
CREATE INDEX payment_for_a_person ON payment (needs_person, id) WHERE needs_person = 1;
CREATE INDEX payment_refunds ON payment (refund_of) WHERE refund_of IS NOT NULL;
