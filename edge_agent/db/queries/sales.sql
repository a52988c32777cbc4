-- Finished sales and refunds, as the projections hold them.

-- name: by_id
SELECT id, receipt_no, business_date, at, cashier, till, shift, cart, total_fen, discount_fen, change_fen,
  rounding_fen, rules, member, points_earned, points_spent, copies, refunded_fen, rounding_back_fen,
  points_taken, points_returned,
  EXISTS (SELECT 1 FROM refund AS r WHERE r.sale = s.id),
  EXISTS (SELECT 1 FROM shift AS h WHERE h.id = s.shift AND h.is_open = 1), exchange_of, ticket
FROM sale AS s WHERE id = ?

-- name: id_of_receipt
SELECT id FROM sale WHERE receipt_no = ?

-- name: lines
SELECT no, sku, name, unit, quantity, price_fen, gross_fen, amount_fen, category, tax_class, voided, options,
  is_open_price, refunded_quantity, refunded_fen
FROM sale_line WHERE sale = ? ORDER BY no

-- name: tenders
SELECT no, kind, method, amount_fen, received_fen, reference, payment, refunded_fen
FROM sale_tender WHERE sale = ? ORDER BY no

-- name: find
SELECT id, receipt_no, at, till, cashier, total_fen, refunded_fen,
  coalesce((SELECT l.name FROM sale_line AS l WHERE l.sale = s.id AND l.voided = 0 ORDER BY l.no LIMIT 1), ''),
  (SELECT count(*) FROM sale_line AS l WHERE l.sale = s.id AND l.voided = 0)
FROM sale AS s
WHERE id >= ?1 AND id < ?2
  AND (?7 IS NULL OR business_date = ?7)
  AND (?3 IS NULL OR number = ?3)
  AND (?4 IS NULL OR ?4 = total_fen OR ?4 = total_fen + rounding_fen)
  AND (?5 IS NULL OR EXISTS (SELECT 1 FROM sale_line AS l WHERE l.sale = s.id AND l.sku = ?5 AND l.voided = 0))
ORDER BY id DESC LIMIT ?6

-- name: last_number
SELECT last_number FROM receipt_counter WHERE business_date = ?

-- name: event
SELECT j.body FROM sale AS s JOIN journal AS j ON j.id = s.event AND j.type = 'sale.completed' WHERE s.id = ?

-- name: draft
SELECT j.body, coalesce(p.name, s.cashier), s.member, r.receipt_no
FROM sale AS s JOIN journal AS j ON j.id = s.event AND j.type = 'sale.completed'
  LEFT JOIN staff AS p ON p.staff = s.cashier LEFT JOIN refund AS r ON r.id = s.exchange_of
WHERE s.id = ?

-- name: told_by_jin
SELECT DISTINCT l.sku FROM sale_line AS l JOIN article AS a ON a.sku = l.sku AND a.price_unit = '500g'
WHERE l.sale = ? AND l.unit = 'kg'

-- name: refund_by_id
SELECT id, receipt_no, business_date, at, cashier, till, total_fen, rounding_fen, sale, sale_receipt_no, reason,
  approved_by, member, points_taken, points_returned, reopened_as, copies
FROM refund WHERE id = ?

-- name: refund_of_receipt
SELECT id FROM refund WHERE receipt_no = ?

-- name: refunds_of
SELECT id, receipt_no, at, till, cashier, total_fen + rounding_fen FROM refund WHERE sale = ? ORDER BY id LIMIT 500

-- name: refund_lines
SELECT no, sku, name, unit, quantity, amount_fen, goods, sale_line FROM refund_line WHERE refund = ? ORDER BY no

-- name: refund_legs
SELECT kind, amount_fen, method, reference, payment, of_tender FROM refund_leg WHERE refund = ? ORDER BY no

-- name: refund_draft
SELECT j.body, coalesce(p.name, r.cashier), r.member, coalesce(q.name, r.approved_by)
FROM refund AS r JOIN journal AS j ON j.id = r.event AND j.type = 'sale.refunded'
  LEFT JOIN staff AS p ON p.staff = r.cashier LEFT JOIN staff AS q ON q.staff = r.approved_by
WHERE r.id = ?
