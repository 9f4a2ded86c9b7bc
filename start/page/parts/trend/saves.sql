-- kind: tile
-- title: Saves
-- empty: –
-- period: each
-- place: 3
SELECT value, change(value, earlier, first_date) AS _note, line AS _line, line_before AS _before
FROM total
WHERE metric = 'Saves'
