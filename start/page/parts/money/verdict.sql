-- kind: verdict
-- title: What the ads cost and returned
-- note: Cost per click and per checkout; inner and mix are apart. Checkouts are of days that are settled.
-- period: each
-- place: 1
WITH
  part AS (
    SELECT
      'click' AS ratio,
      currency,
      spend AS value,
      outbound AS n,
      spend_before AS value_before,
      outbound_before AS n_before
    FROM ad_totals(0)
    WHERE NOT is_all
    UNION ALL
    SELECT 'checkout', currency, spend, checkouts, spend_before, checkouts_before
    FROM ad_totals(settling())
    WHERE NOT is_all
  ),
  effect AS (
    SELECT
      ratio,
      currency,
      sum(value) AS total,
      sum(value_before) AS total_before,
      total / nullif(sum(n), 0) AS r1,
      total_before / nullif(sum(n_before), 0) AS r0,
      -- A part that is new or gone has one ratio, and is all mix.
      coalesce(sum(inner_effect(n, value_before / nullif(n_before, 0), value / nullif(n, 0))) / sum(n), 0) AS within,
      -- What has no clicks, or no checkouts, has no ratio.
      count(*) FILTER(n + n_before > 0) > 1
      AND coalesce(sum(value) FILTER(n = 0), 0) < 0.005 * sum(n)
      AND coalesce(sum(value_before) FILTER(n_before = 0), 0) < 0.005 * sum(n_before) AS has_mix,
      sum(n)::BIGINT AS now,
      sum(n_before)::BIGINT AS before
    FROM part
    GROUP BY ALL
  ),
  said AS (
    SELECT
      *,
      r1 - r0 - within AS mix,
      CASE
        WHEN NOT has_mix
        OR is_level(r0, r1)
        OR is_level(r0, r0 + mix) THEN ''
        ELSE format(
          '; {} within campaigns, and {} since {} campaigns have more of the {}s',
          signed_money(within, currency),
          signed_money(mix, currency),
          if(mix < 0, 'cheaper', 'dearer'),
          ratio
        )
      END AS apart
    FROM effect
  )
SELECT
  currency AS _currency,
  ratio AS _ratio,
  format(
    '{} of ad spend, {}',
    money(total, currency),
    percent_change(total, total_before, money(total_before, currency))
  ) AS lead,
  format(', for {:,} outbound clicks, {}', now, percent_change(now, before)) || if(
    has_support(before, now),
    format(': {} each, after {}{}.', money(r1, currency), money(r0, currency), apart),
    '; too few to say at what cost.'
  ) AS text
FROM said
WHERE ratio = 'click' AND total > 0 AND total_before > 0 AND ads_compare(0)
UNION ALL
SELECT
  currency,
  ratio,
  CASE
    WHEN now = 0 THEN format('No checkout, after {:,}', before)
    WHEN before = 0 THEN format('{}, after none', plural(now, 'checkout'))
    ELSE format('A checkout cost {}, after {}', money(r1, currency), money(r0, currency))
  END,
  format(
    ' ({:,} for {}, after {:,} for {}; settled days, {}){}.',
    now,
    money(total, currency),
    before,
    money(total_before, currency),
    day_range(first_day() - settling(), getvariable('settled')),
    CASE
      WHEN rate_moved(before, total_before, now, total) THEN ', more than by chance' || apart
      WHEN rate_moved(before, total_before, now, total, errors := 2) THEN ', which chance rarely does'
      ELSE ', which can be chance'
    END
  )
FROM said
WHERE ratio = 'checkout' AND now + before > 0 AND ads_compare(settling())
ORDER BY _currency, _ratio DESC
