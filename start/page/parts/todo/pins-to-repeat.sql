-- kind: todo
-- title: Pins that make the rise
-- note: Pins that make a rise beyond the swing of the days, on a public board and with a link, in no ad that was read.
--   Their last seven days brought at least half of their best seven.
-- period: 28
FROM
  pins_to_do(
    leads_on
    AND id IN (SELECT id FROM maker, headline h WHERE maker.difference > 0 AND h.difference > 0 AND NOT h.is_steady)
    AND id IN (SELECT id FROM course WHERE NOT has_faded)
    AND id NOT IN (SELECT pin_id FROM ads WHERE pin_id IS NOT NULL),
    'Make 2–3 more Pins like ',
    format('{:,}', all_now),
    concat(
      format(
        ' of the {:,} {} in 28 days come from {} ({:.0f}%), {:,} in the last seven. ',
        all_pins,
        metric,
        if(n = 1, 'it', 'them'),
        100 * all_now / all_pins,
        (SELECT sum(last_week)::BIGINT FROM course JOIN public_pin USING (id) WHERE NOT has_faded)
      ),
      if(
        n = 1,
        format('Make them for the same page ({}), on {}, or promote it: it is', page, places),
        format('Make them for the same pages, on {}, or promote these {}: they are', places, n)
      ),
      ' in no ad that was read.'
    ),
    least(1, (all_now - all_earlier) / (SELECT difference FROM headline))
  )
