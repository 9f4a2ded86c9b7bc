-- kind: table
-- title: Ads
-- note: Spend from {dates}. ROAS is revenue, the value of the checkouts, per spend. Clicks are those of ad accounts,
--   also for Pins of other profiles, so they needn’t agree with the clicks of this profile above, nor with its
--   “paid” ones.
-- empty: No ad spend was read for this period. Clicks that Pinterest calls paid come from ads that aren’t read here.
-- period: each
-- place: 2
-- width: full
SELECT
  {
    text: currency,
    note: if(count(*) OVER (PARTITION BY currency) > 1, if(counts, 'ads to sell', 'other ads'), NULL)
  } AS "Currency",
  {amount: spend, currency: currency} AS "Spend",
  change_cell(spend, if(ads_compare(0), spend_before, NULL), ads_from(), currency) AS "Change",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, if(settling() > 0, 'so far', NULL))),
  dates(ads_from()) AS _dates
FROM ad_totals(0)
WHERE is_all AND spend > 0
ORDER BY currency, counts DESC
