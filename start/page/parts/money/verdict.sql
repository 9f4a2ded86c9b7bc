-- kind: verdict
-- title: What the ads cost and returned
-- note: Cost per click as inner and mix; the return only of days that are settled.
-- period: each
-- place: 1
WITH
  measure AS (
    SELECT
      'cost' AS ratio,
      currency,
      campaign_id,
      spend::DOUBLE AS value,
      outbound::DOUBLE AS n,
      in_period(date) AS is_now,
      in_period_before(date) AS is_before
    FROM ad_day
    UNION ALL
    SELECT
      'return',
      currency,
      campaign_id,
      revenue::DOUBLE,
      spend::DOUBLE,
      date BETWEEN settled_from() AND getvariable('settled'),
      date BETWEEN settled_from() - getvariable('days') AND settled_from() - 1
    FROM ad_day
  ),
  part AS (
    SELECT
      ratio,
      currency,
      campaign_id,
      coalesce(sum(value) FILTER(is_now), 0) AS value,
      coalesce(sum(n) FILTER(is_now), 0) AS n,
      coalesce(sum(value) FILTER(is_before), 0) AS value_before,
      coalesce(sum(n) FILTER(is_before), 0) AS n_before
    FROM measure
    GROUP BY ALL
  ),
  share AS (
    SELECT
      ratio,
      currency,
      nullif(sum(n) OVER whole, 0) AS all_n,
      nullif(sum(n_before) OVER whole, 0) AS all_n_before,
      n / all_n AS s1,
      n_before / all_n_before AS s0,
      sum(value) OVER whole / all_n AS all_r1,
      sum(value_before) OVER whole / all_n_before AS all_r0,
      -- A part that is new or gone has one ratio, and is all mix.
      coalesce(value / nullif(n, 0), value_before / nullif(n_before, 0), 0) AS r1,
      coalesce(value_before / nullif(n_before, 0), r1) AS r0
    FROM part
    WINDOW whole AS (PARTITION BY ratio, currency)
  ),
  effect AS (
    SELECT
      ratio,
      currency,
      any_value(all_r0) AS ratio_before,
      any_value(all_r1) AS ratio_now,
      sum(inner_effect(s1, r0, r1)) AS inner_part,
      sum(mix_effect(s0, s1, r0, all_r0)) AS mix,
      count(*) FILTER(s0 + s1 > 0) AS parts
    FROM share
    GROUP BY ALL
  ),
  said AS (
    SELECT
      ratio,
      currency,
      ratio_before AS r0,
      ratio_now AS r1,
      if(
        parts > 1
        AND NOT is_level(r0, r1)
        AND abs(r1 - r0 - inner_part - mix) < 0.005,
        format(
          ' ({} within campaigns, {} by their mix)',
          signed_money(inner_part, currency),
          signed_money(mix, currency)
        ),
        ''
      ) AS apart
    FROM effect
  ),
  sale AS (
    SELECT
      currency,
      coalesce(sum(checkouts) FILTER(date >= settled_from()), 0)::BIGINT AS sales,
      coalesce(sum(checkouts) FILTER(date < settled_from()), 0)::BIGINT AS sales_before
    FROM ad_day
    WHERE date BETWEEN settled_from() - getvariable('days') AND getvariable('settled')
    GROUP BY currency
    HAVING (SELECT min(date) FROM ad_day) <= settled_from() - getvariable('days') AND sales + sales_before > 0
  )
SELECT
  format('{} of ad spend, {}', money(spend, currency), percent_change(spend, spend_before)) AS lead,
  format(', for {:,} outbound clicks, {}', outbound, percent_change(outbound, outbound_before)) || if(
    has_support(outbound_before, outbound),
    format(': {} each, after {}{}.', money(c.r1, currency), money(c.r0, currency), c.apart),
    '; too few to say at what cost.'
  ) || coalesce(
    format(
      ' On settled days ({}), {}.',
      day_range(settled_from(), getvariable('settled')),
      if(
        has_support(sales_before, sales),
        format(
          '{} brought back {}, after {}{}',
          money(1, currency),
          money(b.r1, currency),
          money(b.r0, currency),
          b.apart
        ),
        format('{:,} checkouts, after {:,}, are too few to compare the return', sales, sales_before)
      )
    ),
    ''
  ) AS text
FROM ad_total LEFT JOIN said c USING (currency) LEFT JOIN said b USING (currency) LEFT JOIN sale USING (currency)
WHERE spend_before > 0 AND c.ratio = 'cost' AND b.ratio = 'return'
ORDER BY currency
