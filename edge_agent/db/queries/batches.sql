-- Batches of group buying, as the projection holds them, beside the orders and what was handed over of them.

-- name: by_id
SELECT id, state, received_at, split_at, closed_at FROM batch WHERE id = ?

-- name: counts
SELECT sku, counted FROM batch_count WHERE batch = ? ORDER BY sku LIMIT 1000

-- name: orders
SELECT id, version, is_live, body FROM pickup_order
WHERE batch = ?1 AND (leader = ?2 OR ?2 IS NULL) ORDER BY id LIMIT 5000

-- name: shares
SELECT s.pickup, s.bag, s.outcome FROM pickup_order AS o CROSS JOIN batch_share AS s ON s.pickup = o.id
WHERE o.batch = ?1 AND (o.leader = ?2 OR ?2 IS NULL) LIMIT 5000

-- name: lines
SELECT l.pickup, l.line, l.sku, l.given, l.short
FROM pickup_order AS o CROSS JOIN batch_share_line AS l ON l.pickup = o.id
WHERE o.batch = ?1 AND (o.leader = ?2 OR ?2 IS NULL) LIMIT 100000

-- name: gone
SELECT r.pickup, r.unit, r.at FROM pickup_order AS o CROSS JOIN redemption AS r ON r.pickup = o.id
WHERE o.batch = ?1 AND (o.leader = ?2 OR ?2 IS NULL) LIMIT 100000

-- name: places
SELECT p.pickup, p.unit, p.place FROM pickup_order AS o CROSS JOIN pickup_place AS p ON p.pickup = o.id
WHERE o.batch = ?1 AND (o.leader = ?2 OR ?2 IS NULL) LIMIT 100000

-- name: share
SELECT s.pickup, s.bag, s.outcome FROM batch_share AS s WHERE s.pickup = ?

-- name: share_lines
SELECT pickup, line, sku, given, short FROM batch_share_line WHERE pickup = ? ORDER BY line LIMIT 1000

-- name: last_bag
SELECT last FROM batch_bag WHERE one = 1

-- name: open_bags
SELECT s.bag FROM batch_share AS s CROSS JOIN pickup_order AS o ON o.id = s.pickup
WHERE s.is_open = 1 AND coalesce(json_extract(o.body, '$.units'), 1)
  > (SELECT count(*) FROM redemption AS r WHERE r.pickup = s.pickup) LIMIT 10000
