-- kind: todo
-- title: Pins without a link
-- note: Own Pins on public boards whose link was empty when they were read, with at least 50 Pin clicks together.
-- period: 28
FROM
  pins_to_do(
    link IS NULL
    AND clicks_now > 0
    AND NOT has_stopped,
    clicks_now,
    'Add a link to ',
    plural(sum(clicks_now) OVER (), 'Pin click'),
    concat(
      format(
        ' in 28 days, {:.0f}% of those of your Pins, ',
        100 * sum(clicks_now) OVER () / (SELECT sum(clicks_now) FROM pin_change)
      ),
      format('are on {} whose link is empty today', if(n = 1, 'a Pin', plural(n, 'Pin'))),
      if(
        n = 1,
        '. Give it its page.',
        format(': {:,} on the first. Give each its page, most clicked first.', max(clicks_now) OVER ())
      )
    ),
    if(sum(clicks_now) OVER () < 50, 0, sum(clicks_now) OVER () / (SELECT sum(clicks_now) FROM pin_change))
  )
