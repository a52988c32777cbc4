-- Articles by each of their codes, and the import's upserts.

-- name: by_gtin
SELECT a.sku, a.name, a.unit, a.price_fen, a.gtins, a.plu, a.menu_no, a.category, a.tax_class, a.prep_seconds
FROM article_gtin AS g JOIN article AS a ON a.sku = g.sku WHERE g.gtin = ?

-- name: by_plu
SELECT sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, prep_seconds
FROM article WHERE plu = ?

-- name: by_menu_no
SELECT sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, prep_seconds
FROM article WHERE menu_no = ?

-- name: by_sku
SELECT sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, prep_seconds
FROM article WHERE sku = ?

-- name: search
SELECT sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, prep_seconds
FROM article WHERE name LIKE ? ESCAPE '\' OR sku LIKE ? ESCAPE '\' ORDER BY sku LIMIT ?

-- name: save
INSERT INTO article (sku, name, unit, price_fen, gtins, plu, menu_no, category, tax_class, prep_seconds, owner)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'store')
ON CONFLICT (sku) DO UPDATE SET name = excluded.name, unit = excluded.unit, price_fen = excluded.price_fen,
  gtins = excluded.gtins, plu = excluded.plu, menu_no = excluded.menu_no, category = excluded.category,
  tax_class = excluded.tax_class, prep_seconds = excluded.prep_seconds

-- name: forget_gtins
DELETE FROM article_gtin WHERE sku = ?

-- name: save_gtin
INSERT INTO article_gtin (gtin, sku) VALUES (?, ?) ON CONFLICT (gtin) DO UPDATE SET sku = excluded.sku
