-- kind: verdict
-- title: What the ads cost
-- note: Cost per click. Where it moved against that of the campaigns, inner and mix are apart.
-- period: each
-- place: 1
WITH
  effect AS (
    SELECT
      currency,
      sum(spend) AS total,
      sum(spend_before) AS total_before,
      sum(outbound)::BIGINT AS now,
      sum(outbound_before)::BIGINT AS before,
      total / nullif(now, 0) AS r1,
      total_before / nullif(before, 0) AS r0,
      -- A part that is new or gone has one ratio, and is all mix.
      sum(inner_effect(outbound, spend_before / nullif(outbound_before, 0), spend / nullif(outbound, 0))) AS inner_sum,
      inner_sum / now AS within,
      -- What has no clicks has no ratio.
      coalesce(sum(spend) FILTER(outbound = 0), 0) < 0.005 * now
      AND coalesce(sum(spend_before) FILTER(outbound_before = 0), 0) < 0.005 * before AS has_mix,
    FROM ad_totals(0)
    WHERE NOT is_all
    GROUP BY ALL
  )
SELECT
  currency AS _currency,
  format(
    '{} of ad spend, {}',
    money(total, currency),
    percent_change(total, total_before, money(total_before, currency))
  ) AS lead,
  format(', for {:,} outbound clicks, {}', now, percent_change(now, before)) || CASE
    WHEN NOT has_support(before, now) THEN '; too few to say at what cost.'
    WHEN has_mix
    AND sign(within) <> sign(r1 - r0)
    AND NOT is_level(r0, r1)
    AND NOT is_level(r0, r0 + within) THEN format(
      ': {} each, after {}. Campaign by campaign it {} ({}), but {} ones have more of the clicks ({}).',
      money(r1, currency),
      money(r0, currency),
      if(within < 0, 'fell', 'rose'),
      signed_money(within, currency),
      if(within < 0, 'dearer', 'cheaper'),
      signed_money(r1 - r0 - within, currency)
    )
    ELSE format(': {} each, after {}.', money(r1, currency), money(r0, currency))
  END AS text
FROM effect
WHERE total > 0 AND total_before > 0 AND ads_compare(0)
ORDER BY currency
