-- kind: tile
-- title: Likes, all time
-- empty: –
-- place: 5
SELECT
  sum(likes)::BIGINT AS value,
  coalesce(format('{:.1f} per Pin, when read', avg(likes)), 'Pinterest doesn’t give them') AS _note
FROM pin
WHERE is_own
HAVING count(*) > 0
