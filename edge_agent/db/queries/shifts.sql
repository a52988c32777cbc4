-- Shifts, as the projection holds them.

-- name: open_of_drawer
SELECT id, drawer, business_date, opened_at, opened_by, float_fen FROM shift WHERE drawer = ? AND is_open = 1

-- name: last_date
SELECT max(business_date) FROM shift
