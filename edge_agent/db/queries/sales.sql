-- Finished sales, as the projections hold them.

-- name: by_id
SELECT id, receipt_no, business_date, at, cashier, till, cart, total_fen, change_fen FROM sale WHERE id = ?

-- name: by_receipt_no
SELECT id, receipt_no, business_date, at, cashier, till, cart, total_fen, change_fen
FROM sale WHERE receipt_no = ?

-- name: lines
SELECT no, sku, name, unit, quantity, price_fen, amount_fen, voided FROM sale_line WHERE sale = ? ORDER BY no

-- name: tenders
SELECT no, kind, method, amount_fen, received_fen, reference FROM sale_tender WHERE sale = ? ORDER BY no

-- name: latest
SELECT id, receipt_no, at, till, cashier, total_fen FROM sale WHERE id < ? ORDER BY id DESC LIMIT ?

-- name: last_number
SELECT last_number FROM receipt_counter WHERE business_date = ?
