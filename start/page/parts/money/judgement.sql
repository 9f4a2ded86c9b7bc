-- kind: verdict
-- title: What the ads returned
-- note: Money is lost if revenue is below the spend, and on settled days was, too.
-- period: each
-- place: 1
SELECT currency AS _currency, lead, text
FROM judgement
WHERE is_compared OR is_sold
ORDER BY currency
