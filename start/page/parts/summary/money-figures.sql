-- kind: figures
-- title: Money at a glance
-- note: What the ads cost, and what a checkout cost on days that are settled.
-- period: each
-- place: 2
SELECT
  money(s.spend, currency) AS lead,
  concat(
    ' ad spend',
    if(ads_compare(0), ', ' || percent_change(s.spend, nullif(s.spend_before, 0), money(s.spend_before, currency)), ''),
    '; checkouts: ' || sold_at(c.checkouts, c.spend, currency),
    if(ads_compare(settling()), ', after ' || sold_at(c.checkouts_before, c.spend_before, currency), ''),
    if(
      c.spend IS NULL,
      '',
      format(' (settled, {})', day_range(greatest(first_day() - settling(), since), getvariable('settled')))
    )
  ) AS text
FROM
  ad_totals(0) s
  LEFT JOIN (
    FROM ad_totals(settling())
    WHERE is_all AND (checkouts > 0 OR checkouts_before > 0 AND ads_compare(settling()))
  ) c USING (currency),
  (SELECT min(date) AS since FROM ad_day)
WHERE s.is_all AND s.spend > 0
ORDER BY currency
