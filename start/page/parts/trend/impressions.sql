-- kind: tile
-- title: Impressions
-- empty: –
-- period: each
-- place: 4
SELECT value, change(value, earlier, first_date) AS _note, line AS _line, line_before AS _before
FROM total
WHERE metric = 'Impressions'
