-- Answers to mutations, by their Request-Id.

-- name: by_id
SELECT who, digest, body FROM request_answer WHERE id = ?

-- name: keep
INSERT INTO request_answer (id, who, digest, body, at) VALUES (?, ?, ?, ?, ?)

-- name: prune
DELETE FROM request_answer WHERE no IN
  (SELECT no FROM (SELECT no, at FROM request_answer ORDER BY no LIMIT ?2) WHERE at < ?1)
