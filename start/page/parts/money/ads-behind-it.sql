-- kind: verdict
-- title: The ads behind it
-- note: Without revenue, the ad of half of the change of the spend or more. And of the ads that are to sell the one
--   with nine of ten checkouts, by more than chance.
-- period: each
-- place: 2
WITH
  seller AS (
    SELECT
      currency,
      id,
      format(
        CASE
          WHEN checkouts = all_sold THEN 'Only the ad {} sells'
          WHEN has_revenue
          AND n < 0.9 * all_n THEN 'The ad {} makes nearly all checkouts'
          ELSE 'The ad {} sells nearly alone'
        END,
        name
      ) AS lead,
      format(
        ': {:,} of the {:,} checkouts{}{} for {} of spend. The {} took {} for {}.',
        checkouts,
        all_sold,
        so_far,
        CASE
          WHEN revenue = 0 THEN ''
          WHEN n < 0.9 * all_n THEN format(
            ', but {} of the revenue (worth {} each, the others {}),',
            percent_of(n / all_n),
            money(revenue / checkouts, currency),
            money((all_n - n) / (all_sold - checkouts), currency)
          )
          ELSE format(' (worth {} each)', money(revenue / checkouts, currency))
        END,
        money(spend, currency),
        plural(others, 'other sales ad'),
        money(other_spend, currency),
        if(checkouts = all_sold, 'none', format('{:,}', all_sold - checkouts))
      ) AS text
    FROM compared_ad
    WHERE
      is_to_sell
      AND others > 0
      AND checkouts > 0
      AND checkouts >= 0.9 * all_sold
      AND all_sold = all_checkouts
      AND rate_moved(all_sold - checkouts, other_spend, checkouts, spend)
  )
SELECT currency AS _currency, lead, text
FROM
  (
    SELECT 1 AS place, currency, lead, text
    FROM ad_mover
    WHERE NOT has_revenue AND id NOT IN (SELECT id FROM seller)
    UNION ALL
    SELECT 2, * EXCLUDE (id)
    FROM seller
  )
ORDER BY currency, place
