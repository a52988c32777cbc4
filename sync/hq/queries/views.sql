-- What headquarters shows.

-- name: page
SELECT body FROM journal WHERE epoch_no = ? AND seq > ? ORDER BY seq LIMIT ?

-- name: stores
SELECT store.store, store.events, epoch.epoch, epoch.head_seq, epoch.head_hash,
  EXISTS (SELECT 1 FROM epoch AS any WHERE any.store = store.store AND any.forked = 1),
  store.first_seen_at, store.last_seen_at
FROM store JOIN epoch ON epoch.no = store.head_no
WHERE store.store > ? ORDER BY store.store LIMIT ?

-- name: epochs
SELECT epoch, parent_epoch, parent_seq, head_seq, head_hash, forked, first_seen_at
FROM epoch WHERE store = ? AND no > ? ORDER BY no LIMIT ?
