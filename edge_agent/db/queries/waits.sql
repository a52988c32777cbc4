-- What a newcomer finds at the stations.

-- name: station
SELECT s.station, s.spent_ms, s.work_ms, s.last_wait_ms, s.typical_ms,
  (SELECT count(*) FROM wait_item AS i WHERE i.station = s.station AND i.is_undone = 1) AS items,
  (SELECT coalesce(sum(i.work_ms), 0) FROM wait_item AS i WHERE i.station = s.station AND i.is_undone = 1) AS ahead_ms
FROM wait_station AS s WHERE s.station = ?

-- name: stations
SELECT s.station, s.spent_ms, s.work_ms, s.last_wait_ms, s.typical_ms,
  (SELECT count(*) FROM wait_item AS i WHERE i.station = s.station AND i.is_undone = 1) AS items,
  (SELECT coalesce(sum(i.work_ms), 0) FROM wait_item AS i WHERE i.station = s.station AND i.is_undone = 1) AS ahead_ms
FROM wait_station AS s ORDER BY s.station LIMIT 100

-- name: spread
SELECT low, high FROM wait_spread WHERE one = 1
