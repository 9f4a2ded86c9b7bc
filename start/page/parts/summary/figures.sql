-- kind: figures
-- title: The other metrics
-- period: each
-- place: 1
SELECT
  format('{:,} ', value) AS lead,
  lower(t.metric) || coalesce(', ' || percent_change(t.value, t.earlier), '') AS text
FROM total t
WHERE t.metric IN ('Impressions', 'Saves', 'Outbound clicks') AND t.metric NOT IN (SELECT metric FROM headline)
ORDER BY place DESC
