-- kind: bars
-- title: Week by week
-- note: {metric} per week, in UTC. The {days} days before are in gray.
-- empty: No complete week yet.
-- period: each
-- place: 4
WITH
  shown AS (
    -- A peak can be seen where the weeks are one after another.
    SELECT
      metric,
      if(getvariable('is_peak'), list_concat(line_before, line), line) AS days,
      if(getvariable('is_peak'), NULL, line_before) AS line_before,
      getvariable('last_day') - len(days)::INTEGER + 1 AS first_date
    FROM headline
  )
SELECT
  strftime(min(first_date + i::INTEGER), '%Y-%m-%d') AS "Week from",
  sum(days[i + 1])::BIGINT AS "Now",
  sum(line_before[i + 1])::BIGINT AS "Before",
  any_value(metric) AS _metric,
  -- A few are a table, without colors.
  if(
    greatest(max("Now") OVER (), max("Before") OVER ()) >= 10
    AND "Before" IS NOT NULL,
    getvariable('days'),
    NULL
  ) AS _days
FROM shown, unnest(range(len(days))) AS day(i)
GROUP BY (len(days) - 1 - i) // 7
HAVING count(*) = 7
ORDER BY 1
