-- Members. A balance is what headquarters or a file had last said, and what was booked here since.

-- name: by_id
SELECT m.id, m.tail, m.code, m.name, m.owner, m.points_hq - m.points_seen + coalesce(p.points, 0)
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id WHERE m.id = ?

-- name: by_phone
SELECT m.id, m.tail, m.code, m.name, m.owner, m.points_hq - m.points_seen + coalesce(p.points, 0)
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id WHERE m.phone_hash = ?

-- name: by_code
SELECT m.id, m.tail, m.code, m.name, m.owner, m.points_hq - m.points_seen + coalesce(p.points, 0)
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id WHERE m.code = ?

-- name: by_tail
SELECT m.id, m.tail, m.code, m.name, m.owner, m.points_hq - m.points_seen + coalesce(p.points, 0)
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id WHERE m.tail = ? LIMIT ?

-- name: below_zero
SELECT m.id, m.tail, m.code, m.name, m.owner, m.points_hq - m.points_seen + coalesce(p.points, 0) AS points
FROM member AS m LEFT JOIN member_points AS p ON p.member = m.id
WHERE m.points_hq - m.points_seen + coalesce(p.points, 0) < 0 ORDER BY points LIMIT ?

-- name: points_here
SELECT points FROM member_points WHERE member = ?

-- name: spent_since
SELECT -coalesce(sum(points), 0) FROM member_move
WHERE member = ? AND at > ? AND (kind = 'spent' OR kind = 'returned')

-- name: last_moves
SELECT at, kind, points, subject FROM member_move WHERE member = ? ORDER BY at DESC, event DESC, kind LIMIT ?

-- name: look_ups
SELECT staff, looked_up, found FROM member_look_up WHERE business_date = ? ORDER BY staff

-- name: secret
SELECT value FROM secret WHERE name = ?

-- name: keep_secret
INSERT INTO secret (name, value) VALUES (?, ?)

-- name: last_word
SELECT at FROM push_cursor WHERE one = 1

-- name: add
INSERT INTO member (id, phone_hash, tail, code, name, owner) VALUES (?, ?, ?, ?, ?, 'store')

-- name: update
UPDATE member SET phone_hash = ?, tail = ?, code = ?, name = ? WHERE id = ?

-- name: set_points
UPDATE member SET points_hq = ?, points_seen = ?, as_of_epoch = ?, as_of_seq = ? WHERE id = ?

-- name: erase
DELETE FROM member WHERE id = ?
