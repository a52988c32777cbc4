-- Orders to be collected here, the keys of their codes, and what was revoked: as the feed brought them.

-- name: by_id
SELECT id, version, is_live, body FROM pickup_order WHERE id = ?

-- name: by_short
SELECT id, version, is_live, body FROM pickup_order
WHERE is_live = 1 AND short_hash <> '' AND short_hash = ? LIMIT 20

-- name: by_phone
SELECT id, version, is_live, body FROM pickup_order
WHERE is_live = 1 AND phone_hash <> '' AND phone_hash = ? ORDER BY expires_at DESC LIMIT 20

-- name: save
INSERT INTO pickup_order (id, version, number, channel, batch, leader, tail, short_hash, phone_hash, wanted_at,
                          expires_at, is_live, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, number = excluded.number, channel = excluded.channel,
  batch = excluded.batch, leader = excluded.leader, tail = excluded.tail, short_hash = excluded.short_hash,
  phone_hash = excluded.phone_hash, wanted_at = excluded.wanted_at, expires_at = excluded.expires_at,
  is_live = excluded.is_live, body = excluded.body
WHERE excluded.version > pickup_order.version

-- name: key_set
SELECT version, issued, expires, body FROM pickup_key_set ORDER BY version DESC LIMIT 1

-- name: save_key_set
INSERT INTO pickup_key_set (version, issued, expires, body) VALUES (?, ?, ?, ?) ON CONFLICT (version) DO NOTHING

-- name: revocation
SELECT least_generation, expires FROM pickup_revocation WHERE pickup = ?

-- name: save_revocation
INSERT INTO pickup_revocation (pickup, least_generation, expires) VALUES (?, ?, ?)
ON CONFLICT (pickup) DO UPDATE SET least_generation = max(least_generation, excluded.least_generation),
  expires = max(expires, excluded.expires)

-- name: drop_revocations
DELETE FROM pickup_revocation
WHERE pickup IN (SELECT pickup FROM pickup_revocation WHERE expires < ? ORDER BY expires LIMIT ?)

-- name: sequence
SELECT sequence FROM revocation_list WHERE one = 1

-- name: save_sequence
INSERT INTO revocation_list (one, sequence) VALUES (1, ?)
ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence

-- name: keep_store_key
INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: prune
DELETE FROM pickup_order
WHERE id IN (SELECT id FROM pickup_order WHERE expires_at < ? ORDER BY expires_at LIMIT ?)

-- name: cursor
SELECT history, position, at FROM feed_cursor WHERE one = 1

-- name: save_cursor
INSERT INTO feed_cursor (one, history, position, at) VALUES (1, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET history = excluded.history, position = excluded.position, at = excluded.at

-- name: batch
SELECT id, version, body FROM group_batch WHERE id = ?

-- name: batches
SELECT id, version, body FROM group_batch ORDER BY id DESC LIMIT ?

-- name: save_batch
INSERT INTO group_batch (id, version, body) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body
WHERE excluded.version > group_batch.version
