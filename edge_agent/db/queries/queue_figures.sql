-- The queue's and the pickups' figures over a window of business dates, or of times.

-- name: tickets
SELECT count(*), coalesce(sum(first_called_at IS NOT NULL), 0),
  coalesce(sum(first_called_at IS NOT NULL AND EXISTS
    (SELECT 1 FROM ticket_moment AS m WHERE m.ticket = ticket.id AND m.what = 'no_show')), 0),
  coalesce(sum(first_called_at IS NOT NULL AND wait_high_ms IS NOT NULL), 0),
  coalesce(sum(first_called_at - ordered_at BETWEEN wait_low_ms AND wait_high_ms), 0)
FROM ticket WHERE business_date BETWEEN ?1 AND ?2

-- name: wait
SELECT first_called_at - ordered_at FROM ticket
WHERE business_date BETWEEN ?1 AND ?2 AND first_called_at IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET ?3

-- name: pickups
SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM redemption AS r WHERE r.pickup = o.id)), 0)
FROM pickup_order AS o WHERE o.wanted_at >= ?1 AND o.wanted_at < ?2 AND o.is_live = 1
