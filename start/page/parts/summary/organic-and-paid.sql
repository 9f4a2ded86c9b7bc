-- kind: figures
-- title: Organic and paid
-- note: The parts of the headline’s metric, and that of Pins on secret boards if it is a fifth or more.
-- period: each
-- place: 0
WITH
  day AS (
    SELECT date, part, count_in(metrics, field) AS n, getvariable('days') AS length
    FROM split_day, headline
    WHERE dimension = 'paid or organic'
  )
SELECT
  format('{:,} ', (sum(n) FILTER(in_period(date)))::BIGINT) AS lead,
  part || coalesce(
    ', ' || percent_change(
      sum(n) FILTER(in_period(date)),
      if(count(*) FILTER(in_period_before(date)) = length, sum(n) FILTER(in_period_before(date)), NULL)
    ),
    ''
  ) AS text,
  1 AS _place
FROM day
GROUP BY part, length
HAVING count(*) FILTER(in_period(date)) = length
UNION ALL
SELECT
  format('{:,} ', now),
  concat(
    if(pins = 1, 'from a Pin on a secret board', format('from {} Pins on secret boards', pins)),
    format(' ({:.0f}%; was {:,})', 100 * now / value, before),
    if(pins = 1, '', format(', {:,} from one of them', most))
  ),
  2
FROM
  headline,
  (
    SELECT count(*) FILTER(now > 0) AS pins, sum(now)::BIGINT AS now, sum(earlier)::BIGINT AS before, max(now) AS most
    FROM pin_change
    WHERE is_secret
  )
WHERE now >= greatest(20, value / 5)
ORDER BY _place, text
