-- kind: todo
-- title: Ads without return
-- note: Active ads that are to sell, without a checkout where three or more are usual, on settled days of the last 120.
SELECT
  {text: ad, note: campaign} AS "Ad",
  {amount: spend, currency: currency} AS "Spend",
  checkouts AS "Checkouts",
  round(usual, 1) AS "Usual checkouts",
  spend / spend_in_currency AS _weight,
  format('Stop the ad “{}”', ad) AS _title,
  money(spend, currency) AS _number,
  format(' brought no checkout on settled days. In this ad account, that much usually brings {:.0f}.', usual) AS _text,
  _id,
  _color,
  _picture
FROM selling_ad
WHERE checkouts = 0 AND usual >= usual_enough()
ORDER BY usual DESC, id
