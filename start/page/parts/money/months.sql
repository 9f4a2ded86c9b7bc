-- kind: bars
-- title: Ad spend per month
-- note: Each currency is separate; amounts are never added across currencies. The current month is lighter.
-- place: 5
-- width: full
-- fold: yes
WITH
  spent AS (
    SELECT currency, date_trunc('month', date) AS month, sum(spend) AS spend
    FROM ad_day
    GROUP BY ALL
    HAVING sum(spend) > 0
  ),
  months AS (
    SELECT currency, unnest(range(min(month)::TIMESTAMP, getvariable('today') + 1, INTERVAL 1 MONTH)) AS month
    FROM spent
    GROUP BY ALL
  )
SELECT
  strftime(month, '%Y-%m-%d') AS "Month",
  coalesce(spend, 0) AS "Spend",
  currency AS _currency,
  month = date_trunc('month', getvariable('today')) AS _is_current
FROM months LEFT JOIN spent USING (currency, month)
ORDER BY currency, 1
