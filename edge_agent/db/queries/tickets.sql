-- Queue tickets, as the projection holds them: living ones by rank, any by number, sale or order.

-- name: last_date
SELECT max(business_date) FROM ticket

-- name: last_number
SELECT last FROM ticket_counter WHERE business_date = ? AND prefix = ?

-- name: living_no
SELECT id FROM ticket WHERE no = ? AND closed_at IS NULL LIMIT 1

-- name: by_no
SELECT t.id, t.no, t.business_date, t.channel, t.state, t.rank, t.ordered_at, t.ready_at, t.called_at, t.calls, t.counter,
  t.wait_low_ms, t.wait_high_ms, t.wanted_at, t.sale, s.receipt_no, t.pickup, t.is_made
FROM ticket AS t LEFT JOIN sale AS s ON s.id = t.sale
WHERE t.id = coalesce(
  (SELECT id FROM ticket WHERE no = ?1 AND closed_at IS NULL ORDER BY id DESC LIMIT 1),
  (SELECT id FROM ticket WHERE business_date = (SELECT max(business_date) FROM ticket) AND no = ?1
   ORDER BY id DESC LIMIT 1))

-- name: by_id
SELECT t.id, t.no, t.business_date, t.channel, t.state, t.rank, t.ordered_at, t.ready_at, t.called_at, t.calls, t.counter,
  t.wait_low_ms, t.wait_high_ms, t.wanted_at, t.sale, s.receipt_no, t.pickup, t.is_made
FROM ticket AS t LEFT JOIN sale AS s ON s.id = t.sale
WHERE t.id = ?

-- name: of_sale
SELECT id FROM ticket WHERE sale = ? ORDER BY id DESC LIMIT 1

-- name: begun_before
-- what was begun for the sale of which this cart is the reopening, and for those of which that one was
WITH RECURSIVE earlier (sale, cart) AS (
  SELECT s.id, s.cart FROM refund AS r JOIN sale AS s ON s.id = r.sale WHERE r.reopened_as = ?
  UNION
  SELECT s.id, s.cart FROM earlier AS e JOIN refund AS r ON r.reopened_as = e.cart JOIN sale AS s ON s.id = r.sale)
SELECT t.no, i.sku, i.options, i.pieces
FROM earlier AS e CROSS JOIN ticket AS t ON t.sale = e.sale CROSS JOIN ticket_item AS i ON i.ticket = t.id
WHERE i.state = 'preparing' OR i.state = 'ready' ORDER BY i.ticket, i.no

-- name: of_pickup
SELECT id FROM ticket WHERE pickup = ? ORDER BY id DESC LIMIT 1

-- name: next_waiting
SELECT id FROM ticket WHERE waits_for = ? ORDER BY rank, id LIMIT 1

-- name: waiting_ranks
SELECT rank FROM ticket WHERE waits_for = ? ORDER BY rank, id LIMIT ?

-- name: ahead
SELECT count(*) FROM ticket
WHERE closed_at IS NULL AND rank < (SELECT rank FROM ticket WHERE id = ?1) AND is_made = ?2
  AND (state = 'ordered' OR state = 'preparing' OR (is_made = 0 AND state = 'ready'))

-- name: living
SELECT t.id, t.no, t.business_date, t.channel, t.state, t.rank, t.ordered_at, t.ready_at, t.called_at, t.calls, t.counter,
  t.wait_low_ms, t.wait_high_ms, t.wanted_at, t.sale, s.receipt_no, t.pickup, t.is_made
FROM ticket AS t LEFT JOIN sale AS s ON s.id = t.sale
WHERE t.closed_at IS NULL ORDER BY t.rank, t.id LIMIT ?

-- name: living_items
SELECT i.ticket, i.no, i.sku, i.name, i.station, i.state, i.options, i.remakes, i.pieces
FROM (SELECT id, rank FROM ticket WHERE closed_at IS NULL ORDER BY rank, id LIMIT ?) AS t
CROSS JOIN ticket_item AS i ON i.ticket = t.id
ORDER BY i.ticket, i.no

-- name: in_state
SELECT t.id, t.no, t.business_date, t.channel, t.state, t.rank, t.ordered_at, t.ready_at, t.called_at, t.calls, t.counter,
  t.wait_low_ms, t.wait_high_ms, t.wanted_at, t.sale, s.receipt_no, t.pickup, t.is_made
FROM ticket AS t LEFT JOIN sale AS s ON s.id = t.sale
WHERE t.business_date = ? AND t.state = ? ORDER BY t.rank, t.id LIMIT ?

-- name: items_in_state
SELECT i.ticket, i.no, i.sku, i.name, i.station, i.state, i.options, i.remakes, i.pieces
FROM (SELECT id, rank FROM ticket WHERE business_date = ? AND state = ? ORDER BY rank, id LIMIT ?) AS t
CROSS JOIN ticket_item AS i ON i.ticket = t.id
ORDER BY i.ticket, i.no

-- name: items
SELECT ticket, no, sku, name, station, state, options, remakes, pieces FROM ticket_item WHERE ticket = ? ORDER BY no

-- name: moments
SELECT at, what, staff, counter, item, reason FROM ticket_moment WHERE ticket = ? ORDER BY event, item LIMIT ?

-- name: unanswered
-- ?1 first called before, ?2 calls at most, ?3 last called before, ?5 first called after, by another time
SELECT id FROM ticket
WHERE state = 'called' AND (first_called_at <= ?1 OR first_called_at > ?5 OR (calls >= ?2 AND called_at <= ?3)) LIMIT ?4

-- name: of_earlier_days
SELECT id FROM ticket WHERE closed_at IS NULL AND business_date < ? AND ordered_at <= ? LIMIT ?

-- name: open_dates
SELECT min(business_date), max(business_date) FROM shift WHERE is_open = 1

-- name: due
SELECT pickup, at FROM ticket_due WHERE at <= ? ORDER BY at LIMIT ?

-- name: save_due
INSERT INTO ticket_due (pickup, at) VALUES (?, ?) ON CONFLICT (pickup) DO UPDATE SET at = excluded.at
WHERE at <> excluded.at

-- name: forget_due
DELETE FROM ticket_due WHERE pickup = ?
