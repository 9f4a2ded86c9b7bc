-- kind: todo
-- title: Favorites that fade
-- note: Older than 90 days, at least 50 in each of the two periods of 28 days before, and now at most half of either.
--   On a public board, and with a link.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND created_at < getvariable('today') - 90
    AND earlier >= greatest(50, 2 * now)
    AND before_that >= greatest(50, 2 * now),
    abs(difference),
    'Renew ',
    signed(all_now - all_earlier),
    format(
      ' {} in 28 days: {}{:,} (was {:,}, and {:,} in the 28 days before those). ',
      metric,
      if(n = 1, '', n || ' favorites together, '),
      all_now,
      all_earlier,
      all_before_that
    ) || if(
      n = 1,
      format('Make a new Pin for its page ({}), on {}.', page, places),
      format('Make a new Pin for the page of each of these {}, on {}.', n, places)
    ),
    (all_earlier - all_now) / all_pins
  )
