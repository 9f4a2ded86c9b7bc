-- kind: table
-- title: Ads
-- note: Spend from {dates}. Amounts of different currencies are never added. Revenue is the value of the checkouts, and
--   ROAS is revenue per spend. Views count, too, and Pinterest models a part of the conversions.
-- empty: No ad spend in this period.
-- period: each
-- place: 2
-- width: full
SELECT
  currency AS "Currency",
  {amount: spend, currency: currency} AS "Spend",
  change_cell(spend, spend_before, first_date, currency) AS "Change",
  outbound AS "Outbound clicks",
  {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  {number: checkouts, note: growing(getvariable('last_day'))} AS "Checkouts",
  {amount: spend / nullif(checkouts, 0), currency: currency} AS "Cost per checkout",
  {amount: revenue, currency: currency} AS "Revenue",
  {ratio: revenue / spend} AS "ROAS",
  dates(min(first_date) OVER ()) AS _dates
FROM ad_total
ORDER BY currency
