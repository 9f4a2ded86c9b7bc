-- kind: range
-- title: The days of the period
-- period: each
-- place: 0
SELECT
  concat(
    dates(min(first_date)),
    if(bool_and(is_known), format(', compared with the {} days before', getvariable('days')), '')
  ) AS text
FROM total
WHERE metric <> 'Engagements'
