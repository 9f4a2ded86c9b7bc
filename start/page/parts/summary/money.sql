-- kind: why
-- title: The money
-- note: Of each currency the ad that makes half of the change of the revenue or more, or, if that is level, of the
--   spend, and the one that took a fifth of
--   the spend and sold nothing on any day read, or returned less than half of it, and less than four fifths of all its
--   spend, with the one that took three fifths of the rest.
-- period: each
-- place: 6
WITH
  taker AS (
    SELECT
      currency,
      id,
      all_checkouts - checkouts AS rest_checkouts,
      has_revenue,
      all_n - n AS rest_n,
      all_before - n_before AS rest_before,
      all_spend - spend AS rest_spend,
      all_spend_before - spend_before AS rest_spend_before,
      format('{:.0f}% of the {} spend{} went to the ad {}, which ', 100 * share, currency, on_what, name) || if(
        sold = 0,
        'sold nothing',
        format('returned {} of {}{}', some_money(revenue, currency), money(spend, currency), so_far)
      ) AS lead,
      if(
        sold = 0,
        format(
          ': {} for {:,} outbound clicks, and no checkout since {}{}',
          money(spend, currency),
          outbound,
          strftime(first_date, '%b %-d'),
          so_far
        ),
        format(': ROAS {:.2f}, and {:.2f} since {}', revenue / spend, roas, strftime(first_date, '%b %-d, %Y'))
      ) AS text
    FROM compared_ad
    WHERE
      is_to_sell
      AND is_sold
      AND (sold = 0 OR has_revenue AND revenue < spend / 2 AND roas < 0.8)
      AND share >= 0.2
      AND outbound >= 100
      AND first_date <= getvariable('last_day') - 13
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, id) = 1
  ),
  rest AS (
    SELECT
      t.currency,
      concat(
        format('. The rest, {}, brought {:,}', money(t.rest_spend, t.currency), t.rest_checkouts),
        format(
          ': ROAS {:.2f} so far{}',
          if(t.has_revenue, t.rest_n, NULL) / t.rest_spend,
          was(format('{:.2f}', t.rest_before / nullif(rest_spend_before, 0)))
        ),
        '.',
        format(' {} of it went to {}', money(a.spend, a.currency), a.name),
        format(', for {}{}', plural(a.checkouts, 'checkout'), was(format('{:,}', a.checkouts_before))),
        format(
          ': ROAS {:.2f}{}',
          if(t.has_revenue, a.revenue, NULL) / a.spend,
          was(format('{:.2f}', a.revenue_before / nullif(a.spend_before, 0)))
        ),
        if(a.id IS NULL, '', '.')
      ) AS text
    FROM taker t LEFT JOIN compared_ad a ON a.currency = t.currency AND a.id <> t.id AND a.spend > 0.6 * t.rest_spend
    QUALIFY row_number() OVER (PARTITION BY t.currency ORDER BY a.spend DESC, a.id) = 1
  ),
  mover AS (SELECT currency, lead, text FROM ad_mover WHERE has_revenue),
  -- Where the revenue is level and the spend isn’t, the ad of half of its change or more.
  payer AS (
    SELECT
      currency,
      concat(
        money_moved('spend', currency, all_spend_before, all_spend, ''),
        format(', and revenue was about level ({})', percent_change(all_n, all_before))
      ) AS lead,
      concat(
        format(': the ad {} cost {}{}', name, some_money(spend, currency), was(some_money(spend_before, currency))),
        format(', and made {}{}', some_money(revenue, currency), was(some_money(revenue_before, currency))),
        stopped,
        '.'
      ) AS text
    FROM compared_ad
    WHERE
      is_compared
      AND has_revenue
      AND is_level(all_before, all_n)
      AND abs(all_spend / all_spend_before - 1) >= 0.25
      AND (spend - spend_before) / (all_spend - all_spend_before) >= 0.5
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(spend - spend_before) DESC, id) = 1
  ),
  -- What no ad makes.
  several AS (
    SELECT
      currency,
      money_moved('revenue', currency, n_before, n, so_far) AS lead,
      format(
        '{}. {}',
        mostly(factors(spend_before, spend, outbound_before, outbound, sold_before, sold, n_before, n, currency)),
        if(
          abs(sold - sold_before) < 2 * sqrt(sold + sold_before),
          'The difference in checkouts can be chance.',
          'No ad made half of it.'
        )
      ) AS text
    FROM
      (
        SELECT
          currency,
          so_far,
          sum(spend) AS spend,
          sum(spend_before) AS spend_before,
          sum(outbound)::BIGINT AS outbound,
          sum(outbound_before)::BIGINT AS outbound_before,
          sum(checkouts)::BIGINT AS sold,
          sum(checkouts_before)::BIGINT AS sold_before,
          sum(n) AS n,
          sum(n_before) AS n_before
        FROM compared_ad
        WHERE is_compared AND has_revenue
        GROUP BY ALL
      )
    WHERE sold > 0 AND sold_before > 0 AND NOT is_level(n_before, n)
  )
SELECT
  coalesce(m.lead, p.lead, t.lead, s.lead) AS lead,
  CASE
    WHEN m.lead IS NOT NULL
    OR p.lead IS NOT NULL THEN coalesce(m.text, p.text) || coalesce(format(' {}.', t.lead), '')
    ELSE coalesce(t.text || rest.text, s.text)
  END AS text
FROM
  mover m
  FULL JOIN payer p USING (currency)
  FULL JOIN taker t USING (currency)
  LEFT JOIN rest USING (currency)
  FULL JOIN several s USING (currency)
ORDER BY currency
