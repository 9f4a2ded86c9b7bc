-- kind: why
-- title: The money
-- note: Of each currency the ad that makes half of the change of the revenue or more, or, if that is level, of the
--   spend, and the one that took a fifth of the spend and sold nothing on any day read, or returned less than half of
--   it, and less than four fifths of all its spend, with the one that took three fifths of the rest.
-- period: each
-- place: 6
WITH
  taker AS (
    SELECT
      currency,
      id,
      share,
      spend,
      all_checkouts - checkouts AS rest_checkouts,
      has_revenue,
      all_n - n AS rest_n,
      all_before - n_before AS rest_before,
      all_spend - spend AS rest_spend,
      all_spend_before - spend_before AS rest_spend_before,
      format('{:.0f}% of the {} spend{} went to the ad {}, which ', 100 * share, currency, on_what, name) || if(
        sold = 0,
        'has never sold' || so_far,
        concat(
          format('returned {} for {}{}', some_money(revenue, currency), money(spend, currency), so_far),
          if(
            is_compared
            AND spend_before > 0,
            was(format('{} for {}', some_money(revenue_before, currency), money(spend_before, currency))),
            ''
          )
        )
      ) AS lead,
      money(spend, currency) AS cost,
      if(sold = 0, format(': {} since {}', money(paid, currency), day_of(first_date)), '') AS life,
      coalesce(format(' Today {}; it spent until {}.', held, day_of(last_date)), '') AS state,
      still_to_come(expected, revenue, spend, currency) AS coming,
      if(
        sold = 0,
        format(
          ': {}{} for {:,} outbound clicks{} since {}',
          money(spend, currency),
          if(is_compared AND spend_before > 0, was(money(spend_before, currency)), ''),
          outbound,
          if(paid = spend, '', ', and ' || money(paid, currency)),
          day_of(first_date)
        ),
        format(
          '. Since {} its checkouts are worth {} each, and cost {}: ROAS {:.2f}',
          day_of(first_date),
          money(value, currency),
          money(paid / sold, currency),
          roas
        )
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
        '.',
        t.state,
        t.coming,
        format(' The rest, {}, ', money(t.rest_spend, t.currency)),
        if(
          t.rest_checkouts = 0,
          concat('sold nothing so far', was(nullif(money(t.rest_before, t.currency), money(0, t.currency)))),
          'brought ' || plural(t.rest_checkouts, 'checkout')
        ),
        format(
          ': ROAS {:.2f} so far{}',
          if(t.has_revenue AND t.rest_n > 0, t.rest_n, NULL) / t.rest_spend,
          was(format('{:.2f}', t.rest_before / nullif(rest_spend_before, 0)))
        ),
        '.',
        format(' {} of it went to {}', money(a.spend, a.currency), a.name),
        format(
          ', for {}{}',
          plural(a.checkouts, 'checkout'),
          if(a.is_compared, was(format('{:,}', a.checkouts_before)), '')
        ),
        format(': ROAS {:.2f}', if(t.has_revenue, a.revenue, NULL) / a.spend),
        if(a.is_compared, was(format('{:.2f}', a.revenue_before / nullif(a.spend_before, 0))), ''),
        if(a.id IS NULL, '', '.')
      ) AS text
    FROM
      taker t
      LEFT JOIN compared_ad a ON a.currency = t.currency
      AND a.id <> t.id
      AND a.spend > 0.6 * t.rest_spend
      AND a.checkouts >= 10
    QUALIFY row_number() OVER (PARTITION BY t.currency ORDER BY a.spend DESC, a.id) = 1
  ),
  mover AS (SELECT currency, id, lead, text FROM ad_mover WHERE has_revenue),
  -- Where the revenue is level and the spend isn’t, the ad of half of its change or more.
  payer AS (
    SELECT
      currency,
      concat(
        money_moved('spend', currency, all_spend_before, all_spend, ''),
        format(', and revenue{} was about level ({})', so_far, percent_change(all_n, all_before))
      ) AS lead,
      concat(
        format(': the ad {} cost {}{}', name, some_money(spend, currency), was(some_money(spend_before, currency))),
        format(', and made {}{}', some_money(revenue, currency), was(some_money(revenue_before, currency))),
        stopped,
        '.',
        if(
          seller.id <> id
          AND seller.n >= all_n / 2,
          concat(
            format(' {} of the revenue is of {}: ', percent_of(seller.n / all_n), seller.name),
            some_money(seller.n, currency) || for_spend(seller.spend, currency, TRUE),
            was(some_money(seller.n_before, currency) || for_spend(seller.spend_before, currency, TRUE)),
            '.',
            still_to_come(seller.expected, seller.n, seller.spend, currency)
          ),
          ''
        )
      ) AS text
    FROM
      (
        SELECT
          *,
          max_by(
            {
              id: id,
              name: name,
              n: n,
              n_before: n_before,
              spend: spend,
              spend_before: spend_before,
              expected: expected
            },
            n
          ) OVER (PARTITION BY currency) AS seller
        FROM compared_ad
      )
    WHERE
      is_compared
      AND has_revenue
      AND is_level(all_before, all_n)
      AND abs(all_spend / all_spend_before - 1) >= 0.25
      AND (spend - spend_before) / (all_spend - all_spend_before) >= 0.5
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(spend - spend_before) DESC, id) = 1
  ),
  -- What no ad makes, or nothing but days that still gain.
  several AS (
    SELECT
      currency,
      is_beyond_chance,
      if(
        is_pending,
        format('{} revenue is {} so far{}', currency, money(revenue, currency), was(money(revenue_before, currency))),
        money_moved('revenue', currency, revenue_before, revenue, so_far)
      ) AS lead,
      concat(
        if(
          is_pending,
          format(
            '; its days still gain checkouts: {:,} from {:,} clicks{}.',
            checkouts,
            outbound,
            was(format('{:,} from {:,}', checkouts_before, outbound_before))
          ),
          mostly(made_of) || '.'
        ),
        CASE
          WHEN len(causes(made_of)) < len(made_of) THEN ''
          WHEN is_beyond_chance THEN ' No ad made half of it.'
          ELSE ' The difference in checkouts can be chance.'
        END,
        largest,
        still_to_come(all_expected, revenue, spend, currency)
      ) AS text
    FROM
      judgement
      JOIN (
        SELECT
          currency,
          any_value(all_expected) AS all_expected,
          if(any_value(all_n < all_before), 'fall', 'rise') || if(count(*) = 1, '', 's') AS moves,
          if(
            max(ads) > 1,
            concat(' The largest ', moves, ': ', string_agg(moved, ' and ' ORDER BY difference DESC, id), '.'),
            ''
          ) AS largest
        FROM
          (
            SELECT
              currency,
              id,
              all_expected,
              all_n,
              all_before,
              ads,
              (n - n_before) * sign(all_n - all_before) AS difference,
              concat(
                name,
                if(spend = 0 AND n = 0, ' no spend', ' ' || some_money(n, currency)),
                for_spend(spend, currency, TRUE),
                was(some_money(n_before, currency) || for_spend(spend_before, currency, TRUE))
              ) AS moved
            FROM compared_ad
            QUALIFY row_number() OVER (PARTITION BY currency ORDER BY difference DESC, id) <= 2
          )
        WHERE difference > 0
        GROUP BY currency
      ) USING (currency)
    WHERE
      is_compared
      AND has_revenue
      AND checkouts > 0
      AND checkouts_before > 0
      AND NOT is_level(revenue_before, revenue)
  )
SELECT
  coalesce(m.lead, p.lead, f.lead, t.lead, s.lead) AS lead,
  CASE
    WHEN m.lead IS NULL
    AND p.lead IS NULL
    AND f.lead IS NULL THEN coalesce(t.text || rest.text, s.text)
    WHEN t.id = m.id THEN m.text || format(' It took {:.0f}% of the spend, {}.', 100 * t.share, t.cost)
    ELSE concat(coalesce(m.text, p.text, f.text), format(' {}{}.', t.lead, t.life), t.state)
  END AS text
FROM
  mover m
  FULL JOIN payer p USING (currency)
  FULL JOIN taker t USING (currency)
  LEFT JOIN rest USING (currency)
  FULL JOIN several s USING (currency)
  -- What took the spend of both periods doesn’t make a fall.
  LEFT JOIN (FROM several WHERE is_beyond_chance) f USING (currency)
ORDER BY currency
