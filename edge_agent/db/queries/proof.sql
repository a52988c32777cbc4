-- What the scripted day asks of the tables: sums that must agree.

-- name: sales
SELECT count(*), coalesce(sum(total_fen), 0) FROM sale

-- name: lines
SELECT count(*), coalesce(sum(amount_fen), 0) FROM sale_line WHERE voided = 0

-- name: tenders
SELECT kind, method, sum(amount_fen) FROM sale_tender GROUP BY kind, method

-- name: ledger
SELECT m.sku, sum(m.quantity), l.quantity FROM stock_move AS m LEFT JOIN stock_level AS l ON l.sku = m.sku
GROUP BY m.sku

-- name: receipt_jobs
SELECT s.receipt_no, count(j.id), coalesce(max(j.state), '')
FROM sale AS s LEFT JOIN print_job AS j ON j.sale = s.id AND j.template = 'receipt' GROUP BY s.id

-- name: cancelled
SELECT count(*), coalesce(sum(total_fen), 0) FROM sale_cancelled
