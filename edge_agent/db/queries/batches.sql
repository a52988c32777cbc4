-- Batches of group buying, as the projection holds them, beside the orders and what was handed over of them.

-- name: by_id
SELECT id, state, received_at, split_at, closed_at FROM batch WHERE id = ?

-- name: counts
SELECT sku, counted FROM batch_count WHERE batch = ? ORDER BY sku LIMIT 1000

-- name: shares
SELECT pickup, bag, outcome FROM batch_share WHERE batch = ? ORDER BY pickup LIMIT 5000

-- name: lines
SELECT l.pickup, l.line, l.sku, l.given, l.short
FROM batch_share AS s CROSS JOIN batch_share_line AS l ON l.pickup = s.pickup WHERE s.batch = ? LIMIT 100000

-- name: gone
SELECT r.pickup, r.unit, r.at
FROM pickup_order AS o CROSS JOIN redemption AS r ON r.pickup = o.id WHERE o.batch = ? LIMIT 100000

-- name: places
SELECT p.pickup, p.unit, p.place
FROM pickup_order AS o CROSS JOIN pickup_place AS p ON p.pickup = o.id WHERE o.batch = ? LIMIT 100000

-- name: share
SELECT s.pickup, s.bag, s.outcome FROM batch_share AS s WHERE s.pickup = ?

-- name: share_lines
SELECT pickup, line, sku, given, short FROM batch_share_line WHERE pickup = ? ORDER BY line LIMIT 1000

-- name: last_bag
SELECT last FROM batch_bag WHERE one = 1

-- name: open_bags
SELECT bag FROM batch_share WHERE is_open = 1 LIMIT 10000
