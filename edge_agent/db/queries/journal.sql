-- The journal: append, its end, and pages of it in local order.

-- name: append
INSERT INTO journal (epoch, seq, id, type, at, business_date, actor, till, body, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: head
SELECT epoch, seq, hash FROM journal ORDER BY pos DESC LIMIT 1

-- name: rows_after
SELECT pos, epoch, seq, id, type, at, business_date, actor, till, body, hash
FROM journal WHERE pos > ? ORDER BY pos LIMIT ?

-- name: last_rows
SELECT pos, epoch, seq, id, type, at, business_date, actor, till, body, hash
FROM journal ORDER BY pos DESC LIMIT ?

-- name: copy_row
INSERT INTO journal (pos, epoch, seq, id, type, at, business_date, actor, till, body, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: count
SELECT count(*) FROM journal
