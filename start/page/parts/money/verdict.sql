-- kind: verdict
-- title: What the ads cost and returned
-- note: Cost per click as inner and mix; the return only of days that are settled.
-- period: each
-- place: 1
WITH
  -- The cost is of outbound clicks, and the return is of spend, on days that are settled.
  part AS (
    SELECT
      'cost' AS ratio,
      currency,
      spend AS value,
      outbound AS n,
      outbound AS events,
      spend_before AS value_before,
      outbound_before AS n_before,
      outbound_before AS events_before
    FROM ad_totals(0)
    WHERE NOT is_all
    UNION ALL
    SELECT 'return', currency, revenue, spend, checkouts, revenue_before, spend_before, checkouts_before
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
      -- What has no clicks, or no spend, has no ratio.
      count(*) FILTER(n + n_before > 0) > 1
      AND coalesce(sum(value) FILTER(n = 0), 0) < 0.005 * sum(n)
      AND coalesce(sum(value_before) FILTER(n_before = 0), 0) < 0.005 * sum(n_before) AS has_mix,
      sum(events)::BIGINT AS now,
      sum(events_before)::BIGINT AS before
    FROM part
    GROUP BY ALL
  ),
  said AS (
    SELECT
      *,
      has_support(before, now) AS is_known,
      if(
        has_mix
        AND NOT is_level(r0, r1),
        format(
          ' ({} within campaigns, {} as {} moved between them)',
          signed_money(within, currency),
          signed_money(r1 - r0 - within, currency),
          if(ratio = 'cost', 'clicks', 'spend')
        ),
        ''
      ) AS apart
    FROM effect
  )
SELECT
  format(
    '{} of ad spend, {}',
    money(c.total, currency),
    percent_change(c.total, c.total_before, money(c.total_before, currency))
  ) AS lead,
  format(', for {:,} outbound clicks, {}', c.now, percent_change(c.now, c.before)) || if(
    c.is_known,
    format(': {} each, after {}{}.', money(c.r1, currency), money(c.r0, currency), c.apart),
    '; too few to say at what cost.'
  ) || if(
    ads_compare(settling())
    AND b.now + b.before > 0,
    format(
      ' On settled days ({}), {}.',
      day_range(first_day() - settling(), getvariable('settled')),
      if(
        b.is_known,
        format(
          '{} brought back {}, after {}{}',
          money(1, currency),
          money(b.r1, currency),
          money(b.r0, currency),
          b.apart
        ),
        format('{:,} checkouts, after {:,}, are too few to compare the return', b.now, b.before)
      )
    ),
    ''
  ) AS text
FROM said c JOIN said b USING (currency)
WHERE c.ratio = 'cost' AND b.ratio = 'return' AND c.total > 0 AND c.total_before > 0 AND ads_compare(0)
ORDER BY currency
