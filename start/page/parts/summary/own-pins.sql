-- kind: why
-- title: Own Pins
-- note: If no Pin makes the change, new, risen, and fallen ones, which add up with all else. A step has its own.
-- period: each
-- place: 4
SELECT
  if(is_churn, 'Pins moved both ways', 'By Pins') AS lead,
  format(
    ': {}, everything else {}; together {}.{}',
    said,
    signed(difference - n),
    signed(difference),
    coalesce(format(' The largest: {}.', largest), '')
  ) AS text
FROM pin_sums, comparison
WHERE is_comparable AND NOT EXISTS (FROM maker) AND NOT (is_steady AND EXISTS (FROM step WHERE NOT is_news))
