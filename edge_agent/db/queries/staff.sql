-- Staff, their sessions, their locks and the approvals that wait to be used.

-- name: by_id
SELECT staff, name, role, pin_hash, is_disabled FROM staff WHERE staff = ?

-- name: list
SELECT staff.staff, name, role, is_disabled, coalesce(locked_until, 0)
FROM staff LEFT JOIN access_lock ON access_lock.staff = staff.staff ORDER BY staff.staff LIMIT 500

-- name: entry
SELECT staff.staff, name, role, is_disabled, coalesce(locked_until, 0)
FROM staff LEFT JOIN access_lock ON access_lock.staff = staff.staff WHERE staff.staff = ?

-- name: locked_until
SELECT locked_until FROM access_lock WHERE staff = ?

-- name: add
INSERT INTO staff (staff, name, role, pin_hash, owner) VALUES (?, ?, ?, ?, 'store')

-- name: set_disabled
UPDATE staff SET is_disabled = ? WHERE staff = ?

-- name: set_pin
UPDATE staff SET pin_hash = ? WHERE staff = ?

-- name: keep_approval
INSERT INTO approval (id, staff, asked_by, till, action, subject, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: approval
SELECT staff, reason, at FROM approval
WHERE id = ?1 AND asked_by = ?2 AND till = ?3 AND action = ?4 AND (subject = '' OR subject = ?5)

-- name: use_approval
DELETE FROM approval WHERE id = ?

-- name: drop_approvals_before
DELETE FROM approval WHERE at < ?

-- name: drop_approvals_of
DELETE FROM approval WHERE staff = ?

-- name: session
SELECT staff, till FROM session WHERE token_hash = ?

-- name: open_session
INSERT INTO session (token_hash, staff, till, opened_at) VALUES (?, ?, ?, ?)

-- name: close_sessions_of_till
DELETE FROM session WHERE till = ?

-- name: close_sessions_of
DELETE FROM session WHERE staff = ?
