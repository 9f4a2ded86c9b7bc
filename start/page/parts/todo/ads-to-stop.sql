-- kind: todo
-- title: Ads without return
-- note: Active ads that are to sell, without a checkout where three or more are usual, on settled days of the last 120.
FROM
  unusual_ads(checkouts = 0 AND usual >= usual_enough(), 'Stop the ad', money(spend, currency), 'brought no checkout')
