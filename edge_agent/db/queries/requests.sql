-- Answers to mutations, by their Request-Id.

-- name: by_id
SELECT who, digest, body FROM request_answer WHERE id = ?

-- name: keep
INSERT INTO request_answer (id, who, digest, body, at) VALUES (?, ?, ?, ?, ?)

-- name: prune
DELETE FROM request_answer WHERE no IN (SELECT no FROM request_answer WHERE at < ? ORDER BY no LIMIT ?)
