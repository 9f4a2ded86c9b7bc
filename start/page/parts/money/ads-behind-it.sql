-- kind: verdict
-- title: The ads behind it
-- note: The ad of half of the change of the revenue or more, if its checkouts changed by two standard errors; without
--   revenue, of the spend. And of the ads that are to sell the one with nine of ten checkouts, by more than chance, or
--   else the one that took a fifth of the spend and sold nothing on any day read.
-- period: each
-- place: 2
WITH
  ad AS (
    SELECT
      s.*,
      is_compared,
      is_sold,
      has_revenue,
      so_far,
      if(has_revenue, s.revenue, s.spend) AS n,
      if(has_revenue, s.revenue_before, s.spend_before) AS n_before,
      sum(n) OVER every AS all_n,
      sum(n_before) OVER every AS all_before,
      sum(s.spend) OVER every AS all_spend,
      (sum(s.checkouts) OVER every)::BIGINT AS all_checkouts,
      s.spend / all_spend AS share,
      count(*) FILTER(is_to_sell AND s.spend > 0) OVER every - 1 AS others,
      sum(s.spend) FILTER(is_to_sell) OVER every - s.spend AS other_spend,
      (sum(s.checkouts) FILTER(is_to_sell) OVER every)::BIGINT AS all_sold
    FROM single_ads(0) s JOIN judgement j USING (currency)
    WINDOW every AS (PARTITION BY currency)
  ),
  seller AS (
    SELECT
      currency,
      id,
      format(if(checkouts = all_sold, 'Only the ad {} sells', 'The ad {} sells nearly alone'), name) AS lead,
      format(
        ': {:,} of the {:,} checkouts{}{} for {} of spend. The {} took {} for {}.',
        checkouts,
        all_sold,
        so_far,
        if(revenue = 0, '', format(' ({} each)', money(revenue / checkouts, currency))),
        money(spend, currency),
        plural(others, 'other sales ad'),
        money(other_spend, currency),
        if(checkouts = all_sold, 'none', format('{:,}', all_sold - checkouts))
      ) AS text
    FROM ad
    WHERE
      is_to_sell
      AND others > 0
      AND checkouts > 0
      AND checkouts >= 0.9 * all_sold
      AND all_sold = all_checkouts
      AND rate_moved(all_sold - checkouts, other_spend, checkouts, spend)
  ),
  mover AS (
    SELECT
      currency,
      format(
        'The {} of the {} comes from the ad {}',
        if(all_n < all_before, 'fall', 'rise'),
        if(has_revenue, 'revenue', 'spend'),
        name
      ) AS lead,
      concat(
        ': ',
        if(n = 0, 'nothing', money(n, currency) || if(has_revenue, so_far, '')),
        if(n_before = 0, ', after nothing', format(', after {}', money(n_before, currency))),
        if(
          has_revenue
          AND n_before > n,
          format(
            ' ({} of {} each, {:.0f}% of all)',
            plural(checkouts_before, 'checkout'),
            money(n_before / checkouts_before, currency),
            100 * n_before / all_before
          ),
          ''
        ),
        stopped,
        format('. Without it: {}, after {}.', money(all_n - n, currency), money(all_before - n_before, currency))
      ) AS text
    FROM ad
    WHERE
      is_compared
      AND NOT is_level(all_before, all_n)
      AND (n - n_before) / (all_n - all_before) >= 0.5
      AND (NOT has_revenue OR abs(checkouts - checkouts_before) >= 2 * sqrt(checkouts + checkouts_before))
      AND id NOT IN (SELECT id FROM seller)
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(n - n_before) DESC, id) = 1
  ),
  taker AS (
    SELECT
      currency,
      format('{:.0f}% of the spend went to the ad {}, which sold nothing', 100 * share, name) AS lead,
      format(
        ': {} for {:,} outbound clicks, and no checkout since {}{}. The rest, {}, brought {:,}.',
        money(spend, currency),
        outbound,
        strftime(first_date, '%b %-d'),
        so_far,
        money(all_spend - spend, currency),
        all_checkouts
      ) AS text
    FROM ad
    WHERE
      is_to_sell
      AND is_sold
      AND sold = 0
      AND share >= 0.2
      AND outbound >= 100
      AND first_date <= getvariable('last_day') - 13
      AND currency NOT IN (SELECT currency FROM seller)
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, id) = 1
  )
SELECT currency AS _currency, lead, text
FROM (SELECT 1 AS place, * FROM mover UNION ALL SELECT 2, * EXCLUDE (id) FROM seller UNION ALL SELECT 3, * FROM taker)
ORDER BY currency, place
