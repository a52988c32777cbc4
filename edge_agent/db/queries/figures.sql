-- The shop's figures over a window of business dates: ?1 and ?2 bound the ids, which are in the order of time.

-- name: sales
SELECT count(*),
  coalesce(sum(refunded_fen < total_fen OR total_fen = 0), 0),
  coalesce(sum(total_fen + rounding_fen), 0), coalesce(sum(discount_fen), 0), coalesce(sum(rounding_fen), 0),
  coalesce(sum(member IS NULL AND (refunded_fen < total_fen OR total_fen = 0)), 0)
FROM sale WHERE id >= ?1 AND id < ?2 AND business_date BETWEEN ?3 AND ?4

-- name: refunds
SELECT count(*), coalesce(sum(total_fen + rounding_fen), 0)
FROM refund WHERE id >= ?1 AND id < ?2 AND business_date BETWEEN ?3 AND ?4

-- name: goods
SELECT coalesce(sum(CASE l.unit WHEN 'each' THEN l.quantity ELSE 1000 END), 0),
  coalesce(sum(CASE WHEN a.cost_fen IS NULL THEN 0 ELSE l.amount_fen END), 0),
  coalesce(sum(coalesce(a.cost_fen, 0) * l.quantity), 0)
FROM sale AS s JOIN sale_line AS l ON l.sale = s.id AND l.voided = 0 LEFT JOIN article AS a ON a.sku = l.sku
WHERE s.id >= ?1 AND s.id < ?2 AND s.business_date BETWEEN ?3 AND ?4

-- name: goods_back
SELECT coalesce(sum(CASE WHEN l.goods = 'kept' THEN 0 WHEN l.unit = 'each' THEN l.quantity ELSE 1000 END), 0),
  coalesce(sum(CASE WHEN a.cost_fen IS NULL THEN 0 ELSE l.amount_fen END), 0),
  coalesce(sum(CASE l.goods WHEN 'kept' THEN 0 ELSE coalesce(a.cost_fen, 0) * l.quantity END), 0)
FROM refund AS r JOIN refund_line AS l ON l.refund = r.id LEFT JOIN article AS a ON a.sku = l.sku
WHERE r.id >= ?1 AND r.id < ?2 AND r.business_date BETWEEN ?3 AND ?4

-- name: top
SELECT l.sku, l.name, l.unit, sum(l.quantity), sum(l.amount_fen)
FROM sale AS s JOIN sale_line AS l ON l.sale = s.id AND l.voided = 0
WHERE s.id >= ?1 AND s.id < ?2 AND s.business_date BETWEEN ?3 AND ?4
GROUP BY l.sku ORDER BY sum(l.amount_fen) DESC, l.sku LIMIT 10

-- name: hours
SELECT (at + ?5) / 3600000 % 24, count(*), sum(total_fen + rounding_fen)
FROM sale WHERE id >= ?1 AND id < ?2 AND business_date BETWEEN ?3 AND ?4
GROUP BY 1 ORDER BY 1

-- name: tenders
SELECT t.kind, t.method, sum(t.amount_fen)
FROM sale AS s JOIN sale_tender AS t ON t.sale = s.id AND t.kind <> 'exchange'
WHERE s.id >= ?1 AND s.id < ?2 AND s.business_date BETWEEN ?3 AND ?4
GROUP BY t.kind, t.method ORDER BY t.kind, t.method

-- name: legs
SELECT l.kind, l.method, sum(l.amount_fen)
FROM refund AS r JOIN refund_leg AS l ON l.refund = r.id AND l.kind <> 'exchange'
WHERE r.id >= ?1 AND r.id < ?2 AND r.business_date BETWEEN ?3 AND ?4
GROUP BY l.kind, l.method ORDER BY l.kind, l.method

-- name: repeat
SELECT count(*), coalesce(sum(orders >= 2), 0) FROM
  (SELECT count(*) AS orders FROM sale
   WHERE id >= ?1 AND id < ?2 AND business_date BETWEEN ?3 AND ?4 AND member IS NOT NULL
     AND (refunded_fen < total_fen OR total_fen = 0)
   GROUP BY member)

-- name: care
SELECT coalesce(sum(u.voids), 0), coalesce(sum(u.reprices), 0), coalesce(sum(u.corrections), 0),
  coalesce(sum(u.drawer_openings), 0), coalesce(sum(u.refunds), 0), coalesce(sum(u.cancelled_carts), 0)
FROM shift AS h JOIN shift_sum AS u ON u.shift = h.id WHERE h.business_date BETWEEN ?1 AND ?2

-- name: over_short
SELECT coalesce(sum(max(over_fen, 0)), 0), coalesce(sum(min(over_fen, 0)), 0)
FROM shift WHERE business_date BETWEEN ?1 AND ?2 AND over_fen IS NOT NULL

-- name: range
SELECT count(*), coalesce(sum(quantity <= 0), 0) FROM stock_level

-- name: losses
SELECT coalesce(sum(-m.quantity * a.cost_fen), 0)
FROM stock_move AS m JOIN article AS a ON a.sku = m.sku AND a.cost_fen IS NOT NULL
WHERE m.event >= ?1 AND m.event < ?2 AND (m.kind = 'count' OR m.kind = 'write_off')

-- name: moves
SELECT m.event, m.sku, m.quantity, l.quantity, m.kind = 'opening'
FROM stock_move AS m JOIN stock_level AS l ON l.sku = m.sku
WHERE m.event >= ?1 ORDER BY m.event DESC, m.no DESC LIMIT 200000

-- name: out_of_stock
SELECT sku, quantity FROM stock_level WHERE quantity <= 0 ORDER BY sku LIMIT 5000

-- name: silence
SELECT coalesce(sum(max(min(ended_at, ?2) - max(began_at, ?1), 0)), 0) FROM hq_silence
WHERE began_at < ?2 AND ended_at > ?1
