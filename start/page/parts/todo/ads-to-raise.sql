-- kind: todo
-- title: Ads to let run
-- note: Running ads beside which others are to be paused, and that ran on less than half of these days, or used up four
--   fifths of a budget or cap. And other ones that used it up, of ten checkouts or more, and a tenth of the spend in
--   their currency in 28 days, whose revenue so far is above their spend by two standard errors, and in 28 days, too.
WITH
  better AS (
    SELECT
      better AS id,
      min(since) AS since,
      max_by(better_days, worse_days) AS ran,
      max(worse_days) AS days,
      max_by(better_sold, worse_days)::BIGINT AS sold,
      max_by(better_spend, worse_days) AS paid
    FROM (SELECT *, getvariable('last_day') - since + 1 AS worse_days FROM better_ad)
    GROUP BY better
  ),
  chosen AS (
    SELECT
      *,
      used >= 0.8
      OR ran < days / 2 AS is_held,
      is_to_sell
      AND is_running
      AND checkouts >= 10
      AND share >= 0.1
      AND revenue_now >= spend_now
      AND revenue * (1 - 2 / sqrt(checkouts)) >= spend
      AND used >= 0.8 AS earns
    FROM sales_ad LEFT JOIN better USING (id)
  )
SELECT
  unnest(cells),
  nullif(concat_ws('; ', used_said, passed_said), '') AS "Its limit",
  if(used >= 0.8 AND days IS NOT NULL, share, share / 2) AS _weight,
  'ads' AS _topic,
  currency AS _currency,
  format(if(used >= 0.8, 'Raise what limits the ad {}', 'See what holds the ad {}'), short_name) AS _title,
  if(days IS NULL, format('ROAS {:.2f}', roas), plural(sold, 'checkout')) AS _number,
  concat(
    if(
      days IS NULL,
      format(
        ' {}: {} for {}, so it earns by more than chance. ',
        strftime(first_date, 'since %b %-d so far'),
        plural(checkouts, 'checkout'),
        money(spend, currency)
      ),
      format(
        ' for {} since {} so far, on {:,} of {:,} days: {} of all revenue in {}, {}. ',
        money(paid, currency),
        strftime(since, '%b %-d'),
        ran,
        days,
        percent_of(share_returned),
        currency,
        since_when()
      )
    ),
    CASE
      WHEN used >= 0.8 THEN used_said || '.'
      WHEN passed_said IS NOT NULL THEN passed_said || ': see that first.'
      WHEN used IS NOT NULL THEN used_said || ', so that isn’t what holds it: see its schedule, and its bid.'
      ELSE 'See its budgets, its schedule, and its bid.'
    END,
    if(days IS NULL, ' Raise that, and see whether its ROAS stays above 1.', '')
  ) AS _text,
  look AS _pin
FROM chosen
WHERE days IS NOT NULL AND is_held OR days IS NULL AND earns
ORDER BY _weight DESC, id
