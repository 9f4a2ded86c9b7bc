-- kind: tile
-- title: Followers
-- empty: –
-- note: The line is the gain per day.
-- period: each
-- place: 3
WITH
  day AS (
    SELECT date, s.follower_count AS n, s.follower_count - lag(s.follower_count) OVER (ORDER BY date) AS gain
    FROM account_snapshots s JOIN account USING (id)
    WHERE date >= first_day()
  ),
  gained AS (
    SELECT max_by(n, date) - min_by(n, date) AS gain, min(date) AS since, list(gain ORDER BY date) AS line
    FROM day
    HAVING count(*) > 1
  )
SELECT follower_count AS value, signed(gain) || strftime(since, ' since %b %-d') AS _note, line[2:] AS _line
FROM account LEFT JOIN gained ON TRUE
WHERE value IS NOT NULL
