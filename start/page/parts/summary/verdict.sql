-- kind: verdict
-- title: The verdict
-- note: What happened to the most important metric with support, and since which day, if it had a step, or a peak that
--   ended.
-- period: each
WITH
  -- 52 weeks, so that the weekdays are the same.
  last_year AS (
    SELECT format(', and {:,} a year earlier', sum(n)::BIGINT) AS text
    FROM metric_day JOIN headline USING (metric)
    WHERE in_period(date + 364)
    HAVING count(n) = getvariable('days')
  ),
  -- Where the last seven of 28 days brought half or more.
  late AS (
    SELECT (sum(n) FILTER(in_last(date, 7)))::BIGINT AS last_days
    FROM metric_day JOIN headline USING (metric)
    WHERE in_period(date) AND getvariable('days') = 28
    HAVING last_days >= sum(n) / 2
  )
SELECT
  CASE
    WHEN step.is_news THEN format(
      '{} {} a step since {}: {}',
      metric,
      if(step.now < step.before, 'down', 'up'),
      strftime(since, '%b %-d'),
      step.said
    )
    WHEN step.is_peak THEN format('A {} of {} ended on {}', shape, lower(metric), strftime(since - 1, '%b %-d'))
    WHEN is_comparable
    AND is_level(earlier, value) THEN format('{} about level ({})', metric, percent_change(value, earlier))
    WHEN is_comparable
    AND is_steady
    AND trend.is_clear THEN format('{}: a slow {} ({})', metric, direction, percent_change(value, earlier))
    WHEN is_comparable
    AND is_steady THEN format('{}: no clear change ({})', metric, percent_change(value, earlier))
    WHEN is_comparable THEN metric || ' ' || movement(value, earlier)
    WHEN earlier IS NULL THEN format('{:,} {}', value, lower(metric))
    ELSE 'Too few to compare yet'
  END AS lead,
  CASE
    WHEN is_comparable THEN concat(
      if(step.is_peak, course || format(' In all {} days: ', getvariable('days')), ''),
      format('{:,} vs. {:,} in the {} days before', value, earlier, getvariable('days')),
      last_year.text,
      CASE
        WHEN swings THEN ', within the usual swing of its days'
        WHEN NOT is_steady THEN ', more than the usual swing of its days'
      END,
      if(swings OR NOT is_steady, format(' (±{:.0f}%)', nullif(round(100 * swing), 0)), ''),
      '.',
      trend.text,
      CASE
        WHEN step.is_news THEN format(
          ' In the {0} days since {1}: {2:,} (was {3:,} in the {0} before). Why and the Pins behind it compare these.',
          step.days,
          strftime(since, '%b %-d'),
          step.now,
          step.before
        )
        WHEN NOT step.is_peak THEN ' ' || course
        ELSE format(' The last seven days brought {:,} of these.', late.last_days)
      END
    )
    WHEN earlier IS NULL THEN format('From {}. To compare them, days of a period are missing.', dates(first_date))
    ELSE format(
      '{:,} {} in {} days, and {:,} in those before. Comparisons start at 100 of a metric in both.',
      value,
      lower(metric),
      getvariable('days'),
      earlier
    )
  END AS text,
  is_comparable
  AND (NOT is_steady OR step.is_news IS TRUE) AS _is_moved,
  dates(first_date) || if(is_known, format(', compared with the {} days before', getvariable('days')), '') AS _range
FROM headline LEFT JOIN trend ON TRUE LEFT JOIN step ON TRUE LEFT JOIN last_year ON TRUE LEFT JOIN late ON TRUE
