-- What the board on the wall shows; no sale, no order, nobody's name.

-- name: living
SELECT id, no, state, is_made, called_at, counter FROM ticket
WHERE closed_at IS NULL ORDER BY rank, id LIMIT ?

-- name: call
SELECT no, counter FROM ticket WHERE id = ? AND called_at = ? AND state = 'called'
