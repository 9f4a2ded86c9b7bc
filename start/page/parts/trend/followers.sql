-- kind: tile
-- title: Followers
-- empty: –
-- period: each
-- place: 3
WITH
  gained AS (
    SELECT max_by(follower_count, date) - min_by(follower_count, date) AS gain, min(date) AS since, max(date) AS until
    FROM (SELECT id, date, follower_count FROM account_snapshots) JOIN (SELECT id FROM account) USING (id)
    WHERE in_period(date)
    HAVING count(*) > 1
  )
SELECT follower_count AS value, format('{} from {}', signed(gain), day_range(since, until)) AS _note
FROM account LEFT JOIN gained ON TRUE
WHERE value IS NOT NULL
