-- kind: verdict
-- title: What makes the cost
-- note: The cost per click of the ads with spend in both periods, where it moved by a fifth more or less than that of
--   all, and of these without the ad that turns it. Else the one without which the spend moved least, if by half or
--   less. Else inner and mix, apart, where the cost moved against that of the campaigns.
-- period: each
-- place: 2
WITH
  own AS (FROM without_one_ad(OUTBOUND_CLICK_1, 0, alike := TRUE) WHERE ads_compare(0)),
  kind AS (
    SELECT
      currency,
      kind,
      count(*) AS ads,
      sum(n)::BIGINT AS n,
      sum(n_before)::BIGINT AS n_before,
      sum(value) AS value,
      sum(value_before) AS value_before,
      max_by(name, value + value_before) || if(ads = 1, '', format(' and {:,} more', ads - 1)) AS names,
      max_by(stopped, value_before) AS stopped,
      max_by(own, turned_by) FILTER(turns AND kind = 'both' AND least(rest_n, rest_n_before) >= 20) AS turning
    FROM own
    GROUP BY currency, kind
  ),
  alike AS (
    SELECT
      b.currency AS _currency,
      format(
        'Ads with spend in both periods ({:,}): a click costs {}, after {}',
        b.ads,
        money(b.value / b.n, b.currency),
        money(b.value_before / b.n_before, b.currency)
      ) AS lead,
      concat(
        format(' ({:,} for {}, ', b.n, money(b.value, b.currency)),
        format('after {:,} for {})', b.n_before, money(b.value_before, b.currency)),
        if(
          b.turning IS NULL,
          '',
          concat(
            format('; without {} ', b.turning.name),
            format('{}, after ', money(b.turning.rest / b.turning.rest_n, b.currency)),
            format('{} ', money(b.turning.rest_before / b.turning.rest_n_before, b.currency)),
            format('({:,} for {}, ', b.turning.rest_n, money(b.turning.rest, b.currency)),
            format('after {:,} for {})', b.turning.rest_n_before, money(b.turning.rest_before, b.currency))
          )
        ),
        format('. Only now: {}, {:,} for {}', now.names, now.n, money(now.value, b.currency)),
        format(
          '. Only before: {}, {:,} for {}{}',
          gone.names,
          gone.n_before,
          money(gone.value_before, b.currency),
          if(gone.ads = 1, gone.stopped, '')
        ),
        '.'
      ) AS text
    FROM
      kind b
      LEFT JOIN kind now ON now.currency = b.currency
      AND now.kind = 'now'
      LEFT JOIN kind gone ON gone.currency = b.currency
      AND gone.kind = 'before'
    WHERE
      b.kind = 'both'
      AND least(b.n, b.n_before) >= 20
      AND (
        b.turning IS NOT NULL
        OR abs(
          log_change(b.value_before, b.n_before, b.value, b.n) - log_change(
            b.value_before + coalesce(gone.value_before, 0),
            b.n_before + coalesce(gone.n_before, 0),
            b.value + coalesce(now.value, 0),
            b.n + coalesce(now.n, 0)
          )
        ) >= 0.2
      )
  ),
  ad AS (
    SELECT
      currency AS _currency,
      format('The ad {} makes the {}', name, if(value > value_before, 'rise', 'fall')) AS lead,
      format(
        ' to {}: {} to {}, {:,} to {}. Without it: {}, after {}; {} per click, after {}',
        money(value + rest, currency),
        money(value_before, currency),
        money(value, currency),
        n_before,
        plural(n, 'outbound click'),
        money(rest, currency),
        money(rest_before, currency),
        money(rest / rest_n, currency),
        money(rest_before / rest_n_before, currency)
      ) || stopped || '.' AS text
    FROM
      (
        SELECT
          *,
          abs(ln(nullif(value + rest, 0) / nullif(value_before + rest_before, 0))) AS spend_move,
          abs(ln(nullif(rest, 0) / nullif(rest_before, 0))) AS spend_move_without
        FROM without_one_ad(OUTBOUND_CLICK_1, 0)
      )
    WHERE
      ads_compare(0)
      AND NOT is_level(value_before + rest_before, value + rest)
      AND spend_move_without <= spend_move / 2
      AND least(rest_n, rest_n_before) >= 20
      AND currency NOT IN (SELECT _currency FROM alike)
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend_move_without, id) = 1
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
FROM alike
UNION ALL
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
  AND currency NOT IN (SELECT _currency FROM alike UNION ALL SELECT _currency FROM ad)
ORDER BY _currency
