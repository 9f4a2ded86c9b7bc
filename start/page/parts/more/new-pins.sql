-- kind: bars
-- title: New Pins per month
-- note: By creation date. Deleted Pins aren’t counted. The current month is lighter.
-- empty: No Pins yet.
-- place: 4
SELECT * EXCLUDE "Likes per Pin"
FROM pin_month
