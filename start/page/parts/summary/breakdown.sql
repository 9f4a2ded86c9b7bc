-- kind: why
-- title: The breakdown that moved
-- note: The one with most surprise, and of it the part that beats its share most. Each adds up to the account’s total.
-- period: each
-- place: 3
WITH
  day AS (
    SELECT
      split_day.*,
      count_in(metrics, field) AS n,
      n / nullif(sum(n) OVER (PARTITION BY date, split_day.place), 0) AS share
    FROM split_day, comparison
  ),
  moved AS (
    SELECT
      d.place,
      d.dimension,
      d.part,
      (sum(d.n) FILTER(in_window(date)))::BIGINT AS now,
      (sum(d.n) FILTER(in_window_before(date)))::BIGINT AS before,
      c.value AS all_now,
      c.earlier AS all_before,
      surprise(before / all_before, now / all_now) AS surprise,
      has_support(before + now, before + now)
      AND share_moved(before, now, all_before, all_now)
      AND NOT is_swing(list(share) FILTER(in_window_before(date)), list(share) FILTER(in_window(date))) AS is_moved,
      beats_share(before / all_before, now / all_now, all_before, all_now) AS is_ahead
    FROM day d, comparison c
    WHERE c.is_comparable
    GROUP BY d.place, d.dimension, d.part, c.value, c.earlier
    HAVING
      before + now > 0
      AND count(DISTINCT date) FILTER(in_window(date)) = getvariable('compared_days')
      AND count(DISTINCT date) FILTER(in_window_before(date)) = getvariable('compared_days')
  ),
  named AS (
    SELECT *, sum(surprise) OVER (PARTITION BY place) AS of_dimension
    FROM
      moved,
      (SELECT coalesce(sum(abs(difference)), 0) AS made FROM maker)
      -- What is within the change of a few Pins says nothing else.
    QUALIFY
      is_moved
      AND ((SELECT NOT is_steady FROM comparison) OR EXISTS (FROM trend WHERE is_clear))
      AND abs(now - before * all_now / all_before) > made
    ORDER BY of_dimension DESC, place, is_ahead DESC, surprise DESC, part
    LIMIT 1
  )
SELECT
  format('By {}, {} moved {}', dimension, part, if(is_ahead, 'most', 'against the rest')) AS lead,
  format(
    ': {} ({}), everything else {} ({}). Their share is {:.0f}% (was {:.0f}%).',
    percent_change(now, before),
    signed(now - before),
    percent_change(all_now - now, all_before - before),
    signed(all_now - now - all_before + before),
    100 * now / all_now,
    100 * before / all_before
  ) AS text
FROM named
UNION ALL
SELECT
  CASE
    WHEN getvariable('is_peak') THEN 'It came and went over many Pins, and no single cause is visible'
    WHEN (SELECT is_churn FROM pin_sums) THEN 'No breakdown explains it'
    ELSE format('A{} broad {}: no part explains it', if(c.is_steady, ' slow,', ''), direction)
  END,
  coalesce(
    (
      SELECT
        format(
          ' ({}{}).',
          if(getvariable('is_peak'), 'since then ', ''),
          string_agg(part || ' ' || percent_change(now, before), ', ' ORDER BY part)
        )
      FROM moved
      WHERE dimension = 'paid or organic' AND NOT EXISTS (FROM step WHERE is_news)
    ),
    '.'
  )
FROM comparison c LEFT JOIN trend ON TRUE
WHERE
  (NOT is_steady OR is_clear)
  AND EXISTS (FROM moved)
  AND NOT EXISTS (FROM named)
  AND NOT EXISTS (FROM maker)
  AND (NOT getvariable('is_peak') OR (SELECT is_broad FROM pin_sums))
