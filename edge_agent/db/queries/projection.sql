-- Which version of each projection the file holds.

-- name: versions
SELECT name, version FROM projection

-- name: set_version
INSERT INTO projection (name, version) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET version = excluded.version

-- name: forget
DELETE FROM projection WHERE name = ?
