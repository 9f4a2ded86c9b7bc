-- kind: table
-- title: Single ads
-- note: Spend from {dates}; the ten ads of most spend per currency. Checkouts, revenue, and ROAS can still rise.
-- period: each
-- place: 4
-- width: full
-- fold: yes
WITH
  sums AS (
    SELECT
      PIN_PROMOTION_ID AS id,
      coalesce(currency, 'Unknown currency') AS currency,
      sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(in_period(DATE)) AS spend,
      coalesce(sum(OUTBOUND_CLICK_1) FILTER(in_period(DATE)), 0)::BIGINT AS outbound,
      coalesce(sum(TOTAL_CHECKOUT) FILTER(in_period(DATE)), 0)::BIGINT AS checkouts,
      coalesce(sum(TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6) FILTER(in_period(DATE)), 0) AS revenue,
      max(DATE) FILTER(SPEND_IN_MICRO_DOLLAR > 0) AS last_date
    FROM pin_promotion_report
    GROUP BY ALL
    HAVING spend > 0
  )
SELECT
  {
    text: coalesce(ad, 'Ad ' || sums.id),
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
FROM sums LEFT JOIN ad_state a ON a.id = sums.id
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, sums.id) <= 10
ORDER BY currency, spend DESC, sums.id
