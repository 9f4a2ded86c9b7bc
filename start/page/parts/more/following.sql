-- kind: table
-- title: Following
-- empty: You follow nobody.
-- place: 6
-- width: full
SELECT "What", "Number", {text: "Such as"} AS "Such as"
FROM
  (
    SELECT
      1 AS place,
      'Accounts' AS "What",
      count(*) AS "Number",
      string_agg(username, ', ' ORDER BY username) FILTER(
        username IN (SELECT username FROM following_users ORDER BY 1 LIMIT 4)
      ) AS "Such as"
    FROM following_users
    UNION ALL
    SELECT
      2,
      'Boards',
      count(*),
      string_agg(name, ', ' ORDER BY follower_count DESC, name) FILTER(
        id IN (SELECT id FROM following_boards ORDER BY follower_count DESC, name LIMIT 3)
      )
    FROM following_boards
    UNION ALL
    SELECT 3, 'Interests', count(*), string_agg(name, ', ' ORDER BY name)
    FROM following_interests
  )
WHERE "Number" > 0
ORDER BY place
