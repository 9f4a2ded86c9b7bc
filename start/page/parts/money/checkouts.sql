-- kind: verdict
-- title: What a checkout cost
-- note: On settled days; if one ad turns it, without that ad. Whether the difference can be chance is that of checkouts
--   per spend.
-- period: each
-- place: 3
WITH
  ad AS (
    SELECT *
    FROM without_one_ad(TOTAL_CHECKOUT, settling())
    WHERE turns AND least(rest_n, rest_n_before) >= 3
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY turned_by DESC, id) = 1
  )
SELECT
  currency AS _currency,
  CASE
    WHEN checkouts = 0 THEN format('No checkout, after {:,}', checkouts_before)
    WHEN checkouts_before = 0 THEN format('{}, after none', plural(checkouts, 'checkout'))
    ELSE format(
      'A checkout cost {}, after {}',
      money(spend / checkouts, currency),
      money(spend_before / checkouts_before, currency)
    )
  END AS lead,
  concat(
    format(
      ' ({}{}, after {}{}; settled days, {})',
      sold_for(checkouts, spend, currency),
      if(revenue = 0, '', format(', ROAS {:.2f}', revenue / spend)),
      sold_for(checkouts_before, spend_before, currency),
      if(revenue_before = 0, '', format(', ROAS {:.2f}', revenue_before / spend_before)),
      day_range(first_day() - settling(), getvariable('settled'))
    ),
    format(
      '; without the ad {} ({}, after {}) {}, after {}',
      name,
      sold_for(n, value, currency),
      sold_for(n_before, value_before, currency),
      money(rest / rest_n, currency),
      money(rest_before / rest_n_before, currency)
    ),
    CASE
      WHEN rate_moved(before, exposure_before, now, exposure) THEN ', more than by chance.'
      WHEN rate_moved(before, exposure_before, now, exposure, errors := 2) THEN ', which chance rarely does.'
      ELSE ', which can be chance.'
    END
  ) AS text
FROM
  (
    SELECT
      *,
      coalesce(rest_n, checkouts) AS now,
      coalesce(rest, spend) AS exposure,
      coalesce(rest_n_before, checkouts_before) AS before,
      coalesce(rest_before, spend_before) AS exposure_before
    FROM ad_totals(settling()) LEFT JOIN ad USING (currency)
    WHERE is_all
  )
WHERE checkouts + checkouts_before > 0 AND ads_compare(settling())
ORDER BY currency
