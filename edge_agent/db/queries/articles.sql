-- Articles by each of their codes, as they are now, by any part of their names; and the upserts of an import.

-- name: by_gtin
SELECT sku FROM article_gtin WHERE gtin = ?

-- name: by_plu
SELECT sku FROM article WHERE plu = ?

-- name: by_menu_no
SELECT sku FROM article WHERE menu_no = ?

-- name: now
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.tax_code, a.station,
  a.prep_seconds, a.member_price_fen, a.cost_fen, a.price_unit, a.is_open_price, a.options,
  p.price_fen, p.member_price_fen, p.since, o.price_fen, o.member_price_fen, o.at,
  (SELECT group_concat(s.group_id || '/' || s.choice_id, ' ') FROM sold_out AS s WHERE s.sku = a.sku)
FROM article AS a
LEFT JOIN article_price AS p ON p.sku = a.sku
  AND p.since = (SELECT max(since) FROM article_price WHERE sku = a.sku AND since <= ?1)
LEFT JOIN own_price AS o ON o.sku = a.sku
WHERE a.sku = ?2

-- name: search
-- ?1 now, ?2 how many, ?3 the folded text, ?4 the gram of what begins with it, ?5 those of what has it anywhere;
-- ?6 and ?7 the first own number that begins with it and the first behind those, ?8 to ?13 the same for a barcode of
-- 13 digits or more, one of 12 or fewer, and the last digits of one.
WITH found (place, no, sku) AS (
  SELECT * FROM (SELECT 1, t.no, t.sku FROM article_gram AS g CROSS JOIN article_text AS t ON t.no = g.rowid
    WHERE g.article_gram MATCH ?4 AND instr(' ' || t.text, ' ' || ?3) > 0 LIMIT ?2)
  UNION ALL
  SELECT * FROM (SELECT 2, t.no, t.sku FROM article_gram AS g CROSS JOIN article_text AS t ON t.no = g.rowid
    WHERE g.article_gram MATCH ?5 AND instr(t.text, ?3) > 0 AND instr(' ' || t.text, ' ' || ?3) = 0 LIMIT ?2)
  UNION ALL
  SELECT * FROM (SELECT 3, 0, sku FROM article WHERE sku >= ?6 AND sku < ?7 LIMIT ?2)
  UNION ALL
  SELECT * FROM (SELECT 4, 0, sku FROM article_gtin WHERE gtin >= ?8 AND gtin < ?9 LIMIT ?2)
  UNION ALL
  SELECT * FROM (SELECT 5, 0, sku FROM article_gtin WHERE gtin >= ?10 AND gtin < ?11 LIMIT ?2)
  UNION ALL
  SELECT * FROM (SELECT 6, 0, sku FROM article_gtin WHERE reversed >= ?12 AND reversed < ?13 LIMIT ?2)
  LIMIT ?2)
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.tax_code, a.station,
  a.prep_seconds, a.member_price_fen, a.cost_fen, a.price_unit, a.is_open_price, a.options,
  p.price_fen, p.member_price_fen, p.since, o.price_fen, o.member_price_fen, o.at,
  (SELECT group_concat(s.group_id || '/' || s.choice_id, ' ') FROM sold_out AS s WHERE s.sku = a.sku),
  l.quantity
FROM found AS f
CROSS JOIN article AS a ON a.sku = f.sku
LEFT JOIN article_price AS p ON p.sku = a.sku
  AND p.since = (SELECT max(since) FROM article_price WHERE sku = a.sku AND since <= ?1)
LEFT JOIN own_price AS o ON o.sku = a.sku
LEFT JOIN stock_level AS l ON l.sku = a.sku
ORDER BY f.place, f.no, f.sku

-- name: found_now
-- The same for one article that is known already.
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.tax_code, a.station,
  a.prep_seconds, a.member_price_fen, a.cost_fen, a.price_unit, a.is_open_price, a.options,
  p.price_fen, p.member_price_fen, p.since, o.price_fen, o.member_price_fen, o.at,
  (SELECT group_concat(s.group_id || '/' || s.choice_id, ' ') FROM sold_out AS s WHERE s.sku = a.sku),
  l.quantity
FROM article AS a
LEFT JOIN article_price AS p ON p.sku = a.sku
  AND p.since = (SELECT max(since) FROM article_price WHERE sku = a.sku AND since <= ?1)
LEFT JOIN own_price AS o ON o.sku = a.sku
LEFT JOIN stock_level AS l ON l.sku = a.sku
WHERE a.sku = ?2
