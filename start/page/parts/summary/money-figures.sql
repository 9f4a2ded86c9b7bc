-- kind: figures
-- title: Money at a glance
-- period: each
-- place: 2
SELECT
  lead,
  text,
  if(is_losing, currency, NULL) AS _losing,
  if(
    has_moved
    AND (is_beyond_chance OR currency IN (SELECT currency FROM ad_mover))
    AND NOT is_losing,
    format('{} revenue {}', currency, moved),
    NULL
  ) AS _news
FROM judgement
ORDER BY currency
