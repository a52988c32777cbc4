-- Shifts, as the projection holds them.

-- name: open_of_drawer
SELECT id, drawer, business_date, opened_at, opened_by, float_fen FROM shift WHERE drawer = ? AND is_open = 1

-- name: first_open
SELECT id, drawer, business_date, opened_at, opened_by, float_fen FROM shift
WHERE is_open = 1 ORDER BY drawer LIMIT 1

-- name: closed
SELECT id, z_no, drawer, business_date, opened_at, opened_by, closed_at, closed_by FROM shift
WHERE z_no < ? ORDER BY z_no DESC LIMIT ?

-- name: close_of
SELECT j.body FROM shift AS s JOIN journal AS j ON j.id = s.closed_event AND j.type = 'shift.closed' WHERE s.id = ?

-- name: close_of_z
SELECT j.body FROM shift AS s JOIN journal AS j ON j.id = s.closed_event AND j.type = 'shift.closed'
WHERE s.z_no = ?

-- name: counting
SELECT expected_fen, first_counted_fen, first_counted_by FROM shift WHERE id = ?

-- name: sums
SELECT sales_fen, refunds_fen, discount_fen, rounding_fen, sales, refunds, voids, cancelled_carts, reprices,
       line_discounts, cart_discounts, corrections, drawer_openings, reprints, approvals, single_approvals
FROM shift_sum WHERE shift = ?

-- name: tenders
SELECT kind, method, sales_fen, refunds_fen, corrections_fen FROM shift_tender
WHERE shift = ? AND kind <> 'exchange' -- set off within one unit: no money, always zero in all
ORDER BY kind, method

-- name: taxes
SELECT tax_class, amount_fen FROM shift_tax WHERE shift = ? ORDER BY tax_class

-- name: cash_moves
SELECT at, kind, amount_fen, reason, staff FROM cash_move WHERE shift = ? ORDER BY event

-- name: left
SELECT left_fen FROM drawer_float WHERE drawer = ?

-- name: last_z
SELECT last_no FROM z_counter WHERE one = 1

-- name: last_date
SELECT max(business_date) FROM shift
