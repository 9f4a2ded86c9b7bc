-- kind: todo
-- title: Favorites that fade
-- note: Older than 90 days, at least 50 in the 28 days before, and now at most half of it.
-- period: 28
WITH
  fading AS (
    SELECT c.*, h.metric, h.value
    FROM pin_change c, headline h
    WHERE c.created_at < getvariable('today') - 90 AND c.earlier >= 50 AND now <= c.earlier / 2
  )
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  now AS "Now",
  earlier AS "28 days before",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  sum(earlier - now) OVER () / value AS _weight,
  format('Renew {} that {}', plural(count(*) OVER (), 'favorite'), if(count(*) OVER () = 1, 'fades', 'fade')) AS _title,
  signed(sum(now - earlier) OVER ()) AS _number,
  format(
    ' {} in 28 days: they fell from {:,} to {:,}. Make new Pins for the same pages.',
    lower(metric),
    (sum(earlier) OVER ())::BIGINT,
    (sum(now) OVER ())::BIGINT
  ) AS _text,
  id AS _id,
  dominant_color AS _color,
  picture_of(media) AS _picture
FROM fading
ORDER BY earlier - now DESC, id
