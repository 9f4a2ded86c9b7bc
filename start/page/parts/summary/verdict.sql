-- kind: verdict
-- title: The verdict
-- note: What happened to the most important metric with support, and whether the second half of the period turned.
-- period: each
WITH
  half AS (
    SELECT
      len(line) // 2 AS days,
      line[:days] AS first_days,
      line[days + 1:] AS last_days,
      list_sum(first_days) AS before,
      list_sum(last_days) AS now
    FROM headline
    WHERE len(line) = getvariable('days')
  ),
  turn AS (
    SELECT
      format(
        ' The last {0} days were {1:.0f}% {2} the {0} before them.',
        days,
        100 * abs(h.now / h.before - 1),
        if(h.now < h.before, 'below', 'above')
      ) AS text
    FROM half h, headline
    WHERE
      has_support(h.before, h.now)
      AND NOT is_level(h.before, h.now)
      AND NOT is_swing(first_days, last_days)
      AND (is_steady OR sign(h.now - h.before) <> sign(difference))
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
    WHEN is_comparable THEN format(
      '{:,} vs. {:,} in the {} days before{}{}.',
      value,
      earlier,
      getvariable('days'),
      coalesce(last_year.text, ''),
      CASE
        WHEN swings THEN ', within the usual swing of its days'
        WHEN NOT is_steady THEN ', more than the usual swing of its days'
        ELSE ''
      END
    ) || coalesce(trend.text, '') || coalesce(turn.text, '')
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
  AND NOT is_steady AS _is_moved,
  dates(first_date) || if(is_known, format(', compared with the {} days before', getvariable('days')), '') AS _range
FROM headline LEFT JOIN trend ON TRUE LEFT JOIN turn ON TRUE LEFT JOIN last_year ON TRUE
