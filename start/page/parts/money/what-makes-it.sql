-- kind: verdict
-- title: What makes the cost
-- note: The ad that turns the cost per click; else the one without which the spend moved least, if by half or less.
--   Else inner and mix, apart, where the cost moved against that of the campaigns.
-- period: each
-- place: 2
WITH
  ad AS (
    SELECT
      currency AS _currency,
      CASE
        WHEN is_turned THEN format(
          'Outside the ad {}, a click costs {}, after {}',
          name,
          money(rest / rest_n, currency),
          money(rest_before / rest_n_before, currency)
        )
        ELSE format('The ad {} makes the {}', name, if(value > value_before, 'rise', 'fall'))
      END AS lead,
      concat(
        if(
          is_turned,
          format(
            ' ({} for {:,}, after {} for {:,}). It had {}, after {}.',
            money(rest, currency),
            rest_n,
            money(rest_before, currency),
            rest_n_before,
            sold_for(n, value, currency),
            sold_for(n_before, value_before, currency)
          ),
          format(
            ' to {}: {} to {}, {:,} to {}. Without it: {}, after {}; {} per click, after {}.',
            money(value + rest, currency),
            money(value_before, currency),
            money(value, currency),
            n_before,
            plural(n, 'outbound click'),
            money(rest, currency),
            money(rest_before, currency),
            money(rest / rest_n, currency),
            money(rest_before / rest_n_before, currency)
          )
        ),
        if(last_date < getvariable('last_day') - 2, strftime(last_date, ' It has spent nothing since %b %-d'), NULL),
        if(last_date < getvariable('last_day') - 2, coalesce(': ' || held, '') || '.', NULL)
      ) AS text
    FROM
      (
        SELECT
          *,
          coalesce(turns AND has_support(rest_n_before, rest_n), FALSE) AS is_turned,
          abs(ln(nullif(value + rest, 0) / nullif(value_before + rest_before, 0))) AS spend_move,
          abs(ln(nullif(rest, 0) / nullif(rest_before, 0))) AS spend_move_without
        FROM without_one_ad(OUTBOUND_CLICK_1, 0)
      )
    WHERE
      ads_compare(0)
      AND (
        is_turned
        OR NOT is_level(value_before + rest_before, value + rest)
        AND spend_move_without <= spend_move / 2
        AND least(rest_n, rest_n_before) >= 20
      )
    QUALIFY
      row_number() OVER (
        PARTITION BY currency
        ORDER BY is_turned DESC, if(is_turned, - turned_by, spend_move_without), id
      ) = 1
  ),
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
    WHERE NOT is_all AND ads_compare(0)
    GROUP BY ALL
  )
FROM ad
UNION ALL
SELECT
  currency,
  format('Campaign by campaign, a click got {}', if(within < 0, 'cheaper', 'dearer')),
  format(
    ' ({}), but the {} campaigns have more of the clicks ({}).',
    signed_money(within, currency),
    if(within < 0, 'dearer', 'cheaper'),
    signed_money(r1 - r0 - within, currency)
  )
FROM effect
WHERE
  has_mix
  AND has_support(before, now)
  AND sign(within) <> sign(r1 - r0)
  AND NOT is_level(r0, r1)
  AND NOT is_level(r0, r0 + within)
  AND currency NOT IN (SELECT _currency FROM ad)
ORDER BY _currency
