-- kind: todo
-- title: The format that works
-- note: Medians of Pins that are 30 to 180 days old, seen, and not promoted; at least 20 Pins per format, a median of 5
--   or more, and 1.5 times that of all others.
WITH
  aged AS (SELECT * FROM organic_pin WHERE created_at >= getvariable('today') - 180),
  ranked AS (
    SELECT
      a.format,
      median(a.clicks) AS middle,
      count(*) AS pins,
      (SELECT median(o.clicks) FROM aged o WHERE o.format <> a.format) AS others,
      (SELECT count(*) FROM aged o WHERE o.format <> a.format) AS other_pins
    FROM aged a
    WHERE a.format <> 'Not stated'
    GROUP BY a.format
    HAVING count(*) >= 20 AND sum(a.clicks) >= 100
  )
SELECT
  format AS "Format",
  middle AS "Median Pin clicks",
  pins AS "Pins",
  others AS "Median of the others",
  other_pins AS "Other Pins",
  0.04 AS _weight,
  format('Make more {} Pins', lower(format)) AS _title,
  format('{:.0f} Pin clicks', middle) AS _number,
  format(
    ' in 90 days is their median ({:,} Pins); that of the others is {:.0f} ({:,} Pins).',
    pins,
    others,
    other_pins
  ) AS _text
FROM ranked
WHERE other_pins >= 20 AND middle >= 5 AND middle >= 1.5 * others
ORDER BY middle DESC, format
LIMIT 1
