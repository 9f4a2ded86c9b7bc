-- kind: verdict
-- title: The verdict
-- note: What happened to the most important metric with support, and whether the second half of the period turned.
-- period: each
WITH
  half AS (
    SELECT
      sum(n) FILTER(date > getvariable('last_day') - getvariable('days') // 2) AS now,
      sum(n) FILTER(date <= getvariable('last_day') - getvariable('days') // 2) AS before
    FROM metric_day JOIN headline USING (metric)
    WHERE in_period(date)
  ),
  turn AS (
    SELECT
      format(
        ' The last {0} days were {1:.0f}% {2} the {0} before them.',
        getvariable('days') // 2,
        100 * abs(h.now / h.before - 1),
        if(h.now < h.before, 'below', 'above')
      ) AS text
    FROM half h, headline
    WHERE
      has_support(h.before, h.now)
      AND NOT is_level(h.before, h.now)
      AND (is_level(earlier, value) OR sign(h.now - h.before) <> sign(difference))
  ),
  -- 52 weeks, so that the weekdays are the same.
  last_year AS (
    SELECT format(', and {:,} a year earlier', sum(n)::BIGINT) AS text
    FROM metric_day JOIN headline USING (metric)
    WHERE in_period(date + 364)
    HAVING count(n) = getvariable('days')
  )
SELECT
  CASE
    WHEN is_comparable THEN metric || ' ' || movement(value, earlier)
    WHEN earlier IS NULL THEN format('{:,} {}', value, lower(metric))
    ELSE 'Too few to say'
  END AS lead,
  CASE
    WHEN is_comparable THEN format(
      '{:,} vs. {:,} in the {} days before{}.',
      value,
      earlier,
      getvariable('days'),
      coalesce(last_year.text, '')
    ) || coalesce(turn.text, '')
    WHEN earlier IS NULL THEN format('From {}. To compare them, days of a period are missing.', dates(first_date))
    ELSE format(
      '{:,} {} vs. {:,} in the {} days before: a comparison needs 100 of some metric in both.',
      value,
      lower(metric),
      earlier,
      getvariable('days')
    )
  END AS text,
  dates(first_date) || if(is_known, format(', compared with the {} days before', getvariable('days')), '') AS _range
FROM headline LEFT JOIN turn ON TRUE LEFT JOIN last_year ON TRUE
