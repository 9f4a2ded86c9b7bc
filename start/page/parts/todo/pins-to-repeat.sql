-- kind: todo
-- title: Pins that make the rise
-- note: Pins that make a rise beyond the swing of the days, on a public board and with a link, in no ad that was read.
--   Those that are over weigh half. Of a day on which they had more clicks than all paid ones of the account, the rest
--   is unpaid, and the other way round.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND id IN (SELECT id FROM maker, headline h WHERE maker.difference > 0 AND h.difference > 0 AND NOT h.is_steady)
    AND id NOT IN (SELECT pin_id FROM ads WHERE pin_id IS NOT NULL),
    abs(difference),
    if(is_bought, 'Ask who promotes ', 'Make 2–3 more Pins like '),
    format('{:,}', all_now),
    concat(
      format(
        ' of the {:,} {} in 28 days come from {} ({:.0f}%)',
        all_pins,
        metric,
        if(n = 1, 'it', 'them'),
        100 * all_now / all_pins
      ),
      if(
        (SELECT bool_and(is_over) FROM course),
        ', in a run that is over. ',
        format(', {:,} in the last seven days. ', all_last_week)
      ),
      if(
        paid_least > 0,
        format('At least {:,} are paid, by an ad that wasn’t read: ask whose it is', paid_least),
        'No ad that was read has it'
      ),
      CASE
        WHEN is_bought THEN ', before you make more '
        WHEN paid_least > 0 THEN format('. At least {:,} aren’t: make more ', unpaid_least)
        ELSE ': make more, and promote what you make, '
      END,
      if(n = 1, format('for its page ({})', page), format('for the pages of these {}', n)),
      format(', on {}.', places)
    ),
    all_now / all_pins * if((SELECT bool_and(is_over) FROM course), 0.5, 1)
  )
