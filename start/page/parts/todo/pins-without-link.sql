-- kind: todo
-- title: Pins without a link
-- note: Own Pins, but those on secret boards, that are still shown, and whose link was empty when they were read, with
--   at least 50 Pin clicks together.
-- period: 28
FROM
  pins_to_do(
    link IS NULL
    AND clicks_now > 0
    AND NOT has_stopped,
    clicks_now,
    'Check the link of ',
    plural(sum(clicks_now) OVER (), 'Pin click'),
    concat(
      format(' in 28 days are on {} whose link is empty today', if(n = 1, 'a Pin', plural(n, 'Pin'))),
      if(metric = 'outbound clicks', format(', with {:,} outbound clicks', all_now), ''),
      if(n = 1, '. Open it, see where it leads', '. Open those of most clicks, see where they lead'),
      ', and add a link only where there is none.'
    ),
    if(
      sum(clicks_now) OVER () < 50,
      0,
      least(0.02, sum(clicks_now) OVER () / (SELECT sum(clicks_now) FROM pin_change))
    ),
    of_all_boards := TRUE
  )
