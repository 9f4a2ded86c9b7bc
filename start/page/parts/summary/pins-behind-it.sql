-- kind: gallery
-- title: The Pins behind it
-- note: {metric} from {dates}, and in the {days} days before. Up to three new, risen, and fallen Pins each, that
--   changed by 10 or more; new ones were published in these days, or in the week before. Of all own Pins: {sums}.
-- period: each
-- place: 5
SELECT
  if(is_gone, {text: upper(name[1]) || name[2:], url: NULL}, pin_link(title, id, TRUE)) AS "Pin",
  ['New', 'Risen', 'Fallen'] [kind] AS "What",
  signed(m.difference) AS "Change",
  now AS "Now",
  m.earlier AS "Before",
  if(getvariable('is_peak'), m.before_that, NULL) AS "Before that",
  "What" AS _group,
  look AS _pin,
  metric AS _metric,
  dates(getvariable('last_day') - getvariable('compared_days') + 1) AS _dates,
  getvariable('compared_days') AS _days,
  (SELECT said FROM pin_sums) AS _sums
FROM pin_move m, comparison
WHERE is_comparable AND kind IS NOT NULL AND abs(m.difference) >= 10
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY abs(m.difference) DESC, id) <= 3
ORDER BY kind, abs(m.difference) DESC, id
