-- What stores have sent: the cursor of each epoch, and the events themselves.

-- name: history
SELECT id FROM history WHERE one = 1

-- name: begin_history
INSERT INTO history (one, id, begun_at) VALUES (1, ?, ?)

-- name: epoch
SELECT no, epoch, parent_hash, head_seq, head_hash FROM epoch WHERE store = ? AND epoch = ?

-- name: store_head
SELECT epoch.no, epoch.epoch, epoch.parent_hash, epoch.head_seq, epoch.head_hash
FROM store JOIN epoch ON epoch.no = store.head_no
WHERE store.store = ?

-- name: hash_at
SELECT hash FROM journal WHERE epoch_no = ? AND seq = ?

-- name: see_store
INSERT INTO store (store, head_no, events, first_seen_at, last_seen_at) VALUES (?1, NULL, 0, ?2, ?2)
ON CONFLICT (store) DO NOTHING

-- name: open_epoch
INSERT INTO epoch
  (store, epoch, parent_epoch, parent_seq, parent_hash, head_seq, head_hash, forked, first_seen_at)
VALUES (?1, ?2, ?3, ?4, ?5, 0, ?5, ?6, ?7)

-- name: flag_rivals
UPDATE epoch SET forked = 1 WHERE store = ?1 AND parent_epoch IS ?2 AND parent_seq >= ?3

-- name: flag_outgrown
UPDATE epoch SET forked = 1 WHERE no = ? AND head_seq > ?

-- name: flag_left_behind
UPDATE epoch SET forked = 1 WHERE store = ? AND parent_epoch = ? AND parent_seq < ?

-- name: flag
UPDATE epoch SET forked = 1 WHERE no = ?

-- name: append
INSERT INTO journal (epoch_no, seq, id, type, body, hash) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING

-- name: move_head
UPDATE epoch SET head_seq = ?, head_hash = ? WHERE no = ?

-- name: move_store
UPDATE store SET head_no = ?, events = events + ?, last_seen_at = ? WHERE store = ?

-- name: touch_store
UPDATE store SET last_seen_at = ? WHERE store = ?
