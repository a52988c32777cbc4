-- The feed: what is true now, in the order in which it became true.

-- name: put
INSERT INTO feed (position, store, kind, id, body)
VALUES ((SELECT coalesce(max(position), 0) + 1 FROM feed), ?, ?, ?, ?)
ON CONFLICT (store, kind, id) DO UPDATE SET position = excluded.position, body = excluded.body

-- name: head
SELECT coalesce(max(position), 0) FROM feed

-- name: page
SELECT position, kind, body FROM feed WHERE store = ?1 AND position > ?2
UNION ALL
SELECT position, kind, body FROM feed WHERE store = '*' AND position > ?2
ORDER BY position LIMIT ?3
