-- kind: table
-- title: Campaigns
-- note: Spend from {dates}. The cost before is that of the period before.
-- period: each
-- place: 3
-- width: full
-- fold: yes
WITH
  part AS (
    SELECT
      currency,
      campaign_id,
      sum(spend) FILTER(in_period(date)) AS spend,
      coalesce(sum(outbound) FILTER(in_period(date)), 0)::BIGINT AS outbound,
      coalesce(sum(checkouts) FILTER(in_period(date)), 0)::BIGINT AS checkouts,
      coalesce(sum(revenue) FILTER(in_period(date)), 0) AS revenue,
      sum(spend) FILTER(in_period_before(date)) / nullif(sum(outbound) FILTER(in_period_before(date)), 0) AS cost_before
    FROM ad_day
    GROUP BY ALL
    HAVING sum(spend) FILTER(in_period(date)) > 0
  )
SELECT
  {text: coalesce(name, campaign_id), note: words(status)} AS "Campaign",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  outbound AS "Outbound clicks",
  {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  {amount: cost_before, currency: currency} AS "Cost before",
  checkouts AS "Checkouts",
  {amount: revenue, currency: currency} AS "Revenue",
  {ratio: revenue / spend} AS "ROAS",
  currency AS _currency,
  dates(ads_from()) AS _dates
FROM part LEFT JOIN (SELECT id, name, status FROM campaigns) ON id = campaign_id
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, campaign_id) <= 5
ORDER BY currency, spend DESC, campaign_id
