-- Rule sets: each is kept as long as a cart may name it.

-- name: in_force
SELECT hash FROM rule_set ORDER BY no DESC LIMIT 1

-- name: by_hash
SELECT body FROM rule_set WHERE hash = ? ORDER BY no DESC LIMIT 1

-- name: add
INSERT INTO rule_set (hash, at, body) VALUES (?, ?, ?)
