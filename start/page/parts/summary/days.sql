-- kind: line
-- title: Day by day
-- note: {metric} per day, in UTC. The {days} days before are in gray.
-- empty: No complete day yet.
-- period: each
-- place: 4
SELECT
  strftime(first_date + i, '%Y-%m-%d') AS "Day",
  now AS "Now",
  earlier AS "Before",
  metric AS _metric,
  if(has_before, getvariable('days'), NULL) AS _days
FROM
  (
    SELECT
      metric,
      first_date,
      unnest(line) AS now,
      unnest(line_before) AS earlier,
      line_before IS NOT NULL AS has_before,
      (generate_subscripts(line, 1) - 1)::INTEGER AS i
    FROM headline
  )
