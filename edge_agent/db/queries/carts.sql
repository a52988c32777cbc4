-- Carts: one row each, the whole value as JSON, replaced with every change.

-- name: by_id
SELECT body, updated_at FROM cart WHERE id = ?

-- name: live_of_till
SELECT body, updated_at FROM cart WHERE is_live = 1 AND till = ? AND state <> 'held'
ORDER BY id DESC LIMIT 1

-- name: held
SELECT body, updated_at FROM cart WHERE is_live = 1 AND state = 'held' ORDER BY updated_at LIMIT 100

-- name: held_count
SELECT count(*) FROM cart WHERE is_live = 1 AND state = 'held'

-- name: save
INSERT INTO cart (id, till, state, is_live, version, updated_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET till = excluded.till, state = excluded.state, is_live = excluded.is_live,
  version = excluded.version, updated_at = excluded.updated_at, body = excluded.body

-- name: save_lines
UPDATE cart SET version = ?, updated_at = ?, body = ? WHERE id = ? AND state = ? AND till = ?

-- name: drop
DELETE FROM cart WHERE id = ?

-- name: prune_closed
DELETE FROM cart WHERE rowid IN
  (SELECT rowid FROM cart WHERE is_live = 0 AND updated_at < ? LIMIT ?)

-- name: first_open_price
SELECT sku FROM article WHERE is_open_price = 1 ORDER BY sku LIMIT 1
