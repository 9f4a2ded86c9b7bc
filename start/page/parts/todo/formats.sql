-- kind: todo
-- title: The format that works
-- note: Medians of Pins that are 30 to 180 days old, seen, on a public board, and not
--   promoted; at least 20 Pins per format, a median of 5
--   or more, and 1.5 times that of all others.
WITH
  aged AS (
    SELECT words(creative_type) AS format, clicks
    FROM pin
    WHERE
      impressions > 0
      AND created_at >= getvariable('today') - 180
      AND created_at < getvariable('today') - 30
      AND has_been_promoted IS DISTINCT FROM TRUE
      AND board_id IN (SELECT id FROM board WHERE privacy = 'PUBLIC')
  ),
  ranked AS (
    SELECT
      f.format,
      median(clicks) FILTER(a.format = f.format) AS middle,
      count(*) FILTER(a.format = f.format) AS pins,
      median(clicks) FILTER(a.format IS DISTINCT FROM f.format) AS others,
      count(*) FILTER(a.format IS DISTINCT FROM f.format) AS other_pins
    FROM aged a, (SELECT DISTINCT format FROM aged) f
    GROUP BY f.format
    HAVING f.format IS NOT NULL AND pins >= 20 AND sum(clicks) FILTER(a.format = f.format) >= 100
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
