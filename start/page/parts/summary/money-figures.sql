-- kind: figures
-- title: Money at a glance
-- period: each
-- place: 2
WITH
  spent AS (SELECT * FROM ad_totals(0) WHERE is_all AND spend > 0)
SELECT
  money(spend, currency) AS lead,
  ' ad spend' || if(
    ads_compare(0),
    ', ' || percent_change(spend, nullif(spend_before, 0), money(spend_before, currency)),
    ''
  ) AS text
FROM spent
UNION ALL
SELECT format('{:,}', sum(checkouts)), ' checkouts' || if(settling() > 0, ' so far', '')
FROM spent
HAVING count(*) > 0
