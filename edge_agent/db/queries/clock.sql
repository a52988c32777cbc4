-- What is known of the time: one row, always there.

-- name: state
SELECT mark, uptime_ms, boot, offset_ms, doubt, since, set_at, set_by FROM clock_state WHERE one = 1

-- name: keep
UPDATE clock_state
SET mark = ?, uptime_ms = ?, boot = ?, offset_ms = ?, doubt = ?, since = ?, set_at = ?, set_by = ? WHERE one = 1

-- name: before_start
-- of the last event before this start's own
SELECT at FROM journal WHERE pos < (SELECT max(pos) FROM journal) ORDER BY pos DESC LIMIT 1

-- name: offset
SELECT offset_ms FROM clock_state WHERE one = 1
