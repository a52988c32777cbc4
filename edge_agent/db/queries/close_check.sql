-- May I switch off: what waits in the shop, and since when.

-- name: shifts
SELECT count(*), min(opened_at) FROM shift WHERE is_open = 1

-- name: carts
SELECT body, updated_at FROM cart WHERE is_live = 1 AND state <> 'held' LIMIT 200

-- name: held
SELECT count(*), min(updated_at) FROM cart WHERE is_live = 1 AND state = 'held'

-- name: paper
SELECT count(*), min(created_at) FROM print_job WHERE is_done = 0
