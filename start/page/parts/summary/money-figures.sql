-- kind: figures
-- title: Money at a glance
-- period: each
-- place: 2
SELECT lead, text, if(is_losing, currency, NULL) AS _losing
FROM judgement
ORDER BY currency
