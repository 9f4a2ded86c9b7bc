-- kind: todo
-- title: Best sellers that stopped
-- note: Ads that are to sell, with ten checkouts or more on settled days, at the price of the other active ones on the
--   same days or less, whose last spend was 7 to 60 days ago.
FROM
  selling_ads(
    is_settled
    AND last_date BETWEEN getvariable('today') - 60 AND getvariable('last_day') - 7
    AND checkouts >= 10
    AND coalesce(price <= other_price, TRUE)
    AND (revenue = 0 OR revenue >= spend),
    format('Ask why the ad “{}” stopped', ad),
    money(price, currency),
    concat(
      format(' per checkout ({}; {}). ', said, day_range(first_date, least(last_date, until))),
      if(other_spend = 0, '', format('O{}. ', others_said)),
      format('It has spent nothing since {}', strftime(last_date, '%b %-d')),
      coalesce(format(': {}.', held), ', though it is active: see its budget, its bid, and its end date.')
    ),
    share_of_all
  )
