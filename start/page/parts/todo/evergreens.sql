-- kind: todo
-- title: Evergreens that revive
-- note: Older than 180 days, at least 50 in 28 days, and at least twice as many as in the 28 days before. On a public
--   board, with a link, not promoted, and with half of its weekly mean or more in the last seven days.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND created_at < getvariable('today') - 180
    AND now >= 50
    AND now >= 2 * earlier
    AND last_week >= now / 8
    AND has_been_promoted IS NOT TRUE,
    abs(difference),
    'Build on ',
    signed(all_now - all_earlier),
    format(
      ' {} in 28 days: {}{:,} (was {:,}). ',
      metric,
      if(n = 1, '', n || ' old Pins together, '),
      all_now,
      all_earlier
    ) || if(
      n = 1,
      format('Save it to a second board (it is on {}), or promote it.', places),
      format('Save these {} to a second board (they are on {}), or promote them.', n, places)
    ),
    (all_now - all_earlier) / all_pins
  )
