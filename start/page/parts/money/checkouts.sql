-- kind: verdict
-- title: What a checkout cost
-- note: On settled days; if one ad turns it, also without that ad. An ad does if, without it, the cost moved the other
--   way, or by half or less, and by a fifth otherwise. Whether it can be chance is that of checkouts per spend. What
--   ads that stopped since made is said where half of a fall of the revenue, or more, is theirs.
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
      sum(spend) OVER every AS all_spend,
      sum(spend_before) OVER every AS all_before,
      log_change(all_before, n_before + checkouts_before, all_spend, n + checkouts) AS change_with
    FROM single_ads(settling())
    WINDOW every AS (PARTITION BY currency)
  ),
  turning AS (
    SELECT *
    FROM rest
    WHERE
      abs(change - change_with) >= 0.2
      AND (sign(change) <> sign(change_with) OR abs(change) <= abs(change_with) / 2)
      AND least(n, n_before) >= 2
    QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(change - change_with) DESC, id) = 1
  ),
  gone AS (
    SELECT currency, count(*) AS ads, sum(revenue) AS revenue, sum(revenue_before) AS revenue_before
    FROM single_ads(settling())
    WHERE stopped <> '' AND revenue_before > 0
    GROUP BY currency
  )
SELECT
  currency AS _currency,
  format('Settled days, {}: ', day_range(first_day() - settling(), getvariable('settled'))) || CASE
    WHEN checkouts = 0 THEN format('no checkout{}', was(format('{:,}', checkouts_before)))
    WHEN checkouts_before = 0 THEN plural(checkouts, 'checkout') || was('none')
    ELSE format(
      'a checkout cost {}{}',
      money(spend / checkouts, currency),
      was(money(spend_before / checkouts_before, currency))
    )
  END AS lead,
  concat(
    format(
      ': {}{}; before {}{}. ',
      sold_for(checkouts, spend, currency),
      if(revenue = 0, '', format(', ROAS {:.2f}', revenue / spend)),
      sold_for(checkouts_before, spend_before, currency),
      if(revenue_before = 0, '', format(', ROAS {:.2f}', revenue_before / spend_before))
    ),
    format(
      'Without the ad {} ({}; before {}): {}{}. ',
      turning.short_name,
      sold_for(turning.checkouts, turning.spend, currency),
      sold_for(turning.checkouts_before, turning.spend_before, currency),
      money(exposure / n, currency),
      was(money(exposure_before / n_before, currency))
    ),
    if(turning.n IS NULL, 'The difference in price', 'The rest of the difference in price'),
    CASE
      WHEN rate_moved(n_before, exposure_before, n, exposure) THEN ' is more than chance.'
      WHEN rate_moved(n_before, exposure_before, n, exposure, errors := 2) THEN ' is rarely chance.'
      ELSE ' can be chance.'
    END,
    format(
      ' {} that stopped since made {} of the revenue before.',
      plural(gone.ads, 'ad'),
      money(gone.revenue_before, currency)
    )
  ) AS text
FROM
  (
    SELECT
      t.*,
      turning,
      gone,
      coalesce(turning.n, t.checkouts) AS n,
      coalesce(turning.n_before, t.checkouts_before) AS n_before,
      coalesce(turning.exposure, t.spend) AS exposure,
      coalesce(turning.exposure_before, t.spend_before) AS exposure_before
    FROM
      ad_totals(settling()) t
      LEFT JOIN turning ON turning.currency = t.currency
      LEFT JOIN gone ON gone.currency = t.currency
      AND t.revenue <= 0.8 * t.revenue_before
      AND gone.revenue_before - gone.revenue >= (t.revenue_before - t.revenue) / 2
    WHERE t.is_all AND t.counts
  )
WHERE checkouts + checkouts_before > 0 AND ads_compare(settling())
ORDER BY currency
