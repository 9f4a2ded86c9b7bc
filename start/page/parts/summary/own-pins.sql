-- kind: why
-- title: Own Pins
-- note: The Pins that make the change; if none does, new, risen, and fallen ones, which add up with all else.
-- period: each
-- place: 3
WITH
  half AS (
    SELECT
      pin_id AS id,
      coalesce(sum(n[field]) FILTER(d.date >= t.since), 0)::BIGINT AS now,
      coalesce(sum(n[field]) FILTER(d.date < t.since), 0)::BIGINT AS before
    FROM pin_day d, headline, turn t
    WHERE t.is_news AND in_period(d.date)
    GROUP BY pin_id
  ),
  -- In a level period, the three that moved most in the direction of its second half.
  turned AS (
    SELECT
      any_value(t.now - t.before) AS n,
      sum(h.now - h.before)::BIGINT AS own,
      string_agg(
        format('{} ({:,} to {:,})', p.name, h.before, h.now),
        ', '
        ORDER BY abs(h.now - h.before) DESC, id
      ) AS names
    FROM
      (
        SELECT *
        FROM half, (SELECT sign(now - before) AS direction FROM turn)
        WHERE sign(now - before) = direction
        ORDER BY abs(now - before) DESC, id
        LIMIT 3
      ) h
      JOIN pin_change p USING (id),
      turn t
  ),
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
WHERE is_comparable AND NOT EXISTS (FROM turn WHERE is_news)
UNION ALL
SELECT
  if(n < 0, 'The Pins that fell most', 'The Pins that rose most'),
  format(': {}; together {}, everything else {}.', names, signed(own), signed(n - own))
FROM turned
WHERE names IS NOT NULL
