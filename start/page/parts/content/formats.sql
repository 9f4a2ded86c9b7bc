-- kind: table
-- title: Formats by median
-- note: Pin clicks {counted}. Pins that are 30 to 180 days old, seen, and not promoted.
-- empty: No format has five Pins.
-- place: 3
SELECT
  format AS "Format",
  median(clicks) AS "Median Pin clicks",
  {share: median(clicks) / nullif(max(median(clicks)) OVER (), 0)} AS " ",
  format('{:.0f} to {:.0f}', quantile_cont(clicks, 0.25), quantile_cont(clicks, 0.75)) AS "Half are from",
  avg(likes) AS "Likes per Pin",
  count(*) AS "Pins",
  (SELECT counted(_read_at) FROM pin) AS _counted
FROM organic_pin
WHERE created_at >= getvariable('today') - 180
GROUP BY format
HAVING count(*) >= 5
ORDER BY 2 DESC NULLS LAST, 1
