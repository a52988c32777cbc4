-- The queue's and the pickups' figures over a window of business dates, or of times.

-- name: tickets
WITH told AS (
  SELECT wait_low_ms AS low, wait_high_ms AS high,
    max(0, (SELECT min(at) FROM ticket_moment AS m WHERE m.ticket = t.id AND m.what = 'called') - ordered_at)
      AS waited,
    EXISTS (SELECT 1 FROM ticket_moment AS m WHERE m.ticket = t.id AND m.what = 'no_show') AS is_missed
  FROM ticket AS t WHERE t.business_date BETWEEN ?1 AND ?2)
SELECT count(*), count(waited), coalesce(sum(waited IS NOT NULL AND is_missed), 0),
  coalesce(sum(waited IS NOT NULL AND high IS NOT NULL), 0), coalesce(sum(waited BETWEEN low AND high), 0)
FROM told

-- name: wait
SELECT max(0, (SELECT min(at) FROM ticket_moment AS m WHERE m.ticket = t.id AND m.what = 'called') - ordered_at)
  AS waited
FROM ticket AS t WHERE t.business_date BETWEEN ?1 AND ?2 AND waited IS NOT NULL ORDER BY waited LIMIT 1 OFFSET ?3

-- name: pickups
SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM redemption AS r WHERE r.pickup = o.id)), 0)
FROM pickup_order AS o WHERE o.wanted_at >= ?1 AND o.wanted_at < ?2 AND o.is_live = 1
