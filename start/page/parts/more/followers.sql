-- kind: line
-- title: Followers gained per day
-- note: The gain between days with a sync, since Pinterest reports only the current count.
-- empty: The line starts with the next sync on another day.
-- place: 1
SELECT
  strftime(date, '%Y-%m-%d') AS "Day",
  follower_count - lag(follower_count) OVER (ORDER BY date) AS "Gained",
  follower_count AS _followers
FROM account_snapshots
WHERE id = (SELECT id FROM account) AND follower_count IS NOT NULL
QUALIFY "Gained" IS NOT NULL
ORDER BY date
