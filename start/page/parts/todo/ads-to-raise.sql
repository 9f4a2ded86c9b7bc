-- kind: todo
-- title: Ads to let run
-- note: Ads beside which others are to be paused, and that ran on less than half of these days, or used up four fifths
--   of a budget or cap.
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
  )
SELECT
  unnest(cells),
  nullif(concat_ws('; ', used_said, passed_said), '') AS "Its limit",
  share AS _weight,
  'ads' AS _topic,
  format(if(used >= 0.8, 'Raise what limits the ad {}', 'See what holds the ad {}'), short_name) AS _title,
  plural(sold, 'checkout') AS _number,
  concat(
    format(
      ' for {} since {} so far, on {:,} of {:,} days',
      money(paid, currency),
      strftime(since, '%b %-d'),
      ran,
      days
    ),
    format(': {:.0f}% of all revenue in {}, {}. ', 100 * share_returned, currency, since_when()),
    CASE
      WHEN used >= 0.8 THEN used_said || '.'
      WHEN passed_said IS NOT NULL THEN passed_said || ': see that first.'
      ELSE 'See its budgets, its schedule, and its bid.'
    END
  ) AS _text,
  look AS _pin
FROM better JOIN sales_ad USING (id)
WHERE used >= 0.8 OR ran < days / 2
ORDER BY _weight DESC, id
