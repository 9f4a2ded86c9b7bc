-- kind: table
-- title: Campaigns
-- note: Spend from {dates}. The cost before is per outbound click in the period before. Checkouts, revenue, and ROAS
--   can still rise.
-- period: each
-- place: 3
-- width: full
-- fold: yes
SELECT
  {
    text: coalesce(name, t.campaign_id),
    note: words(coalesce(held_by(status, summary_status), status)) || if(
      held_by(status, summary_status) IS NULL
      AND NOT can_run,
      ', but no ad of it is',
      ''
    )
  } AS "Campaign",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  {amount: spend_before / nullif(outbound_before, 0), currency: currency} AS "Cost per click before",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, NULL)),
  currency AS _currency,
  dates(ads_from()) AS _dates
FROM
  ad_totals(0) t
  LEFT JOIN (SELECT id, name, status, summary_status FROM campaigns) ON id = t.campaign_id
  LEFT JOIN (SELECT campaign_id, bool_or(held IS NULL) AS can_run FROM ad_state GROUP BY ALL) s ON s.campaign_id = id
WHERE NOT is_all AND spend > 0
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, t.campaign_id) <= 5
ORDER BY currency, spend DESC, t.campaign_id
