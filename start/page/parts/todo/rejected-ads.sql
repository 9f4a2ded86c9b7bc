-- kind: todo
-- title: Rejected ads
-- note: Ads that are to sell and would run, had Pinterest not rejected them, with spend in the 28 days.
FROM
  selling_ads(
    NOT is_settled
    AND held = 'it was rejected'
    AND spend_now > 0
    AND last_date < getvariable('last_day') - 2,
    format('Correct the rejected ad “{}”', ad),
    money(spend, currency),
    concat(
      format(' for {:,} outbound clicks and {} so far', outbound, plural(checkouts, 'checkout')),
      format('; it was rejected, and has spent nothing since {}. ', strftime(last_date, '%b %-d')),
      'See in Ads Manager why, then correct or replace it; nothing else holds it back.'
    ),
    share
  )
