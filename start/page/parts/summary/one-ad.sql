-- kind: figures
-- title: The ad that turns what a checkout costs
-- note: On settled days, the ad without which a checkout costs about as much as before, or moved the other way.
-- period: each
-- place: 3
SELECT
  'Without the ad ' || name AS lead,
  format(
    ', a checkout cost {}, after {}',
    money(rest / rest_n, currency),
    money(rest_before / rest_n_before, currency)
  ) AS text
FROM without_one_ad(TOTAL_CHECKOUT, settling())
WHERE turns AND least(rest_n, rest_n_before) >= 3 AND ads_compare(settling())
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY turned_by DESC, id) = 1
ORDER BY currency
