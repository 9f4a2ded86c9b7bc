-- kind: todo
-- title: Ads that aren’t read
-- note: A tenth of the metric or more, and 20 or more, are paid in 28 days, but no ad that was read has spent. Not if
--   there is too little to compare.
-- period: 28
WITH
  paid AS (
    SELECT sum(count_in(metrics, field))::BIGINT AS n, any_value(value) AS value, lower(any_value(metric)) AS metric
    FROM split_day, headline
    WHERE is_comparable AND dimension = 'paid or organic' AND part = 'paid' AND in_period(date)
  )
SELECT
  n AS "Paid",
  value - n AS "Organic",
  n / value AS _weight,
  'ads' AS _topic,
  format('Ask who pays for {:.0f}% of your {}', 100 * n / value, metric) AS _title,
  format('{:,}', n) AS _number,
  concat(
    format(' of {:,} in 28 days are paid, but ', value),
    if(EXISTS (FROM ads), 'no ad that was read has spent anything. ', 'no ad was read. '),
    'Ask who promotes your Pins, and for access to that ad account.'
  ) AS _text
FROM paid
WHERE n >= greatest(20, 0.1 * value) AND NOT EXISTS (FROM ad_day WHERE in_period(date) AND spend > 0)
