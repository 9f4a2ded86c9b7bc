-- kind: figures
-- title: Organic and paid
-- note: The parts of the headline’s metric.
-- period: each
-- place: 0
SELECT
  format('{:,} ', (sum(count_in(metrics, field)) FILTER(in_period(date)))::BIGINT) AS lead,
  part || coalesce(
    ', ' || percent_change(
      sum(count_in(metrics, field)) FILTER(in_period(date)),
      if(any_value(earlier) IS NULL, NULL, sum(count_in(metrics, field)) FILTER(in_period_before(date)))
    ),
    ''
  ) AS text
FROM split_day, headline
WHERE dimension = 'paid or organic'
GROUP BY part
HAVING count(DISTINCT date) FILTER(in_period(date)) = getvariable('days')
ORDER BY part
