-- kind: verdict
-- title: What the ads cost and returned
-- note: Cost per click as inner and mix; the return only of days that are settled.
-- period: each
-- place: 1
WITH
  -- The cost is of outbound clicks, and the return is of spend, on days that are settled.
  part AS (
    SELECT
      ratio,
      currency,
      campaign_id,
      coalesce(sum(value) FILTER(in_period(day)), 0) AS value,
      coalesce(sum(n) FILTER(in_period(day)), 0) AS n,
      coalesce(sum(events) FILTER(in_period(day)), 0)::BIGINT AS events,
      coalesce(sum(value) FILTER(in_period_before(day)), 0) AS value_before,
      coalesce(sum(n) FILTER(in_period_before(day)), 0) AS n_before,
      coalesce(sum(events) FILTER(in_period_before(day)), 0)::BIGINT AS events_before
    FROM
      (
        SELECT
          currency,
          campaign_id,
          unnest(
            [
              {ratio: 'cost', day: date, value: spend::DOUBLE, n: outbound::DOUBLE, events: outbound},
              {ratio: 'return', day: date + settling(), value: revenue, n: spend, events: checkouts}
            ],
            recursive := TRUE
          )
        FROM ad_day
      )
    GROUP BY ALL
  ),
  effect AS (
    SELECT
      ratio,
      currency,
      sum(value) / nullif(sum(n), 0) AS r1,
      sum(value_before) / nullif(sum(n_before), 0) AS r0,
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
    money(spend, currency),
    percent_change(spend, spend_before, money(spend_before, currency))
  ) AS lead,
  format(', for {:,} outbound clicks, {}', outbound, percent_change(outbound, outbound_before)) || if(
    c.is_known,
    format(': {} each, after {}{}.', money(c.r1, currency), money(c.r0, currency), c.apart),
    '; too few to say at what cost.'
  ) || if(
    is_settled_known
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
FROM
  ad_total
  JOIN said c USING (currency)
  JOIN said b USING (currency),
  (SELECT min(date) <= first_day() - getvariable('days') - settling() AS is_settled_known FROM ad_day)
WHERE spend_before > 0 AND c.ratio = 'cost' AND b.ratio = 'return'
ORDER BY currency
