-- kind: why
-- title: Own Pins
-- note: If no Pin makes the change, new, risen, and fallen ones, which add up with all else.
-- period: each
-- place: 4
SELECT
  CASE
    WHEN getvariable('is_peak') THEN concat(
      format('In the {} days since the {}: ', days, shape),
      format('{:,} (was {:,}; {})', value, earlier, signed(difference))
    )
    WHEN is_churn THEN 'Pins moved both ways'
    ELSE 'By Pins'
  END AS lead,
  concat(
    if(
      getvariable('is_peak'),
      '. The largest: ',
      format(': {}, everything else {}; together {}.', pin_sums.said, signed(difference - n), signed(difference))
    ),
    if(getvariable('is_peak'), largest || '.', format(' The largest: {}.', largest))
  ) AS text
FROM pin_sums, comparison LEFT JOIN step ON TRUE
WHERE is_comparable AND NOT EXISTS (FROM maker) AND (NOT getvariable('is_peak') OR largest <> '')
