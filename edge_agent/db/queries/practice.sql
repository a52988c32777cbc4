-- The catalogue in pieces, each article as it is now.

-- name: articles_after
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.tax_code, a.station,
  a.prep_seconds, a.member_price_fen, a.cost_fen, a.price_unit, a.is_open_price, a.options,
  p.price_fen, p.member_price_fen, p.since, o.price_fen, o.member_price_fen, o.at,
  (SELECT group_concat(s.group_id || '/' || s.choice_id, ' ') FROM sold_out AS s WHERE s.sku = a.sku)
FROM article AS a
LEFT JOIN article_price AS p ON p.sku = a.sku
  AND p.since = (SELECT max(since) FROM article_price WHERE sku = a.sku AND since <= ?1)
LEFT JOIN own_price AS o ON o.sku = a.sku
WHERE a.sku > ?2
ORDER BY a.sku
LIMIT ?3
