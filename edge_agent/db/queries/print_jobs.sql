-- Print jobs: written in the sale's own transaction, sent afterwards by the spooler. The paper of a sale or a refund
-- is not kept with its job: it is composed of the journalled event when it is sent.

-- name: add
INSERT INTO print_job (id, sale, refund, template, printer, copy, state, created_at, updated_at, paper)
VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)

-- name: next_queued
SELECT id, sale, refund, template, printer, copy, state, created_at, paper FROM print_job
WHERE is_done = 0 AND printer = ? AND state = 'queued'
ORDER BY template IN ('batch_picks', 'bag_label'), id LIMIT 1

-- name: by_id
SELECT id, sale, refund, template, printer, copy, state, created_at, paper FROM print_job WHERE id = ?

-- name: first_of_sale
SELECT id, state, bytes IS NOT NULL FROM print_job WHERE sale = ? AND copy = 0

-- name: first_of_refund
SELECT id, state, bytes IS NOT NULL FROM print_job WHERE refund = ? AND copy = 0

-- name: last_copy
SELECT max(copy) FROM print_job WHERE sale = ?

-- name: in_state
SELECT id, sale, refund, template, printer, copy, state, created_at, paper FROM print_job
WHERE state = ? ORDER BY id LIMIT ?

-- name: counts
SELECT printer, state, count(*) FROM print_job WHERE is_done = 0 GROUP BY printer, state

-- name: set_state
UPDATE print_job SET state = ?1, updated_at = ?2,
  is_done = (?1 = 'printed' OR ?1 = 'cancelled' OR ?1 = 'sent_unconfirmed') WHERE id = ?3

-- name: queue_again
UPDATE print_job SET state = 'queued', is_done = 0, printer = ?, created_at = ?, updated_at = ? WHERE id = ?

-- name: set_bytes
UPDATE print_job SET state = 'sending', bytes = ?, hash = ?, updated_at = ? WHERE id = ?

-- name: doubt_unfinished
UPDATE print_job SET state = 'uncertain', updated_at = ? WHERE is_done = 0 AND state IN ('sending', 'fenced')

-- name: hold_stale
UPDATE print_job SET state = 'held', updated_at = ?1
WHERE is_done = 0 AND printer = ?2 AND state = 'queued'
  AND ((template = 'receipt' AND copy = 0 AND created_at < ?3) OR (substr(template, 1, 6) = 'pickup' AND created_at < ?4))

-- name: move_queued
UPDATE print_job SET printer = ?, updated_at = ?
WHERE is_done = 0 AND printer = ? AND state = 'queued' AND (template = 'cup_label' OR template = 'ticket')

-- name: prune_done
DELETE FROM print_job WHERE rowid IN
  (SELECT rowid FROM print_job WHERE is_done = 1 AND updated_at < ? LIMIT ?)
