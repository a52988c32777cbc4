-- The index of what is searched: every change of it goes through these.

-- name: text
SELECT text FROM article_text WHERE sku = ?

-- name: add_text
INSERT INTO article_text (sku, text) VALUES (?, ?)

-- name: change_text
UPDATE article_text SET text = ? WHERE sku = ?

-- name: remove_text
DELETE FROM article_text WHERE sku = ?

-- name: add_grams
INSERT INTO article_gram (rowid, grams) SELECT no, ?2 FROM article_text WHERE sku = ?1

-- name: remove_grams
-- What it held must be told: an index without the texts does not know it.
INSERT INTO article_gram (article_gram, rowid, grams) SELECT 'delete', no, ?2 FROM article_text WHERE sku = ?1

-- name: merge
INSERT INTO article_gram (article_gram, rank) VALUES ('merge', ?)

-- name: forget_grams
INSERT INTO article_gram (article_gram) VALUES ('delete-all')

-- name: forget_texts
DELETE FROM article_text

-- name: version
SELECT version FROM search_index WHERE one = 1

-- name: set_version
UPDATE search_index SET version = ? WHERE one = 1

-- name: names_after
SELECT sku, name FROM article WHERE sku > ? ORDER BY sku LIMIT ?
