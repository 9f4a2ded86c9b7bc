-- kind: todo
-- title: Ads that returned more
-- note: Ads whose last spend was more than 90 days ago, with ten checkouts or more. By two standard errors of these,
--   their ROAS covered their spend, and was at least twice that of all ads of the currency in the last 28 settled days.
--   And no other ad of their Pin ran in 28 days.
WITH
  now AS (
    SELECT currency, sum(revenue) / sum(spend) AS roas_now, sum(spend) AS spend_now
    FROM single_ad_day
    WHERE in_last(date + settling(), 28)
    GROUP BY currency
    HAVING spend_now > 0 AND roas_now > 0
  ),
  past AS (
    SELECT
      id,
      currency,
      min(date) FILTER(spend > 0) AS first_date,
      max(date) FILTER(spend > 0) AS last_date,
      sum(spend) AS paid,
      sum(checkouts)::BIGINT AS sold,
      sum(revenue) / paid AS roas,
      roas * (1 - 2 / sqrt(sold)) AS least_roas
    FROM single_ad_day
    GROUP BY ALL
    HAVING last_date < getvariable('today') - 90 AND sold >= 10
  )
SELECT
  {text: coalesce(ad, id), note: concat(coalesce(held || '; ', ''), 'ID ', id)} AS "Ad",
  day_range(first_date, last_date) AS "Ran",
  {amount: paid, currency: currency} AS "Spend",
  sold AS "Sold",
  {ratio: roas} AS "ROAS",
  {ratio: roas_now} AS "ROAS of all ads",
  0.2 AS _weight,
  'ads' AS _topic,
  format('Try the ad “{}” again', coalesce(ad, id)) AS _title,
  format('ROAS {:.2f}', roas) AS _number,
  concat(
    format(' from {}: {}', day_range(first_date, last_date), plural(sold, 'checkout')),
    format(
      ' for {} of spend. All {} ads had {:.2f} {}. ',
      money(paid, currency),
      currency,
      roas_now,
      from_to(getvariable('settled') - 27, 28)
    ),
    CASE
      WHEN contains(held, 'rejected') THEN 'It was rejected: see why, mend that, and run a copy'
      WHEN contains(held, 'archived') THEN 'Run a copy'
      ELSE 'Run it'
    END,
    ' with a small budget, since its season may be over.'
  ) AS _text
FROM past JOIN now USING (currency) LEFT JOIN ad_state USING (id)
WHERE
  least_roas >= greatest(1, 2 * roas_now)
  AND NOT EXISTS (
    FROM single_ad_day d JOIN ad_state o ON o.id = d.id
    WHERE o.pin_id = ad_state.pin_id AND d.spend > 0 AND in_last(d.date, 28)
  )
ORDER BY coalesce(contains(held, 'rejected'), FALSE), least_roas DESC, id
