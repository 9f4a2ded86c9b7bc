-- kind: todo
-- title: Pins that make the rise
-- note: Pins that make a rise beyond the swing of the days, on a public board and with a link, in no ad that was read.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND id IN (SELECT id FROM maker, headline h WHERE maker.difference > 0 AND h.difference > 0 AND NOT h.is_steady)
    AND id NOT IN (SELECT pin_id FROM ads WHERE pin_id IS NOT NULL),
    abs(difference),
    'Make 2–3 more Pins like ',
    format('{:,}', all_now),
    concat(
      format(
        ' of the {:,} {} in 28 days come from {} ({:.0f}%), {:,} in the last seven days. ',
        all_pins,
        metric,
        if(n = 1, 'it', 'them'),
        100 * all_now / all_pins,
        (SELECT sum(last_week)::BIGINT FROM course JOIN public_pin USING (id))
      ),
      if((SELECT bool_and(is_over) FROM course), 'That is over, so make new ones ', 'Make them '),
      if(n = 1, format('for its page ({})', page), format('for the pages of these {}', n)),
      format(', on {}. ', places),
      if(n = 1, 'It is', 'They are'),
      ' in no ad that was read: promote what you make, too.'
    ),
    least(1, (all_now - all_earlier) / (SELECT difference FROM headline))
  )
