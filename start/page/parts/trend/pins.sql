-- kind: tile
-- title: Pins you own
-- empty: 0
-- period: each
-- place: 4
SELECT
  count(*) AS value,
  plural(count(*) FILTER(in_period(created_at::DATE)), 'new one') || if(
    min(created_at) < first_day() - getvariable('days'),
    format(', {:,} before', count(*) FILTER(in_period_before(created_at::DATE))),
    ''
  ) AS _note
FROM pin
HAVING value > 0
