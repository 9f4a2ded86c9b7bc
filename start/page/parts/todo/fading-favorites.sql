-- kind: todo
-- title: Favorites that fade
-- note: Older than 90 days, at least 50 in the 28 days before, and now at most half of it.
-- period: 28
FROM
  turned_pins(
    created_at < getvariable('today') - 90
    AND earlier >= 50
    AND now <= earlier / 2
    AND NOT has_stopped,
    'Renew ',
    'favorite',
    if(bool_and(link IS NOT NULL) OVER (), 'Make new Pins for the same pages.', 'Make new Pins on the same topic.')
  )
