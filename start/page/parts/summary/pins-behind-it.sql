-- kind: gallery
-- title: The Pins behind it
-- note: {metric} in this period and the one before. The three largest of new, risen, and fallen Pins.
--   Of all own Pins: {sums}.
-- period: each
-- place: 5
SELECT
  if(is_gone, {text: upper(name[1]) || name[2:], url: NULL}, pin_link(title, id, TRUE)) AS "Pin",
  ['New', 'Risen', 'Fallen'] [kind] AS "What",
  signed(pin_change.difference) AS "Change",
  now AS "Now",
  pin_change.earlier AS "Before",
  "What" AS _group,
  look AS _pin,
  metric AS _metric,
  (SELECT said FROM pin_sums) AS _sums
FROM pin_change, headline
WHERE is_comparable AND kind IS NOT NULL AND abs(pin_change.difference) >= 10
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY abs(pin_change.difference) DESC, id) <= 3
ORDER BY kind, abs(pin_change.difference) DESC, id
