-- kind: verdict
-- title: What the ads cost
-- note: Cost per click.
-- period: each
-- place: 1
SELECT
  currency AS _currency,
  format(
    '{} of ad spend, {}',
    money(spend, currency),
    percent_change(spend, spend_before, money(spend_before, currency))
  ) AS lead,
  format(', for {:,} outbound clicks, {}', outbound, percent_change(outbound, outbound_before)) || if(
    has_support(outbound_before, outbound),
    format(': {} each, after {}.', money(spend / outbound, currency), money(spend_before / outbound_before, currency)),
    '; too few to say at what cost.'
  ) AS text
FROM ad_totals(0)
WHERE is_all AND spend > 0 AND spend_before > 0 AND ads_compare(0)
ORDER BY currency
