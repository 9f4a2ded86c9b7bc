-- kind: table
-- title: Boards by median
-- note: Pin clicks {counted}. The median is that of the Pins that were seen, so that one Pin can’t make a board. Boards
--   with at least five of them, without secret ones.
-- empty: No public board has five Pins with counted clicks.
-- place: 2
-- width: full
WITH
  board AS (
    SELECT
      b.id,
      b.name,
      b.url,
      median(p.clicks) FILTER(p.impressions > 0) AS middle,
      sum(p.clicks)::BIGINT AS clicks,
      max(p.clicks) AS best,
      avg(p.likes) AS likes,
      count(*) AS pins,
      max(p.created_at)::DATE AS last_pin
    FROM boards b JOIN pin p ON p.board_id = b.id
    WHERE b.privacy <> 'SECRET'
    GROUP BY ALL
    HAVING count(p.clicks) FILTER(p.impressions > 0) >= 5
  )
SELECT
  {text: name, url: url} AS "Board",
  middle AS "Median Pin clicks",
  {share: middle / nullif(max(middle) OVER (), 0)} AS " ",
  clicks AS "Pin clicks",
  {percent: best / nullif(clicks, 0)} AS "Of its best Pin",
  likes AS "Likes per Pin",
  pins AS "Pins",
  strftime(last_pin, '%b %-d, %Y') AS "Last new Pin",
  (SELECT counted(_read_at) FROM pin) AS _counted
FROM board
ORDER BY middle DESC, clicks DESC, id
LIMIT 8
