-- kind: verdict
-- title: What one ad makes of it
-- note: The ad without which the spend moved least, if by half or less; and on settled days the ad without which a
--   checkout costs about as much as before.
-- period: each
-- place: 2
WITH
  -- Clicks now, and checkouts of days that are settled.
  lagged AS (
    SELECT *, 0 AS lag, OUTBOUND_CLICK_1 AS events
    FROM pin_promotion_report
    UNION ALL
    SELECT *, settling(), TOTAL_CHECKOUT
    FROM pin_promotion_report
  ),
  part AS (
    SELECT
      lag AS ratio_lag,
      coalesce(currency, 'Unknown currency') AS currency,
      PIN_PROMOTION_ID AS id,
      coalesce(sum(events) FILTER(in_period(DATE + lag)), 0)::BIGINT AS n,
      coalesce(sum(events) FILTER(in_period_before(DATE + lag)), 0)::BIGINT AS n_before,
      coalesce(sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(in_period(DATE + lag)), 0) AS value,
      coalesce(sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(in_period_before(DATE + lag)), 0) AS value_before,
      max(DATE) FILTER(SPEND_IN_MICRO_DOLLAR > 0) AS last_date
    FROM lagged
    GROUP BY ALL
  ),
  without AS (
    SELECT
      p.*,
      format('“{}”', coalesce(ad, p.id)) AS name,
      sum(value) OVER everything - value AS rest,
      sum(n) OVER everything - n AS rest_n,
      sum(value_before) OVER everything - value_before AS rest_before,
      sum(n_before) OVER everything - n_before AS rest_n_before,
      abs(ln(nullif(value + rest, 0) / nullif(value_before + rest_before, 0))) AS spend_move,
      abs(ln(nullif(rest, 0) / nullif(rest_before, 0))) AS spend_move_without,
      ratio_change(rest_before + value_before, rest_n_before + n_before, rest + value, rest_n + n) AS change,
      ratio_change(rest_before, rest_n_before, rest, rest_n) AS change_without
    FROM part p LEFT JOIN (SELECT id, ad FROM ad_state) a ON a.id = p.id
    WINDOW everything AS (PARTITION BY ratio_lag, currency)
  ) (
    SELECT
      currency AS _currency,
      'The ad ' || name || CASE
        WHEN value = 0 THEN ' stopped'
        WHEN value > value_before THEN ' makes the rise'
        ELSE ' makes the fall'
      END AS lead,
      concat(
        if(value = 0, ' after ' || strftime(last_date, '%b %-d'), format(' to {}', money(value + rest, currency))),
        if(
          value = 0,
          format(
            ' ({} and {} in the period before)',
            money(value_before, currency),
            plural(n_before, 'outbound click')
          ),
          format(
            ': {} to {}, {:,} to {}',
            money(value_before, currency),
            money(value, currency),
            n_before,
            plural(n, 'outbound click')
          )
        ),
        format(
          '. Without it: {} of ad spend, after {}; {} per click, after {}.',
          money(rest, currency),
          money(rest_before, currency),
          money(rest / rest_n, currency),
          money(rest_before / rest_n_before, currency)
        )
      ) AS text
    FROM without
    WHERE
      ratio_lag = 0
      AND NOT is_level(value_before + rest_before, value + rest)
      AND spend_move_without <= spend_move / 2
      AND least(rest_n, rest_n_before) >= 20
      AND ads_compare(0)
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend_move_without, id) = 1
  )
UNION ALL
(
  SELECT
    currency,
    'Without the ad ' || name,
    format(
      ' ({} for {}{}), a checkout cost {}, after {}.',
      if(n = 0, 'no checkout', plural(n, 'checkout')),
      money(value, currency),
      if(value_before = 0, '', format(', after {:,} for {}', n_before, money(value_before, currency))),
      money(rest / rest_n, currency),
      money(rest_before / rest_n_before, currency)
    )
  FROM without
  WHERE
    ratio_lag > 0
    AND change >= 0.2
    AND change_without <= change / 3
    AND least(rest_n, rest_n_before) >= 3
    AND ads_compare(settling())
  QUALIFY row_number() OVER (PARTITION BY currency ORDER BY change_without, id) = 1
)
ORDER BY _currency, lead
