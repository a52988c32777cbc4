-- What the scripted day asks of the tables: sums that must agree.

-- name: sales
SELECT count(*), coalesce(sum(total_fen), 0) FROM sale

-- name: lines
SELECT count(*), coalesce(sum(amount_fen), 0) FROM sale_line WHERE voided = 0

-- name: refunds
SELECT count(*), coalesce(sum(total_fen), 0) FROM refund

-- name: tenders
SELECT kind, method, sum(fen) FROM
  (SELECT kind, method, amount_fen AS fen FROM sale_tender
   UNION ALL SELECT kind, method, -amount_fen FROM refund_leg)
GROUP BY kind, method

-- name: shift_tenders
SELECT kind, method, sum(sales_fen - refunds_fen + corrections_fen) FROM shift_tender GROUP BY kind, method

-- name: taxes
SELECT tax_class, sum(fen) FROM
  (SELECT tax_class, amount_fen AS fen FROM sale_line WHERE voided = 0
   UNION ALL SELECT tax_class, -amount_fen FROM refund_line)
GROUP BY tax_class

-- name: shift_taxes
SELECT tax_class, sum(amount_fen) FROM shift_tax GROUP BY tax_class

-- name: refunded_too_much
SELECT receipt_no FROM sale WHERE refunded_fen > total_fen
   OR refunded_fen <> (SELECT coalesce(sum(r.total_fen), 0) FROM refund AS r WHERE r.sale = sale.id)

-- name: points
SELECT m.id, m.points_hq - m.points_seen + coalesce(p.points, 0)
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id

-- name: coupons
SELECT u.code, s.receipt_no FROM coupon_use AS u JOIN sale AS s ON s.id = u.sale ORDER BY u.code, s.receipt_no

-- name: ledger
SELECT m.sku, sum(m.quantity), l.quantity FROM stock_move AS m LEFT JOIN stock_level AS l ON l.sku = m.sku
GROUP BY m.sku

-- name: receipt_jobs
SELECT s.receipt_no, count(j.id), coalesce(max(j.state), '')
FROM sale AS s LEFT JOIN print_job AS j ON j.sale = s.id AND j.template = 'receipt' AND j.copy = 0 GROUP BY s.id

-- name: refund_jobs
SELECT r.receipt_no, count(j.id), coalesce(max(j.state), '')
FROM refund AS r LEFT JOIN print_job AS j ON j.refund = r.id AND j.template = 'refund' AND j.copy = 0
GROUP BY r.id

-- name: printed
SELECT count(*), coalesce(sum(state <> 'printed'), 0) FROM print_job

-- name: cancelled
SELECT count(*), coalesce(sum(total_fen), 0) FROM sale_cancelled

-- name: tickets
SELECT no, state FROM ticket

-- name: redemptions
SELECT pickup, unit FROM redemption

-- name: pickup_moves
SELECT sku, sum(quantity) FROM stock_move WHERE kind = 'pickup' GROUP BY sku

-- name: pickup_tickets
SELECT pickup, state FROM ticket WHERE pickup IS NOT NULL
