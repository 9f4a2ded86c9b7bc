-- kind: figures
-- title: Money at a glance
-- period: each
-- place: 2
WITH
  spent AS (SELECT * FROM ad_totals(0) WHERE is_all AND spend > 0)
SELECT
  1 AS _place,
  currency AS _currency,
  money(spend, currency) AS lead,
  ' ad spend' || if(
    ads_compare(0),
    ', ' || percent_change(spend, nullif(spend_before, 0), money(spend_before, currency)),
    ''
  ) AS text
FROM spent
UNION ALL
SELECT
  2,
  currency,
  plural(checkouts, 'checkout'),
  format(' so far, at most {} each', money(spend / checkouts, currency))
FROM ad_totals(0)
WHERE is_all AND checkouts > 0 AND settling() > 0
UNION ALL
SELECT
  3,
  currency,
  plural(checkouts, 'checkout'),
  concat(
    format(' at {} until {}', money(spend / checkouts, currency), strftime(getvariable('settled'), '%b %-d')),
    CASE
      WHEN NOT ads_compare(settling()) THEN ''
      WHEN checkouts_before = 0 THEN ', none before'
      ELSE format(', {:,} at {} before', checkouts_before, money(spend_before / checkouts_before, currency))
    END
  )
FROM ad_totals(settling())
WHERE is_all AND checkouts > 0
ORDER BY _place, _currency
