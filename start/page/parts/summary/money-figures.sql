-- kind: figures
-- title: Money at a glance
-- period: each
-- place: 2
SELECT lead, text
FROM judgement
ORDER BY currency
