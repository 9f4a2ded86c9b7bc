-- kind: table
-- title: Ads by week
-- note: Complete weeks, Monday to Sunday, the last 13 at most. Conversions of the last 32 days may still rise. What
--   weeks of an age still gained, in conversions of all kinds, is known of weeks that were read at that age.
-- period: each
-- place: 5
-- width: full
-- fold: yes
WITH
  week AS (
    SELECT
      currency,
      date_trunc('week', date)::DATE AS week,
      sum(spend) AS spend,
      coalesce(sum(outbound), 0)::BIGINT AS outbound,
      coalesce(sum(checkouts), 0)::BIGINT AS checkouts,
      coalesce(sum(revenue), 0) AS revenue
    FROM ad_day
    GROUP BY ALL
    HAVING sum(spend) > 0
  )
SELECT
  {
    text: strftime(week, '%Y-%m-%d'),
    note: CASE
      WHEN week + 6 <= getvariable('settled') THEN NULL
      WHEN gain IS NULL THEN 'can still rise'
      ELSE format('weeks of this age still gained {:.0f}%', 100 * gain)
    END
  } AS "Week from",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, NULL)),
  currency AS _currency
FROM week LEFT JOIN week_growth ON age = getvariable('today') - (week + 6)
WHERE week >= ads_from() AND week + 6 <= getvariable('last_day')
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY week DESC) <= 13
ORDER BY currency, week DESC
