-- kind: todo
-- title: Ads to raise
-- note: Active ads that are to sell, with ten checkouts or more, and at least twice as many as usual, on settled days.
FROM
  unusual_ads(
    checkouts >= 10
    AND checkouts >= 2 * usual,
    'Raise the budget of the ad',
    plural(checkouts, 'checkout'),
    'came of ' || money(spend, currency)
  )
