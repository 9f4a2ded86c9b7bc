-- kind: bars
-- title: Week by week
-- note: {metric} per week, in UTC. The {days} days before are in gray.
-- empty: No complete week yet.
-- period: each
-- place: 4
SELECT
  strftime(min(first_date + i::INTEGER), '%Y-%m-%d') AS "Week from",
  sum(line[i + 1])::BIGINT AS "Now",
  sum(line_before[i + 1])::BIGINT AS "Before",
  any_value(metric) AS _metric,
  -- A few are a table, without colors.
  if(
    greatest(max("Now") OVER (), max("Before") OVER ()) >= 10
    AND "Before" IS NOT NULL,
    getvariable('days'),
    NULL
  ) AS _days
FROM headline, unnest(range(len(line))) AS day(i)
GROUP BY (len(line) - 1 - i) // 7
HAVING count(*) = 7
ORDER BY 1
