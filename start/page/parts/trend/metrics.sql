-- kind: tile
-- title: Outbound clicks; Pin clicks; Saves; Impressions
-- empty: –
-- period: each
-- place: 1
SELECT
  metric AS _title,
  value,
  change(value, earlier, first_date) AS _note,
  line AS _line,
  line_before AS _before,
  value < earlier
  AND NOT is_level(earlier, value)
  AND NOT is_swing(line_before, line) AS _is_bad
FROM total
