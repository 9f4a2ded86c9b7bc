-- kind: tile
-- title: Pin clicks
-- empty: –
-- period: each
-- place: 2
SELECT value, change(value, earlier, first_date) AS _note, line AS _line, line_before AS _before
FROM total
WHERE metric = 'Pin clicks'
