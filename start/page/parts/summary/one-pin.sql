-- kind: why
-- title: The Pins that make it
-- note: At most three, and whether those that rose still run. What is left without them is said apart.
-- period: each
-- place: 1
WITH
  -- What is left of the organic metric if theirs is organic: they are in no ad that was read, and on no day had more.
  own AS (
    SELECT date, sum(pin_day.n[(SELECT field FROM comparison)]) AS n
    FROM pin_day JOIN maker ON pin_day.pin_id = id
    GROUP BY date
  ),
  rest AS (
    SELECT date, count_in(metrics, field) - coalesce(own.n, 0) AS n
    FROM split_day CROSS JOIN comparison LEFT JOIN own USING (date)
    WHERE dimension = 'paid or organic' AND part = 'organic' AND (in_window(date) OR in_window_before(date))
  ),
  organic AS (
    SELECT
      (sum(n) FILTER(in_window(date)))::BIGINT AS rest,
      (sum(n) FILTER(in_window_before(date)))::BIGINT AS rest_before
    FROM rest
    WHERE NOT EXISTS (FROM maker JOIN ads ON ads.pin_id = maker.id)
    HAVING count(n) = 2 * getvariable('compared_days') AND min(n) >= 0 AND has_support(rest_before, rest)
  )
SELECT
  concat(
    ['One Pin', 'Two Pins', 'Three Pins'] [count(*)],
    CASE
      WHEN any_value(is_steady) THEN if(bool_and(has_stopped), ' stopped: ', ' moved: ')
      ELSE format(
        ' made {} of the {}: ',
        if(
          sum(m.difference) / any_value(c.difference) >= 1,
          'all',
          format('{:.0f}%', 100 * sum(m.difference) / any_value(c.difference))
        ),
        any_value(direction)
      )
    END,
    string_agg(said, ' and ' ORDER BY abs(m.difference) DESC, id)
  ) AS lead,
  format(
    '. Without {}: {:,}, after {:,}{}.',
    if(count(*) = 1, 'it', 'them'),
    (any_value(c.value) - sum(m.now))::BIGINT,
    (any_value(c.earlier) - sum(m.earlier))::BIGINT,
    if(
      has_support(any_value(c.earlier) - sum(m.earlier), any_value(c.value) - sum(m.now)),
      format(' ({})', percent_change(any_value(c.value) - sum(m.now), any_value(c.earlier) - sum(m.earlier))),
      ''
    )
  ) || coalesce(
    (
      SELECT
        CASE
          WHEN any_value(makers) = 1 THEN ' It ' || any_value(course.said)
          WHEN bool_or(has_faded) THEN string_agg(format(' {} {}', course.name, course.said), '') FILTER(has_faded)
          WHEN count(*) = any_value(makers) THEN ' They still run.'
        END
      FROM course, (SELECT count(*) AS makers FROM maker)
    ),
    ''
  ) || coalesce(
    format(
      ' If none of {} clicks are paid, all other organic ones went from {:,} to {:,}.',
      if(count(*) = 1, 'its', 'their'),
      any_value(rest_before),
      any_value(rest)
    ),
    ''
  ) AS text
FROM maker m JOIN comparison c ON TRUE LEFT JOIN organic ON TRUE
HAVING count(*) > 0
