-- kind: table
-- title: Boards by median
-- note: Pin clicks {counted}. The median is that of the Pins that were seen, so that one Pin can’t make a board. Boards
--   with at least five of them, without secret ones.
-- empty: No public board has five Pins with counted clicks.
-- place: 2
-- width: full
SELECT
  {text: name, url: url} AS "Board",
  middle AS "Median Pin clicks",
  {share: middle / nullif(max(middle) OVER (), 0)} AS " ",
  clicks AS "Pin clicks",
  {percent: best / nullif(clicks, 0)} AS "Of its best Pin",
  likes AS "Likes per Pin",
  format('{:,} of {:,}', seen, pins) AS "Pins seen",
  strftime(last_pin, '%b %-d, %Y') AS "Last new Pin",
  (SELECT counted(_read_at) FROM pin) AS _counted
FROM board
WHERE seen >= 5
ORDER BY middle DESC, clicks DESC, id
LIMIT 8
