-- kind: todo
-- title: Ads to raise
-- note: Active ads that are to sell, with ten checkouts or more, and at least twice as many as usual, on settled days.
SELECT
  {text: ad, note: campaign} AS "Ad",
  {amount: spend, currency: currency} AS "Spend",
  checkouts AS "Checkouts",
  round(usual, 1) AS "Usual checkouts",
  spend / spend_in_currency AS _weight,
  format('Raise the budget of the ad “{}”', ad) AS _title,
  plural(checkouts, 'checkout') AS _number,
  format(
    ' came of {} on settled days. In this ad account, that much usually brings {:.0f}.',
    money(spend, currency),
    usual
  ) AS _text,
  _id,
  _color,
  _picture
FROM selling_ad
WHERE checkouts >= 10 AND checkouts >= 2 * usual
ORDER BY checkouts - usual DESC, id
