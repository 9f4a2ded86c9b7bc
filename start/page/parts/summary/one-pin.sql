-- kind: why
-- title: The Pins that make it
-- note: At most three, whether those that rose still run, and what to expect of the rest if they are over. What is left
--   without them is said apart.
-- period: each
-- place: 1
WITH
  made AS (
    SELECT
      count(*) AS n,
      if(count(*) = 1, 'it', 'them') AS them,
      if(count(*) = 1, 'its', 'their') AS their,
      bool_and(has_stopped) AS have_stopped,
      bool_and(had_run) AS had_runs,
      coalesce(strftime(max(last_shown), ' after %b %-d'), '') AS ended,
      if(
        any_value(seen_earlier) >= 100,
        format(' It was shown {:,} times (was {:,}).', any_value(seen), any_value(seen_earlier)),
        ''
      ) AS shown,
      sum(difference) AS difference,
      string_agg(said, ' and ' ORDER BY abs(difference) DESC, id) AS said
    FROM maker
    HAVING count(*) > 0
  ),
  -- Of a Pin that fell: the first week of the days that are known, the best one, and the last one. Its run ended if
  -- both others had less than half of the best.
  run AS (
    SELECT
      format(
        ' A run of it ended: {} a day {}, {} {}, and {}',
        per_day(min_by(week, date), 7),
        from_to(min(date) - 6, 7),
        per_day(max(week), 7),
        from_to(max_by(date, week) - 6, 7),
        per_day(max_by(week, date), 7)
      ) || strftime(getvariable('last_day') - 6, ' since %b %-d.') AS said
    FROM
      (
        SELECT
          date,
          sum(n[field]) OVER (ORDER BY date RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW) AS week,
          min(date) OVER () AS first_date
        FROM pin_day, comparison
        WHERE
          pin_id = (SELECT any_value(id) FROM maker HAVING count(*) = 1 AND any_value(difference) < 0)
          AND date <= getvariable('last_day')
      )
    WHERE date >= first_date + 6
    HAVING greatest(min_by(week, date), max_by(week, date)) < max(week) / 2
  ),
  went AS (
    SELECT
      bool_and(is_over) AS are_over,
      CASE
        WHEN any_value(made.n) = 1 THEN ' It ' || any_value(course.said)
        WHEN bool_or(has_faded) THEN string_agg(format(' {} {}', name, course.said), '') FILTER(has_faded)
        WHEN count(*) = any_value(made.n) THEN ' They still run.'
      END AS said
    FROM course, made
  )
SELECT
  concat(
    ['One Pin', 'Two Pins', 'Three Pins'] [made.n],
    CASE
      WHEN c.is_steady
      AND had_runs THEN if(made.n = 1, '’s run ended' || ended || ': ', '’ runs ended: ')
      WHEN c.is_steady THEN if(have_stopped, ' stopped: ', ' moved: ')
      WHEN made.difference / c.difference >= 1 THEN format(' made all of the {}: ', direction)
      ELSE format(' made {:.0f}% of the {}: ', 100 * made.difference / c.difference, direction)
    END,
    made.said
  ) AS lead,
  concat(
    '.',
    if(c.is_steady AND made.n = 1, made.shown, ''),
    if(c.is_steady OR getvariable('is_peak'), '', run.said),
    format(' Without {}: {:,} (was {:,}', them, rest.value, rest.earlier),
    if(has_support(rest.earlier, rest.value), ', ' || percent_change(rest.value, rest.earlier), ''),
    ').',
    went.said,
    CASE
      WHEN made.difference <= 0 THEN ''
      WHEN paid_least >= 10 THEN concat(
        format(' Of {} clicks, at least {:,} are paid', their, paid_least),
        format(', and at least {:,} aren’t.', nullif(unpaid_least, 0)),
        if(unpaid_least = 0, '.', '')
      )
    END
  ) AS text,
  if(
    NOT c.is_steady
    AND getvariable('compared_days') = getvariable('days')
    AND went.are_over
    AND made.difference >= c.difference / 2,
    ' in a run that is over',
    NULL
  ) AS _how
FROM made, comparison c, everything_else rest LEFT JOIN went ON TRUE LEFT JOIN run ON TRUE LEFT JOIN paid_part ON TRUE
UNION ALL
SELECT
  format('Expect about {:,} in the next 28 days', about(4 * each)),
  format(
    ' ({}), if the rest goes on like in the last {} weeks, with {:,.0f} a week.',
    percent_change(about(4 * each), (SELECT value FROM comparison)),
    if(is_even, 'eight', 'four'),
    each
  ),
  NULL
FROM
  (
    SELECT weeks, swings OR is_level(earlier, value) AS is_even, if(is_even, list_avg(weeks), value / 4) AS each
    FROM everything_else
  ),
  went
WHERE are_over AND getvariable('compared_days') = 28 AND are_even(weeks)
