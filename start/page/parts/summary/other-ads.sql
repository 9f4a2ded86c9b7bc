-- kind: figures
-- title: Ads that aren’t to sell
-- note: What they cost in currencies in which others are to sell, if that is a tenth of all spend or more.
-- period: each
-- place: 3
SELECT
  format('{} for other {} ads', money(o.spend, currency), currency) AS lead,
  format(' (was {}), with {}.', money(o.spend_before, currency), plural(o.outbound, 'outbound click')) AS text
FROM
  (FROM ad_totals(0) WHERE is_all AND NOT counts) o
  JOIN (FROM ad_totals(0) WHERE is_all AND counts) s USING (currency)
WHERE
  ads_compare(0)
  AND greatest(o.spend, o.spend_before) >= 0.1 * greatest(o.spend + s.spend, o.spend_before + s.spend_before)
ORDER BY currency
