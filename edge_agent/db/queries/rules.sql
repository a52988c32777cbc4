-- Promotions, and the rule sets that they make: a set is kept as long as a cart may name it.

-- name: in_force
SELECT hash FROM rule_set ORDER BY no DESC LIMIT 1

-- name: by_hash
SELECT body FROM rule_set WHERE hash = ? ORDER BY no DESC LIMIT 1

-- name: add
INSERT INTO rule_set (hash, at, body) VALUES (?, ?, ?)

-- name: forget_oldest
DELETE FROM rule_set WHERE no <= (SELECT max(no) FROM rule_set) - ?

-- name: promotion
SELECT id, version, body, owner FROM promotion WHERE id = ?

-- name: promotions
SELECT id, version, body, owner FROM promotion WHERE body IS NOT NULL ORDER BY id LIMIT ?

-- name: save_promotion
INSERT INTO promotion (id, version, body, owner) VALUES (?, ?, ?, 'store')
ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, owner = excluded.owner
