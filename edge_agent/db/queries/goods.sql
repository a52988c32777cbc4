-- What became of the goods' prices, what is sold out, and what the catalogue lacks.

-- name: price_changes
-- What an import brought and what the shop changed, between two moments: the price before is that of the change
-- before, and where there is none the one that was known when the change was written down.
SELECT c.sku, a.name, a.unit, a.price_unit, c.since, c.price_fen, c.member_price_fen,
  c.old_price_fen, c.old_member_price_fen, c.source, c.staff
FROM (
  SELECT sku, since, price_fen, member_price_fen, old_price_fen, old_member_price_fen,
    CASE WHEN is_planned THEN 'planned' ELSE 'import' END AS source, NULL AS staff
  FROM article_price WHERE since >= ?1 AND since < ?2
  UNION ALL
  SELECT sku, at, price_fen, member_price_fen, old_price_fen, old_member_price_fen, 'hand', staff
  FROM own_price_change WHERE at >= ?1 AND at < ?2
  ORDER BY 2, 1 LIMIT ?3) AS c
CROSS JOIN article AS a ON a.sku = c.sku
ORDER BY c.since, c.sku

-- name: price_before
SELECT price_fen, member_price_fen FROM (
  SELECT * FROM (SELECT since, price_fen, member_price_fen FROM article_price
    WHERE sku = ?1 AND since < ?2 ORDER BY since DESC LIMIT 1)
  UNION ALL
  SELECT * FROM (SELECT at, price_fen, member_price_fen FROM own_price_change
    WHERE sku = ?1 AND at < ?2 ORDER BY at DESC LIMIT 1))
ORDER BY since DESC LIMIT 1

-- name: sold_out
SELECT s.sku, a.name, a.options, s.group_id, s.choice_id, s.at, s.staff
FROM sold_out AS s JOIN article AS a ON a.sku = s.sku ORDER BY s.sku, s.group_id, s.choice_id LIMIT ?

-- name: unfiled
SELECT u.code, u.sku, u.name, u.times, u.quantity, u.last_at,
  (SELECT group_concat(p.price_fen, ' ')
   FROM (SELECT price_fen FROM unfiled_price WHERE code = u.code ORDER BY times DESC, price_fen LIMIT 10) AS p)
FROM unfiled_code AS u
WHERE NOT EXISTS (SELECT 1 FROM article_gtin WHERE gtin = u.gtin)
  AND NOT EXISTS (SELECT 1 FROM article WHERE plu = u.plu)
  AND NOT EXISTS (SELECT 1 FROM article WHERE menu_no = u.menu_no)
  AND NOT EXISTS (SELECT 1 FROM article WHERE sku = u.own)
ORDER BY u.last_at DESC LIMIT ?
