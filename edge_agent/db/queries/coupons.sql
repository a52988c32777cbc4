-- Coupons by their codes, and how often each was used.

-- name: by_code
SELECT c.code, c.rule, c.valid_until, c.uses_max, (SELECT count(*) FROM coupon_use AS u WHERE u.code = c.code) AS uses
FROM coupon AS c WHERE c.code = ?

-- name: save
INSERT INTO coupon (code, rule, valid_until, uses_max, owner) VALUES (?, ?, ?, ?, 'store')
ON CONFLICT (code) DO UPDATE SET rule = excluded.rule, valid_until = excluded.valid_until,
  uses_max = excluded.uses_max WHERE coupon.owner = 'store'
