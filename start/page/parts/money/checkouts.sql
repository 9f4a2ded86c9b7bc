-- kind: verdict
-- title: What a checkout cost
-- note: On settled days; if one ad turns it, also without that ad. An ad does if, without it, the cost moved the other
--   way, or by a third or less, and by a fifth otherwise. Whether it can be chance is that of checkouts per spend.
-- period: each
-- place: 3
WITH
  rest AS (
    SELECT
      *,
      sum(checkouts) OVER every - checkouts AS n,
      sum(checkouts_before) OVER every - checkouts_before AS n_before,
      nullif(sum(spend) OVER every - spend, 0) AS exposure,
      nullif(sum(spend_before) OVER every - spend_before, 0) AS exposure_before,
      log_change(exposure_before, n_before, exposure, n) AS change,
      log_change(exposure_before + spend_before, n_before + checkouts_before, exposure + spend, n + checkouts) AS change_with
    FROM single_ads(settling())
    WINDOW every AS (PARTITION BY currency)
  ),
  ad AS (
    SELECT *
    FROM rest
    WHERE
      abs(change - change_with) >= 0.2
      AND (sign(change) <> sign(change_with) OR abs(change) <= abs(change_with) / 3)
      AND least(n, n_before) >= 3
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(change - change_with) DESC, id) = 1
  )
SELECT
  t.currency AS _currency,
  format('Settled days, {}: ', day_range(first_day() - settling(), getvariable('settled'))) || CASE
    WHEN t.checkouts = 0 THEN format('no checkout, after {:,}', t.checkouts_before)
    WHEN t.checkouts_before = 0 THEN format('{}, after none', plural(t.checkouts, 'checkout'))
    ELSE format(
      'a checkout cost {}, after {}',
      money(t.spend / t.checkouts, t.currency),
      money(t.spend_before / t.checkouts_before, t.currency)
    )
  END AS lead,
  concat(
    format(
      ' ({}{}, after {}{}). ',
      sold_for(t.checkouts, t.spend, t.currency),
      if(t.revenue = 0, '', format(', ROAS {:.2f}', t.revenue / t.spend)),
      sold_for(t.checkouts_before, t.spend_before, t.currency),
      if(t.revenue_before = 0, '', format(', ROAS {:.2f}', t.revenue_before / t.spend_before))
    ),
    format(
      'Without the ad {} ({}, after {}): {}, after {}. ',
      short_name,
      sold_for(ad.checkouts, ad.spend, t.currency),
      sold_for(ad.checkouts_before, ad.spend_before, t.currency),
      money(exposure / n, t.currency),
      money(exposure_before / n_before, t.currency)
    ),
    CASE
      WHEN rate_moved(
        coalesce(n_before, t.checkouts_before),
        coalesce(exposure_before, t.spend_before),
        coalesce(n, t.checkouts),
        coalesce(exposure, t.spend)
      ) THEN 'That is more than chance.'
      WHEN rate_moved(
        coalesce(n_before, t.checkouts_before),
        coalesce(exposure_before, t.spend_before),
        coalesce(n, t.checkouts),
        coalesce(exposure, t.spend),
        errors := 2
      ) THEN 'Chance rarely does that.'
      ELSE 'That can be chance.'
    END
  ) AS text
FROM ad_totals(settling()) t LEFT JOIN ad USING (currency)
WHERE t.is_all AND t.checkouts + t.checkouts_before > 0 AND ads_compare(settling())
ORDER BY t.currency
