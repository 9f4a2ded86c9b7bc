-- kind: todo
-- title: Evergreens that revive
-- note: Older than 180 days, at least 50 in 28 days, and at least twice as many as in the 28 days before.
-- period: 28
WITH
  revived AS (
    SELECT c.*, h.metric, h.value
    FROM pin_change c, headline h
    WHERE c.created_at < getvariable('today') - 180 AND now >= 50 AND now >= 2 * c.earlier
  )
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  now AS "Now",
  earlier AS "28 days before",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  sum(now - earlier) OVER () / value AS _weight,
  format(
    'Build on {} that {}',
    plural(count(*) OVER (), 'old Pin'),
    if(count(*) OVER () = 1, 'revives', 'revive')
  ) AS _title,
  signed(sum(now - earlier) OVER ()) AS _number,
  format(
    ' {} in 28 days: they rose from {:,} to {:,}. Save them to more boards, or promote them.',
    lower(metric),
    (sum(earlier) OVER ())::BIGINT,
    (sum(now) OVER ())::BIGINT
  ) AS _text,
  id AS _id,
  dominant_color AS _color,
  picture_of(media) AS _picture
FROM revived
ORDER BY now - earlier DESC, id
