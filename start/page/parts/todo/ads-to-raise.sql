-- kind: todo
-- title: Ads to raise
-- note: Active ads that are to sell, with ten checkouts or more, and at least twice as many as usual, on settled days.
FROM
  unusual_ads(
    checkouts >= 10
    AND checkouts >= 2 * usual,
    'Raise the budget of the ad',
    plural(checkouts, 'checkout'),
    format(
      ' for {} on settled days, instead of {:.0f} at what a checkout costs in the sales campaigns of this ad account.',
      money(spend, currency),
      usual
    ),
    checkouts / checkouts_in_currency
  )
