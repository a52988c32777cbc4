-- How far the journal has been acknowledged by headquarters, what comes next, and when nobody answered.

-- name: cursor
SELECT journal.pos FROM push_cursor
JOIN journal ON journal.epoch = push_cursor.epoch AND journal.seq = push_cursor.seq
WHERE push_cursor.one = 1

-- name: set_cursor
INSERT INTO push_cursor (one, epoch, seq, at) VALUES (1, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, at = excluded.at

-- name: forget_cursor
DELETE FROM push_cursor WHERE one = 1

-- name: after
SELECT pos, epoch, seq, body, hash FROM journal WHERE pos > ? ORDER BY pos LIMIT ?

-- name: event
SELECT pos, epoch, seq, body, hash FROM journal WHERE epoch = ? AND seq = ?

-- name: waiting
SELECT
  (SELECT coalesce(max(pos), 0) FROM journal) - ?1,
  (SELECT at FROM journal WHERE pos > ?1 ORDER BY pos LIMIT 1)

-- name: keep_silence
INSERT INTO hq_silence (began_at, ended_at) VALUES (?, ?)
ON CONFLICT (began_at) DO UPDATE SET ended_at = excluded.ended_at

-- name: prune_silences
DELETE FROM hq_silence WHERE began_at IN (SELECT began_at FROM hq_silence WHERE began_at < ? LIMIT ?)
