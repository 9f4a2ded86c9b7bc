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
  format('{:,} ', sum(now)::BIGINT),
  concat(
    if(count(*) = 1, 'from a Pin on a secret board', format('from {} Pins on secret boards', count(*))),
    format(' ({:.0f}%', 100 * sum(now) / any_value(value)),
    format('; was {:,}', if(any_value(is_known), sum(pin_change.earlier)::BIGINT, NULL)),
    ')',
    if(count(*) = 1, '', format(', {:,} from one of them', max(now)))
  ),
  2
FROM pin_change, headline
WHERE is_secret AND now > 0
HAVING sum(now) >= greatest(20, any_value(value) / 5)
ORDER BY _place, text
