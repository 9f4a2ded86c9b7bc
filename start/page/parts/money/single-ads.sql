-- kind: table
-- title: Single ads
-- note: Spend from {dates}; the ten ads of most spend per currency. Checkouts, revenue, and ROAS can still rise.
-- period: each
-- place: 4
-- width: full
-- fold: yes
SELECT
  {
    text: coalesce(ad, 'Ad ' || id),
    note: concat_ws(
      '; ',
      if(ad IS NULL, 'deleted', coalesce(held, 'active')),
      if(last_date < getvariable('last_day') - 2, strftime(last_date, 'last spend on %b %-d'), NULL)
    )
  } AS "Ad",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, NULL)),
  currency AS _currency,
  dates(ads_from()) AS _dates
FROM single_ads(0, every := TRUE)
WHERE spend > 0
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, id) <= 10
ORDER BY currency, spend DESC, id
