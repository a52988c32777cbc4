-- The keys that sign tickets, and the sets in which they are published.

-- name: signing_key
SELECT kid, seed, nbf, naf FROM signing_key WHERE nbf <= ?1 ORDER BY nbf DESC LIMIT 1

-- name: signing_keys
SELECT kid, seed, nbf, naf FROM signing_key WHERE nbf >= 0 ORDER BY nbf LIMIT 64

-- name: add_signing_key
INSERT INTO signing_key (kid, seed, nbf, naf) VALUES (?, ?, ?, ?)

-- name: drop_signing_keys
DELETE FROM signing_key WHERE nbf < ?1 AND naf < ?1

-- name: key_set
SELECT version, issued, expires, root, signed FROM key_set WHERE version > 0 ORDER BY version DESC LIMIT 1

-- name: add_key_set
INSERT INTO key_set (version, issued, expires, root, signed) VALUES (?, ?, ?, ?, ?)

-- name: store_key
SELECT key FROM store_key WHERE store = ?

-- name: add_store_key
INSERT INTO store_key (store, key) VALUES (?, ?)
