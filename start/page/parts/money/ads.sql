-- kind: table
-- title: Ads
-- note: Spend from {dates}, of all ads, also those that aren’t to sell. ROAS is revenue, the value of the checkouts,
--   per spend. Clicks are those of ad accounts, also for Pins of other profiles, so they needn’t agree with the clicks
--   of this profile above, nor with its “paid” ones.
-- empty: No ad spend was read for this period. Clicks that Pinterest calls paid come from ads that aren’t read here.
-- period: each
-- place: 2
-- width: full
SELECT
  currency AS "Currency",
  {amount: spend, currency: currency} AS "Spend",
  change_cell(spend, if(ads_compare(0), spend_before, NULL), ads_from(), currency) AS "Change",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, if(settling() > 0, 'so far', NULL))),
  dates(ads_from()) AS _dates
FROM
  (
    SELECT
      currency,
      sum(spend) AS spend,
      sum(spend_before) AS spend_before,
      sum(outbound)::BIGINT AS outbound,
      sum(checkouts)::BIGINT AS checkouts,
      sum(revenue) AS revenue
    FROM ad_totals(0)
    WHERE is_all
    GROUP BY currency
  )
WHERE spend > 0
ORDER BY currency
