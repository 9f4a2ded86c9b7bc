-- kind: todo
-- title: Best sellers that stopped
-- note: Ads that are to sell, with ten checkouts or more on settled days, at the price of the others or less, whose
--   last spend was 7 to 60 days ago.
FROM
  selling_ads(
    last_date BETWEEN getvariable('today') - 60 AND getvariable('last_day') - 7
    AND checkouts >= 10
    AND (price <= other_price OR other_price IS NULL),
    format('Ask why the ad “{}” stopped', ad),
    plural(checkouts, 'checkout'),
    concat(
      format(' for {}, {} each ', money(spend, currency), money(price, currency)),
      format('({})', day_range(first_date, least(last_date, getvariable('settled')))),
      if(other_price IS NULL, '. ', format('; {}. ', others_paid)),
      format('It has spent nothing since {}', strftime(last_date, '%b %-d')),
      coalesce(format(': {}.', held), ', though it is active: see its budget, its bid, and its end date.')
    ),
    checkouts / checkouts_in_currency
  )
