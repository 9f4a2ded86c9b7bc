-- kind: figures
-- title: The ad that turns what a checkout costs
-- note: On settled days, where chance rarely makes the change: the ad without which a checkout costs about as much as
--   before, or moved the other way.
-- period: each
-- place: 3
WITH
  settled AS (
    SELECT
      coalesce(currency, 'Unknown currency') AS currency,
      PIN_PROMOTION_ID AS id,
      SPEND_IN_MICRO_DOLLAR / 1e6 AS spend,
      TOTAL_CHECKOUT AS checkouts,
      in_period(DATE + settling()) AS is_now
    FROM pin_promotion_report
    WHERE in_last(DATE + settling(), 2 * getvariable('days')) AND ads_compare(settling())
  ),
  part AS (
    SELECT
      currency,
      id,
      coalesce(sum(spend) FILTER(is_now), 0) AS v1,
      coalesce(sum(spend) FILTER(NOT is_now), 0) AS v0,
      coalesce(sum(checkouts) FILTER(is_now), 0) AS n1,
      coalesce(sum(checkouts) FILTER(NOT is_now), 0) AS n0
    FROM settled
    GROUP BY GROUPING SETS ((currency, id), (currency))
  )
SELECT
  format('Without the ad “{}”', coalesce(a.ad, p.id)) AS lead,
  format(
    ', a checkout cost {}, after {}',
    money((total.v1 - p.v1) / (total.n1 - p.n1), currency),
    money((total.v0 - p.v0) / (total.n0 - p.n0), currency)
  ) AS text,
  log_change(total.v0, total.n0, total.v1, total.n1) AS _change,
  log_change(total.v0 - p.v0, total.n0 - p.n0, total.v1 - p.v1, total.n1 - p.n1) AS _without
FROM part p JOIN part total USING (currency) LEFT JOIN ad_state a ON a.id = p.id
WHERE
  p.id IS NOT NULL
  AND total.id IS NULL
  AND rate_moved(total.n0, total.v0, total.n1, total.v1, errors := 2)
  AND least(total.n1 - p.n1, total.n0 - p.n0) >= 3
  AND abs(_change - _without) >= 0.2
  AND (sign(_change) <> sign(_without) OR abs(_without) <= abs(_change) / 3)
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(_change - _without) DESC, p.id) = 1
ORDER BY currency
