-- Orders to be collected, and what was taken back of them.

-- name: by_number
SELECT id, store, number, version, audience, short_code, ticket, slip, body FROM pickup_order
WHERE number = ? ORDER BY placed_at DESC LIMIT 1

-- name: of_store
SELECT id, store, number, version, audience, short_code, ticket, slip, body FROM pickup_order
WHERE store = ? ORDER BY placed_at DESC LIMIT ?

-- name: short_code_taken
SELECT id FROM pickup_order WHERE is_live = 1 AND store = ? AND short_code = ? AND expires_at > ? LIMIT 1

-- name: save
INSERT INTO pickup_order (id, store, number, version, audience, short_code, placed_at, expires_at, is_live, ticket,
                          slip, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, short_code = excluded.short_code,
  expires_at = excluded.expires_at, is_live = excluded.is_live, ticket = excluded.ticket, slip = excluded.slip,
  body = excluded.body

-- name: count
INSERT INTO order_counter (day, last) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET last = max(last + 1, ?2)

-- name: counted
SELECT last FROM order_counter WHERE day = ?

-- name: revoke
INSERT INTO revocation (sequence, pickup, least, expires) VALUES (?, ?, ?, ?)

-- name: sequence_before
SELECT coalesce(max(sequence), 0) FROM revocation WHERE sequence < ?

-- name: revocations
SELECT sequence, pickup, least, expires FROM revocation WHERE sequence BETWEEN ? AND ? ORDER BY sequence
