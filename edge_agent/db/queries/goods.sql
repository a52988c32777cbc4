-- What became of the goods' prices, what is sold out, and what the catalogue lacks.

-- name: price_changes
-- What an import brought and what the shop changed, from ?1 to before ?2 and behind (?3, ?4, ?5), so many. The price
-- before is that of the change before, and where there is none the one that was known when the change was written down:
-- a planned one long before its time. What leaves both prices as they were is no change.
WITH told AS (
  SELECT sku, since, price_fen, member_price_fen, old_price_fen, old_member_price_fen,
    CASE WHEN is_planned THEN 'planned' ELSE 'import' END AS source, NULL AS staff
  FROM article_price WHERE since >= ?1 AND since < ?2
  UNION ALL
  SELECT sku, at, price_fen, member_price_fen, old_price_fen, old_member_price_fen, 'hand', staff
  FROM own_price_change WHERE at >= ?1 AND at < ?2
)
SELECT t.sku, a.name, a.unit, a.price_unit, t.since, t.price_fen, t.member_price_fen,
  (SELECT price_fen FROM (
    SELECT * FROM (SELECT since, price_fen, member_price_fen FROM article_price
      WHERE sku = t.sku AND since < t.since ORDER BY since DESC LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT at, price_fen, member_price_fen FROM own_price_change
      WHERE sku = t.sku AND at < t.since ORDER BY at DESC LIMIT 1)
    UNION ALL
    SELECT -1, t.old_price_fen, t.old_member_price_fen) ORDER BY since DESC LIMIT 1) AS before_fen,
  (SELECT member_price_fen FROM (
    SELECT * FROM (SELECT since, price_fen, member_price_fen FROM article_price
      WHERE sku = t.sku AND since < t.since ORDER BY since DESC LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT at, price_fen, member_price_fen FROM own_price_change
      WHERE sku = t.sku AND at < t.since ORDER BY at DESC LIMIT 1)
    UNION ALL
    SELECT -1, t.old_price_fen, t.old_member_price_fen) ORDER BY since DESC LIMIT 1) AS member_before_fen,
  t.source, t.staff
FROM told AS t CROSS JOIN article AS a ON a.sku = t.sku
WHERE (t.since, t.sku, t.source) > (?3, ?4, ?5)
  AND (t.price_fen, t.member_price_fen) IS NOT (before_fen, member_before_fen)
ORDER BY t.since, t.sku, t.source LIMIT ?6

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
