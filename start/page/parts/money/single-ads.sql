-- kind: table
-- title: Single ads
-- note: Spend from {dates}; the ten ads of most spend per currency.
-- period: each
-- place: 4
-- width: full
-- fold: yes
WITH
  ad AS (
    SELECT
      PIN_PROMOTION_ID AS id,
      coalesce(currency, 'Unknown currency') AS currency,
      sum(SPEND_IN_MICRO_DOLLAR / 1e6) AS spend,
      coalesce(sum(OUTBOUND_CLICK_1), 0)::BIGINT AS outbound,
      coalesce(sum(TOTAL_CHECKOUT), 0)::BIGINT AS checkouts,
      coalesce(sum(TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6), 0) AS revenue
    FROM pin_promotion_report
    WHERE in_period(DATE)
    GROUP BY ALL
    HAVING spend > 0
  )
SELECT
  {text: coalesce(a.name, 'Ad ' || ad.id), note: words(a.status)} AS "Ad",
  {amount: spend, currency: currency} AS "Spend",
  {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ",
  unnest(ad_figures(spend, currency, outbound, checkouts, revenue, NULL)),
  currency AS _currency,
  dates(ads_from()) AS _dates
FROM ad LEFT JOIN ads a ON a.id = ad.id
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, ad.id) <= 10
ORDER BY currency, spend DESC, ad.id
