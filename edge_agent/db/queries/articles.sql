-- Articles by each of their codes, as they are now, by any part of their names; and the upserts of an import.

-- name: sku_of_gtin
SELECT sku FROM article_gtin WHERE gtin = ?

-- name: sku_of_plu
SELECT sku FROM article WHERE plu = ?

-- name: sku_of_menu_no
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

-- name: now_by_gtin
-- The same in one statement for what is scanned all day.
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.tax_code, a.station,
  a.prep_seconds, a.member_price_fen, a.cost_fen, a.price_unit, a.is_open_price, a.options,
  p.price_fen, p.member_price_fen, p.since, o.price_fen, o.member_price_fen, o.at,
  (SELECT group_concat(s.group_id || '/' || s.choice_id, ' ') FROM sold_out AS s WHERE s.sku = a.sku)
FROM article_gtin AS g
CROSS JOIN article AS a ON a.sku = g.sku
LEFT JOIN article_price AS p ON p.sku = a.sku
  AND p.since = (SELECT max(since) FROM article_price WHERE sku = a.sku AND since <= ?1)
LEFT JOIN own_price AS o ON o.sku = a.sku
WHERE g.gtin = ?2

-- name: search
-- ?1 now, ?2 how many, ?3 the folded text, ?4 the gram of what begins with it, ?5 those of what has it anywhere;
-- ?6 to ?10 the codes that it may be: two barcodes, menu number, PLU, own number; ?11 and ?12 the first own number
-- that begins with it and the first behind those; ?13 and ?14 the same for a barcode, ?15 and ?16 for its end.
WITH found (place, no, sku) AS (
  SELECT 0, 1, sku FROM article_gtin WHERE gtin = ?6
  UNION ALL SELECT 0, 2, sku FROM article_gtin WHERE gtin = ?7
  UNION ALL SELECT 0, 3, sku FROM article WHERE menu_no = ?8
  UNION ALL SELECT 0, 4, sku FROM article WHERE plu = ?9
  UNION ALL SELECT 0, 5, sku FROM article WHERE sku = ?10
  UNION ALL SELECT * FROM (SELECT 1, t.no, t.sku
    FROM article_gram AS g CROSS JOIN article_text AS t ON t.no = g.rowid
    WHERE g.article_gram MATCH ?4 AND instr(' ' || t.text, ' ' || ?3) > 0 LIMIT ?2)
  UNION ALL SELECT * FROM (SELECT 2, t.no, t.sku
    FROM article_gram AS g CROSS JOIN article_text AS t ON t.no = g.rowid
    WHERE g.article_gram MATCH ?5 AND instr(t.text, ?3) > 0 AND instr(' ' || t.text, ' ' || ?3) = 0 LIMIT ?2)
  UNION ALL SELECT * FROM (SELECT 3, 0, sku FROM article WHERE sku >= ?11 AND sku < ?12 LIMIT ?2)
  UNION ALL SELECT * FROM (SELECT 4, 0, sku FROM article_gtin WHERE gtin >= ?13 AND gtin < ?14 LIMIT ?2)
  UNION ALL SELECT * FROM (SELECT 5, 0, sku FROM article_gtin WHERE reversed >= ?15 AND reversed < ?16 LIMIT ?2)
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

-- name: save
INSERT INTO article (sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, tax_code, station,
  prep_seconds, member_price_fen, cost_fen, price_unit, is_open_price, options, owner)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, coalesce(?17, ''), 'store')
ON CONFLICT (sku) DO UPDATE SET name = excluded.name, unit = excluded.unit, price_fen = excluded.price_fen,
  gtins = excluded.gtins, plu = excluded.plu, menu_no = excluded.menu_no, category = excluded.category,
  tax_class = excluded.tax_class, tax_code = excluded.tax_code, station = excluded.station,
  prep_seconds = excluded.prep_seconds, member_price_fen = excluded.member_price_fen,
  cost_fen = excluded.cost_fen, price_unit = excluded.price_unit, is_open_price = excluded.is_open_price,
  options = coalesce(?17, options)

-- name: save_codes
UPDATE article SET gtins = ?, plu = ?, menu_no = ? WHERE sku = ?

-- name: save_options
UPDATE article SET options = ? WHERE sku = ?

-- name: remove
DELETE FROM article WHERE sku = ?

-- name: forget_gtins
DELETE FROM article_gtin WHERE sku = ?

-- name: save_gtin
INSERT INTO article_gtin (gtin, sku) VALUES (?, ?) ON CONFLICT (gtin) DO UPDATE SET sku = excluded.sku

-- name: save_price
INSERT INTO article_price
  (sku, since, price_fen, member_price_fen, old_price_fen, old_member_price_fen, is_planned)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sku, since) DO UPDATE SET price_fen = excluded.price_fen, member_price_fen = excluded.member_price_fen

-- name: forget_prices
-- Those that another had followed by then.
DELETE FROM article_price
WHERE sku = ?1 AND since < (SELECT max(since) FROM article_price WHERE sku = ?1 AND since <= ?2)
