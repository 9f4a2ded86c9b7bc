-- kind: why
-- title: The Pins that make it
-- note: At most three. What is left without them is said apart.
-- period: each
-- place: 1
WITH
  -- What is left of organic and paid if none of their clicks are paid: the Pins are in no ad that was read.
  organic AS (
    SELECT
      (sum(count_in(metrics, field)) FILTER(part = 'organic' AND in_window(date)) - makers.after)::BIGINT AS rest,
      (
        sum(count_in(metrics, field)) FILTER(part = 'organic' AND in_window_before(date)) - makers.before
      )::BIGINT AS rest_before
    FROM split_day, comparison, (SELECT sum(now) AS after, sum(earlier) AS before FROM maker) makers
    WHERE dimension = 'paid or organic' AND NOT EXISTS (FROM maker JOIN ads ON ads.pin_id = maker.id)
    GROUP BY makers.after, makers.before
    HAVING
      count(DISTINCT date) FILTER(in_window(date) OR in_window_before(date)) = 2 * getvariable('compared_days')
      AND has_support(rest_before, rest)
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
    '. Without {}: {:,}, after {:,}.',
    if(count(*) = 1, 'it', 'them'),
    (any_value(c.value) - sum(m.now))::BIGINT,
    (any_value(c.earlier) - sum(m.earlier))::BIGINT
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
