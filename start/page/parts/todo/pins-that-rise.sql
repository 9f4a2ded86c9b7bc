-- kind: todo
-- title: Pins that rise
-- note: Younger than 180 days, with 7% of the metric or more, and 20 or more, in 28 days. That is more than before, by
--   three standard errors, and half of the weekly mean or more came in the last seven days. On a public board, with a
--   link, in no ad that was read. Not where Pins make a rise of all.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND created_at >= getvariable('today') - 180
    AND now > earlier
    AND is_large(earlier, now)
    AND now >= (SELECT 0.07 * value FROM headline WHERE is_comparable)
    AND last_week >= now / 8
    AND NOT EXISTS (FROM maker, headline h WHERE maker.difference > 0 AND h.difference > 0 AND NOT h.is_steady)
    AND id NOT IN (SELECT pin_id FROM ads WHERE pin_id IS NOT NULL),
    now,
    'Make 2–3 more Pins like ',
    signed(all_now - all_earlier),
    concat(
      format(' {} in 28 days: {:,} (was {:,})', metric, all_now, all_earlier),
      format(', and {:,} in the last seven. No ad that was read has {}', all_last_week, if(n = 1, 'it', 'them')),
      ': make more, and promote what you make, ',
      if(n = 1, format('for its page ({}), on {}.', page, places), format('for their pages, on {}.', places))
    ),
    all_now / all_pins
  )
