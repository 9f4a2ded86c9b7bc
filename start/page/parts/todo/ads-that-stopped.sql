-- kind: todo
-- title: Best sellers that stopped
-- note: Ads with ten checkouts or more, and a fifth or more of those in their currency, of the last 120 days so far,
--   whose revenue covers their spend, and whose last spend was 7 to 60 days ago.
WITH
  stopped AS (
    SELECT *
    FROM sales_ad
    WHERE
      last_date BETWEEN getvariable('today') - 60 AND getvariable('last_day') - 7
      AND checkouts >= 10
      AND share_sold >= 0.2
      AND (revenue = 0 OR revenue >= spend)
  ),
  course AS (
    SELECT
      id,
      sum(d.revenue) FILTER(date > last_date - 28) / sum(d.spend) FILTER(date > last_date - 28) AS last_roas,
      sum(d.revenue) FILTER(date BETWEEN last_date - 55 AND last_date - 28) / sum(d.spend) FILTER(date BETWEEN last_date - 55 AND last_date - 28) AS roas_before
    FROM sales_day d JOIN stopped USING (id)
    GROUP BY ALL
  )
SELECT
  unnest(cells),
  share_returned AS _weight,
  'ads' AS _topic,
  format(if(held IS NULL, 'Ask why the ad “{}” stopped', 'Was it meant that the ad “{}” stopped?'), ad) AS _title,
  if(revenue > 0, money(revenue, currency), plural(checkouts, 'checkout')) AS _number,
  concat(
    if(revenue > 0, ' of revenue', ''),
    format(' in 120 days so far, {:.0f}% of all in {}: ', 100 * share_returned, currency),
    format('{:,} checkouts for {}', checkouts, money(spend, currency)),
    format(', ROAS {:.2f}', nullif(roas, 0)),
    CASE
      WHEN last_roas <= 0.8 * roas_before THEN format('. It slid to {:.2f} in its last 28 days, after {:.2f}', last_roas, roas_before)
      WHEN last_roas >= 1.25 * roas_before THEN format(' and {:.2f} in its last 28 days', last_roas)
    END,
    strftime(last_date, '. It has spent nothing since %b %-d'),
    CASE
      WHEN held IS NOT NULL THEN format(': {}. If not, run it, or a copy of it, again.', held)
      WHEN ends <= last_date THEN strftime(ends, ': its end date was %b %-d. Set a later one, or run a copy of it.')
      ELSE concat(
        ', though it, its ad group, and its campaign are active',
        coalesce(strftime(ends, ', until %b %-d, %Y'), ', without an end date'),
        format('. {}', used_said),
        CASE
          WHEN used >= 0.95 THEN ': raise that.'
          WHEN used IS NULL THEN '. No budget or cap of theirs was read, so see these, and its bid.'
          ELSE ', so that isn’t the reason: see its bid and its audience.'
        END
      )
    END
  ) AS _text,
  look AS _pin
FROM stopped JOIN course USING (id)
ORDER BY _weight DESC, id
