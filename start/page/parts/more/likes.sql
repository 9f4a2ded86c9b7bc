-- kind: bars
-- title: Likes per Pin, by month of creation
-- note: Average reactions when the Pin was read. Newer Pins have had less time to collect them.
-- empty: No Pins yet.
-- place: 5
SELECT
  * EXCLUDE "Pins",
  if(count("Likes per Pin") OVER () = 0, 'Pinterest doesn’t give the likes of these Pins.', NULL) AS _empty
FROM pin_month
