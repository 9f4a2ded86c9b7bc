-- kind: todo
-- title: Ads without return
-- note: Ads that are to sell and run, without any checkout, where the other ones of the ad account would have brought
--   three or more, on settled days of the last 120.
FROM
  selling_ads(
    is_running
    AND sold = 0
    AND usual >= usual_enough(),
    format('Stop or change the ad “{}”', ad),
    money(spent, currency),
    concat(
      format(' since {} brought no checkout', strftime(first_date, '%b %-d')),
      if(carts >= 20, format(', but {:,} add-to-carts: check the checkout of its page first. ', carts), '. '),
      format('For a checkout, {}, so its {} ', others_paid, money(spend, currency)),
      format('until {} would have brought {:.0f}. ', strftime(getvariable('settled'), '%b %-d'), usual),
      format('It brings {:,} of your ads’ {:,} outbound clicks in 28 days.', outbound, all_outbound::BIGINT)
    ),
    spend / spend_in_currency
  )
