-- kind: todo
-- title: Best sellers that stopped
-- note: Ads with ten checkouts or more, and a fifth or more of those in their currency, on settled days of the last
--   120, whose revenue covers their spend, or at the price of the other active ones on the same days or less, and whose
--   last spend was 7 to 60 days ago.
FROM
  selling_ads(
    is_settled
    AND last_date BETWEEN getvariable('today') - 60 AND getvariable('last_day') - 7
    AND checkouts >= 10
    AND checkouts >= all_sold / 5
    AND if(revenue > 0, revenue >= spend, coalesce(price <= other_price, TRUE)),
    format(if(held IS NULL, 'Ask why the ad “{}” stopped', 'Was it meant that the ad “{}” stopped?'), ad),
    format('{:.0f}%', 100 * checkouts / all_sold),
    concat(
      format(' of the {:,} settled {} checkouts of 120 days were its: {}', all_sold, currency, said),
      format(', {} each. ', money(price, currency)),
      format('It has spent nothing since {}', strftime(last_date, '%b %-d')),
      coalesce(
        format(': {}. If not, run it, or a copy of it, again.', held),
        ', though the ad, its ad group, and its campaign are active: see its budget, its bid, and its end date.'
      )
    ),
    share_of_all
  )
