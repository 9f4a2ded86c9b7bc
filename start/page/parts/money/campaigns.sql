-- kind: table
-- title: Campaigns
-- note: Spend from {dates}. Results are what the objective of the campaign asks for. Pacing: average spend on days with
--   spend in this period, or all spend, against the cap.
-- period: each
-- place: 3
-- width: full
-- fold: yes
WITH
  part AS (
    SELECT
      currency,
      campaign_id,
      sum(spend) AS spend,
      count(*) FILTER(spend > 0) AS days,
      sum(clicks) AS clicks,
      sum(conversions) AS conversions,
      sum(impressions) AS impressions,
      sum(views) AS views,
      coalesce(sum(outbound), 0)::BIGINT AS outbound,
      coalesce(sum(checkouts), 0)::BIGINT AS checkouts,
      coalesce(sum(revenue), 0) AS revenue
    FROM ad_day
    WHERE in_period(date)
    GROUP BY ALL
    HAVING sum(spend) > 0
  ),
  life AS (
    SELECT campaign_id, sum(spend) AS spend, any_value(first_known) AS first_known
    FROM ad_day, (SELECT min(date) AS first_known FROM ad_day)
    GROUP BY campaign_id
  ),
  result AS (
    SELECT
      part.*,
      c.name,
      c.status,
      life.spend AS ever,
      nullif(c.daily_spend_cap, 0) / 1e6 AS daily_cap,
      CASE
        WHEN make_timestamp(c.start_time * 1000000)::DATE >= first_known THEN nullif(c.lifetime_spend_cap, 0) / 1e6
      END AS lifetime_cap,
      CASE
        WHEN c.objective_type = 'AWARENESS' THEN {n: impressions, unit: 'thousand impressions'}
        WHEN c.objective_type LIKE 'VIDEO%' THEN {n: views, unit: 'video views'}
        WHEN c.objective_type IN ('CONSIDERATION', 'WEB_SESSIONS') THEN {n: clicks, unit: 'Pin clicks'}
        ELSE {n: conversions, unit: 'conversions of all kinds'}
      END AS result
    FROM part JOIN life USING (campaign_id) LEFT JOIN campaigns c ON c.id = campaign_id
  )
SELECT
  {text: coalesce(name, campaign_id), note: words(status)} AS "Campaign",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  outbound AS "Outbound clicks",
  {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  checkouts AS "Checkouts",
  {amount: revenue, currency: currency} AS "Revenue",
  {ratio: revenue / spend} AS "ROAS",
  {number: coalesce(result.n, 0), note: result.unit} AS "Results",
  {amount: spend / nullif(result.n, 0), currency: currency} AS "Cost per result",
  {
    percent: coalesce(spend / days / daily_cap, ever / lifetime_cap),
    note: CASE
      WHEN daily_cap IS NOT NULL THEN 'of the daily cap'
      WHEN lifetime_cap IS NOT NULL THEN 'of the lifetime cap'
    END
  } AS "Pacing",
  currency AS _currency,
  dates(ads_from()) AS _dates
FROM result
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, campaign_id) <= 5
ORDER BY currency, spend DESC, campaign_id
