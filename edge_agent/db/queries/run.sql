-- Whether the last agent on this file stopped in order.

-- name: is_clean
SELECT clean FROM run WHERE one = 1

-- name: set_clean
UPDATE run SET clean = ? WHERE one = 1
