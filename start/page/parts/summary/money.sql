-- kind: why
-- title: The money
-- note: Of each currency the ad that makes half of the change of the revenue or more, or else the one that took a fifth
--   of the spend and sold nothing on any day read.
-- period: each
-- place: 6
WITH
  taker AS (
    SELECT
      currency,
      format('{:.0f}% of the spend in {} went to the ad {}, which sold nothing', 100 * share, currency, name) AS lead,
      format(
        ': {} for {:,} outbound clicks, and no checkout since {}{}. The rest, {}, brought {:,}',
        money(spend, currency),
        outbound,
        strftime(first_date, '%b %-d'),
        so_far,
        money(all_spend - spend, currency),
        all_checkouts
      ) || coalesce(
        format(
          ': ROAS {:.2f} so far, after {:.2f}.',
          if(has_revenue, all_n, NULL) / (all_spend - spend),
          all_before / nullif(all_spend_before - spend_before, 0)
        ),
        '.'
      ) AS text
    FROM compared_ad
    WHERE
      is_to_sell
      AND is_sold
      AND sold = 0
      AND share >= 0.2
      AND outbound >= 100
      AND first_date <= getvariable('last_day') - 13
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, id) = 1
  ),
  mover AS (SELECT currency, lead, text FROM ad_mover WHERE has_revenue)
SELECT lead, text
FROM (FROM mover UNION ALL FROM taker WHERE currency NOT IN (SELECT currency FROM mover))
ORDER BY currency
