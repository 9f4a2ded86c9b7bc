-- kind: tile
-- title: Pins you own
-- empty: 0
-- period: each
-- place: 4
SELECT
  count(*) FILTER(is_own) AS value,
  concat(
    format('{:,} new', count(*) FILTER(is_own AND in_period(created_at::DATE))),
    if(
      min(created_at) < first_day() - getvariable('days'),
      format(', {:,} before', count(*) FILTER(is_own AND in_period_before(created_at::DATE))),
      ''
    ),
    if(bool_and(is_own), '', format('; {:,} saved of others', count(*) FILTER(NOT is_own)))
  ) AS _note
FROM pin
HAVING count(*) > 0
