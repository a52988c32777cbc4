-- Stock, as the projection holds it. An event's id begins with its time: `event >= ?` means from then on.

-- name: level
SELECT a.sku, coalesce(l.quantity, 0), a.name, a.unit
FROM article AS a LEFT JOIN stock_level AS l ON l.sku = a.sku WHERE a.sku = ?

-- name: on_hand
SELECT quantity FROM stock_level WHERE sku = ?

-- name: moves_after
SELECT event, sku, quantity FROM stock_move WHERE event >= ?

-- name: last_moves
SELECT event, kind, quantity FROM stock_move WHERE event >= ? AND sku = ? ORDER BY event DESC, no DESC LIMIT ?

-- name: between
SELECT l.sku, l.quantity, a.name, a.unit FROM stock_level AS l LEFT JOIN article AS a ON a.sku = l.sku
WHERE l.quantity > ? AND l.quantity <= ? ORDER BY l.quantity, l.sku LIMIT ?

-- name: near_expiry
SELECT b.sku, b.expiry, min(b.quantity, l.quantity - b.later), l.quantity, a.name, a.unit
FROM (
  SELECT sku, expiry, quantity, (
    SELECT coalesce(sum(quantity), 0) FROM stock_expiry WHERE sku = near.sku AND expiry > near.expiry
  ) AS later
  FROM stock_expiry AS near WHERE expiry >= ? AND expiry <= ?
) AS b
JOIN stock_level AS l ON l.sku = b.sku LEFT JOIN article AS a ON a.sku = b.sku
WHERE l.quantity > b.later ORDER BY b.expiry, b.sku LIMIT ?

-- name: opening
SELECT file_sha256 FROM stock_opening WHERE sku = ?

-- name: note
SELECT document FROM stock_note WHERE kind = ? AND party = ? AND number = ?

-- name: count
SELECT id, at, staff, state, reviewed_by FROM stock_count WHERE id = ?

-- name: counts
SELECT id, at, staff, state, reviewed_by FROM stock_count WHERE state = ? ORDER BY id DESC LIMIT ?

-- name: count_lines
SELECT c.no, c.sku, c.counted, c.counted_at, c.book, c.difference, a.name, a.unit
FROM stock_count_line AS c LEFT JOIN article AS a ON a.sku = c.sku WHERE c.document = ? ORDER BY c.no

-- name: last_counted
SELECT max(counted_at) FROM stock_count_line WHERE sku = ? AND accepted_at IS NOT NULL

-- name: counted_since
SELECT coalesce(sum(difference), 0) FROM stock_count_line
WHERE sku = ? AND accepted_at IS NOT NULL AND accepted_at > ?
