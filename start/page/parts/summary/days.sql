-- kind: line
-- title: Day by day
-- note: {metric} per day, in UTC. The {days} days before are in gray.
-- empty: No complete day yet.
-- period: each
-- place: 4
SELECT
  strftime(first_date + i::INTEGER, '%Y-%m-%d') AS "Day",
  line[i + 1] AS "Now",
  line_before[i + 1] AS "Before",
  metric AS _metric,
  if(line_before IS NULL, NULL, getvariable('days')) AS _days
FROM headline, unnest(range(len(line))) AS day(i)
ORDER BY i
