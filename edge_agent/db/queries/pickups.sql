-- What was handed over, what lies where, what was tried; and the keys in force.

-- name: gone
SELECT unit, handover, at, till, staff, generation, proof_at FROM redemption WHERE pickup = ? ORDER BY unit LIMIT 64

-- name: places
SELECT unit, place FROM pickup_place WHERE pickup = ? ORDER BY unit LIMIT 64

-- name: ticket
SELECT no FROM ticket WHERE pickup = ? ORDER BY id DESC LIMIT 1

-- name: seen
SELECT max_generation, last_proof FROM pickup_seen WHERE pickup = ?

-- name: tries
SELECT wrong, streak, last_at FROM pickup_try WHERE till = ? AND business_date = ?

-- name: last_tries
SELECT wrong, streak, last_at FROM pickup_try WHERE till = ? ORDER BY business_date DESC LIMIT 1

-- name: done
SELECT id, pickup, business_date, number, units, lines, is_undone FROM pickup_handover WHERE id = ?

-- name: to_itemise
SELECT id, pickup, business_date, number, units, lines, is_undone FROM pickup_handover
WHERE pickup = ? AND is_unlisted = 1 AND is_itemised = 0 AND is_undone = 0 ORDER BY id LIMIT 64

-- name: key_set_version
SELECT coalesce(max(version), 0) FROM pickup_key_set

-- name: hold
INSERT INTO handover (id, till, pickup, at, body) VALUES (?, ?, ?, ?, ?)

-- name: held
SELECT till, at, body FROM handover WHERE id = ?

-- name: forget
DELETE FROM handover WHERE id = ?

-- name: forget_before
DELETE FROM handover WHERE at < ?

-- name: ordered
SELECT id, version, is_live, body FROM (
  SELECT id, version, is_live, body, expires_at, wanted_at,
    CASE WHEN gone >= units THEN 'collected' WHEN gone > 0 THEN 'partly'
         WHEN placed >= units THEN 'ready' ELSE 'waiting' END AS state
  FROM (SELECT o.id, o.version, o.is_live, o.body, o.expires_at, o.wanted_at,
      coalesce(json_extract(o.body, '$.units'), 1) AS units,
      (SELECT count(*) FROM redemption AS r WHERE r.pickup = o.id) AS gone,
      (SELECT count(*) FROM pickup_place AS p WHERE p.pickup = o.id) AS placed
    FROM pickup_order AS o WHERE o.expires_at > ?1 AND o.expires_at <= ?2 AND (o.is_live = ?3 OR ?3 IS NULL)))
WHERE state = ?4 OR (?4 = '' AND state <> 'collected')
ORDER BY expires_at, wanted_at LIMIT ?5

-- name: matching
SELECT id, version, is_live, body FROM pickup_order
WHERE expires_at > ? AND (tail = ? OR substr(number, -length(?)) = ?)
ORDER BY expires_at DESC, wanted_at DESC LIMIT ?
