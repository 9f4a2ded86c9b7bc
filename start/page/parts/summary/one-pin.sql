-- kind: why
-- title: The Pins that make it
-- note: At most three. What is left without them is said apart.
-- period: each
-- place: 1
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
  ) AS text
FROM maker m, comparison c
HAVING count(*) > 0
