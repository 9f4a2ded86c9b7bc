-- kind: todo
-- title: Ads without return
-- note: Ads that are to sell and run, without any checkout, where three or more would be usual at the price of the
--   other active ones of the ad account on the same days, with ten checkouts or more, on settled days of the last 120.
FROM
  selling_ads(
    is_settled
    AND is_running
    AND has_no_return,
    format('Stop or change the ad “{}”', ad),
    money(spend, currency),
    concat(
      format(' on settled days ({}) brought no checkout', day_range(first_date, until)),
      if(carts >= 20, format(', but {:,} add-to-carts: check the checkout of its page first. ', carts), '. '),
      format('O{}. At that price it would have brought {:.0f}.', others_said, spend / other_price)
    ),
    share
  )
