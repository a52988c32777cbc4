-- Payments through a provider, as the projection holds them.

-- name: by_id
SELECT id, order_no, provider, amount_fen, purpose, state, started_at, business_date, staff, till, cart, sale,
       refund, refund_of, reason
FROM payment WHERE id = ?

-- name: undecided
SELECT id, order_no, provider, amount_fen, purpose, state, started_at, business_date, staff, till, cart, sale,
       refund, refund_of, reason
FROM payment WHERE is_decided = 0 ORDER BY id LIMIT ?

-- name: for_a_person
SELECT id, order_no, provider, amount_fen, purpose, state, started_at, business_date, staff, till, cart, sale,
       refund, refund_of, reason
FROM payment WHERE needs_person = 1 ORDER BY id LIMIT ?

-- name: in_state
SELECT id, order_no, provider, amount_fen, purpose, state, started_at, business_date, staff, till, cart, sale,
       refund, refund_of, reason
FROM payment WHERE state = ? ORDER BY id DESC LIMIT ?

-- name: returned
SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE refund_of = ? AND state <> 'declined'
