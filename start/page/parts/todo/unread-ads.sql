-- kind: todo
-- title: Ads that aren’t read
-- note: A tenth of the metric or more, and 20 or more, are paid in 28 days, but no ad that was read has spent, or all
--   of them brought less than half of these. Not if there is too little to compare.
-- period: 28
WITH
  paid AS (
    SELECT
      sum(count_in(metrics, field))::BIGINT AS n,
      any_value(value) AS value,
      lower(any_value(metric)) AS metric,
      any_value(field) AS field
    FROM split_day, headline
    WHERE is_comparable AND dimension = 'paid or organic' AND part = 'paid' AND in_period(date)
  ),
  read AS (
    SELECT coalesce(sum(spend), 0) > 0 AS has_spent, coalesce(sum(outbound), 0)::BIGINT AS brought
    FROM ad_day
    WHERE in_period(date)
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
    CASE
      WHEN has_spent THEN if(
        brought = 0,
        'the ads that were read brought none. ',
        format('the ads that were read brought {:,}. ', brought)
      )
      WHEN EXISTS (FROM ads) THEN 'no ad that was read has spent anything. '
      ELSE 'no ad was read. '
    END,
    'Ask who promotes your Pins, and for access to that ad account.'
  ) AS _text
FROM paid, read
WHERE n >= greatest(20, 0.1 * value) AND (NOT has_spent OR (field = 'OUTBOUND_CLICK' AND brought < n / 2))
