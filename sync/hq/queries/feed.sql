-- The feed: what is true now, in the order in which it became true.

-- name: put
INSERT INTO feed (position, store, kind, id, ends_at, body)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (store, kind, id)
DO UPDATE SET position = excluded.position, ends_at = excluded.ends_at, body = excluded.body

-- name: drop
DELETE FROM feed WHERE position IN (SELECT position FROM feed WHERE ends_at < ? ORDER BY ends_at LIMIT ?)

-- name: head
SELECT coalesce(max(position), 0) FROM feed

-- name: key_set
SELECT position, kind, body FROM feed WHERE store = '*' AND kind = 'key_set' AND id = ''

-- name: page
SELECT position, kind, body FROM feed WHERE store = ?1 AND position > ?2
UNION ALL
SELECT position, kind, body FROM feed WHERE store = '*' AND position > ?2
ORDER BY position LIMIT ?3
