-- kind: verdict
-- title: What makes the cost
-- note: Without checkouts, inner and mix of the cost per click, apart, where it moved against that of the campaigns.
-- period: each
-- place: 4
WITH
  effect AS (
    SELECT
      currency,
      sum(outbound)::BIGINT AS now,
      sum(outbound_before)::BIGINT AS before,
      sum(spend) / nullif(now, 0) AS r1,
      sum(spend_before) / nullif(before, 0) AS r0,
      -- A part that is new or gone has one ratio, and is all mix.
      sum(inner_effect(outbound, spend_before / nullif(outbound_before, 0), spend / nullif(outbound, 0))) AS inner_sum,
      inner_sum / now AS within,
      -- What has no clicks has no ratio.
      coalesce(sum(spend) FILTER(outbound = 0), 0) < 0.005 * now
      AND coalesce(sum(spend_before) FILTER(outbound_before = 0), 0) < 0.005 * before AS has_mix
    FROM ad_totals(0)
    WHERE NOT is_all AND counts
    GROUP BY ALL
  )
SELECT
  currency AS _currency,
  format('Campaign by campaign, a click got {}', if(within < 0, 'cheaper', 'dearer')) AS lead,
  format(
    ' ({}), but the {} campaigns have more of the clicks ({}).',
    signed_money(within, currency),
    if(within < 0, 'dearer', 'cheaper'),
    signed_money(r1 - r0 - within, currency)
  ) AS text
FROM effect JOIN judgement USING (currency)
WHERE
  is_compared
  AND NOT is_sold
  AND has_mix
  AND has_support(before, now)
  AND sign(within) <> sign(r1 - r0)
  AND NOT is_level(r0, r1)
  AND NOT is_level(r0, r0 + within)
ORDER BY currency
