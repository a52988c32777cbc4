-- Staff and their sessions.

-- name: by_id
SELECT staff, name, role, pin_hash FROM staff WHERE staff = ?

-- name: list
SELECT staff, name, role, pin_hash FROM staff ORDER BY staff LIMIT 500

-- name: add
INSERT INTO staff (staff, name, role, pin_hash, owner) VALUES (?, ?, ?, ?, 'store')

-- name: approval
SELECT staff, reason FROM approval WHERE id = ? AND till = ? AND action = ? AND at >= ?

-- name: use_approval
DELETE FROM approval WHERE id = ?

-- name: session
SELECT staff, till FROM session WHERE token_hash = ?

-- name: open_session
INSERT INTO session (token_hash, staff, till, opened_at) VALUES (?, ?, ?, ?)

-- name: close_sessions_of_till
DELETE FROM session WHERE till = ?
