-- kind: table
-- title: Following
-- empty: You follow nobody.
-- place: 2
-- width: full
SELECT
  'Accounts' AS "What",
  count(*) AS "Number",
  {text: array_to_string(list(username ORDER BY username) [:4], ', ')} AS "Such as"
FROM following_users
HAVING count(*) > 0
UNION ALL
SELECT 'Boards', count(*), {text: array_to_string(list(name ORDER BY follower_count DESC, name) [:3], ', ')}
FROM following_boards
HAVING count(*) > 0
UNION ALL
SELECT 'Interests', count(*), {text: string_agg(name, ', ' ORDER BY name)}
FROM following_interests
HAVING count(*) > 0
