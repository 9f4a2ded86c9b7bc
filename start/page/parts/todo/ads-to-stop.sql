-- kind: todo
-- title: Ads without return
-- note: Active ads that are to sell, without any checkout, where three or more are usual on settled days
--   of the last 120.
FROM
  unusual_ads(
    sold = 0
    AND usual >= usual_enough(),
    'Stop or change the ad',
    money(spent, currency),
    concat(
      format(' since {} brought no checkout. The {} ', strftime(first_date, '%b %-d'), money(spend, currency)),
      format('until {} would have brought {:.0f} at what ', strftime(getvariable('settled'), '%b %-d'), usual),
      'a checkout costs in the sales campaigns of this ad account. ',
      format('Without the ad, you lose its {} per 28 days.', plural(outbound, 'outbound click'))
    ),
    spend / spend_in_currency
  )
