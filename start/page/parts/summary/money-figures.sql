-- kind: figures
-- title: Money at a glance
-- note: What the ads cost, and what a checkout cost on days that are settled.
-- period: each
-- place: 2
SELECT
  1 AS _place,
  currency AS _currency,
  money(spend, currency) AS lead,
  ' ad spend' || if(
    ads_compare(0),
    ', ' || percent_change(spend, nullif(spend_before, 0), money(spend_before, currency)),
    ''
  ) AS text
FROM ad_totals(0)
WHERE is_all AND spend > 0
UNION ALL
SELECT
  2,
  '',
  'Checkouts',
  format(
    ', {} to {} (settled): ',
    strftime(greatest(first_day() - settling(), min(since)), '%b %-d'),
    strftime(getvariable('settled'), '%b %-d')
  ) || string_agg(
    concat(
      if(checkouts = 0, 'none', format('{:,} at {}', checkouts, money(spend / checkouts, currency))),
      CASE
        WHEN NOT ads_compare(settling()) THEN ''
        WHEN checkouts_before = 0 THEN ', after none'
        ELSE format(', after {:,} at {}', checkouts_before, money(spend_before / checkouts_before, currency))
      END
    ),
    '; '
    ORDER BY currency
  )
FROM ad_totals(settling()), (SELECT min(date) AS since FROM ad_day)
WHERE is_all AND (checkouts > 0 OR checkouts_before > 0 AND ads_compare(settling()))
HAVING count(*) > 0
ORDER BY _place, _currency
