-- Carts: one row each, the whole value as JSON, replaced with every change.

-- name: by_id
SELECT body, updated_at FROM cart WHERE id = ?

-- name: live_of_till
SELECT body, updated_at FROM cart WHERE state IN ('open', 'tendering') AND till = ? ORDER BY id DESC LIMIT 1

-- name: held
SELECT body, updated_at FROM cart WHERE state = 'held' ORDER BY updated_at LIMIT 100

-- name: held_count
SELECT count(*) FROM cart WHERE state = 'held'

-- name: save
INSERT INTO cart (id, till, state, version, updated_at, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET till = excluded.till, state = excluded.state, version = excluded.version,
  updated_at = excluded.updated_at, body = excluded.body

-- name: drop
DELETE FROM cart WHERE id = ?

-- name: prune_closed
DELETE FROM cart WHERE state IN ('sold', 'cancelled') AND updated_at < ?
