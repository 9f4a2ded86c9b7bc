-- kind: todo
-- title: Pins that stopped
-- note: At least 20 in the 28 days before, and of 100 impressions or more at most 5% are left. In the days before those
--   that are known, they were half or more per day. On a public board. The day is the last one of these with a
--   fifth of their impressions per day.
-- period: 28
FROM
  pins_to_do(
    has_stopped
    AND NOT had_run
    AND earlier >= 20,
    abs(difference),
    'Check ',
    signed(all_now - all_earlier),
    concat(
      format(
        ' {} in 28 days: {}{:,} (was {:,}). ',
        metric,
        if(n = 1, '', n || ' Pins together, '),
        all_now,
        all_earlier
      ),
      format('Impressions went from {:,} to {:,}', (sum(seen_earlier) OVER ())::BIGINT, (sum(seen) OVER ())::BIGINT),
      if(n = 1, strftime(last_shown, ', hardly any after %b %-d'), ''),
      if(n = 1, ', but it is on the public board ', ', but they are on public boards, '),
      places,
      format(
        '. See in Pinterest’s reports and violations center whether {} distribution is limited.',
        if(n = 1, 'its', 'their')
      ),
      if(n = 1 AND link IS NULL, ' Its link is empty today: give it one, too.', '')
    ),
    (all_earlier - all_now) / all_pins
  )
