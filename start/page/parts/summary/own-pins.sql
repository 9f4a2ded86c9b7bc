-- kind: why
-- title: Own Pins
-- note: The Pins that make the change; if none does, new, risen, and fallen ones, which add up with all else.
-- period: each
-- place: 3
WITH
  made AS (
    SELECT
      count(*) AS pins,
      sum(difference)::BIGINT AS n,
      sum(earlier)::BIGINT AS before,
      sum(now)::BIGINT AS now,
      bool_and(has_stopped) AS have_stopped,
      string_agg(said, ' and ' ORDER BY abs(difference) DESC, id) AS names
    FROM maker
  )
SELECT
  CASE
    WHEN pins > 0 THEN concat(
      ['One Pin', 'Two Pins', 'Three Pins'] [pins],
      CASE
        WHEN is_steady THEN if(have_stopped, ' stopped: ', ' moved: ')
        WHEN made.n / difference >= 1 THEN format(' made all of the {}: ', direction)
        ELSE format(' made {:.0f}% of the {}: ', 100 * made.n / difference, direction)
      END,
      made.names
    )
    WHEN is_churn THEN 'Pins moved both ways'
    ELSE 'By Pins'
  END AS lead,
  if(
    pins > 0,
    format('. Without {}: {:,}, after {:,}.', if(pins = 1, 'it', 'them'), value - made.now, headline.earlier - before),
    format(
      ': {}, everything else {}; together {}.{}',
      said,
      signed(difference - sums.n),
      signed(difference),
      coalesce(format(' The largest: {}.', largest), '')
    )
  ) AS text
FROM pin_sums sums, headline, made
WHERE is_comparable
