-- kind: tile
-- title: Engagement rate
-- empty: –
-- period: each
-- place: 2
SELECT
  {percent: e.value / i.value} AS value,
  coalesce(format('{:.1f}% before', 100 * e.earlier / i.earlier), 'from ' || dates(e.first_date)) AS _note,
  list_transform(list_zip(e.line, i.line), lambda day: day[1] / nullif(day[2], 0)) AS _line,
  list_transform(list_zip(e.line_before, i.line_before), lambda day: day[1] / nullif(day[2], 0)) AS _before
FROM total e, total i
WHERE e.metric = 'Engagements' AND i.metric = 'Impressions' AND i.value > 0 AND has_support(e.value, e.value)
