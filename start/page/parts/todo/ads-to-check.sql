-- kind: todo
-- title: Ads without a checkout yet
-- note: Ads that are to sell and run, for a week or more, with a fifth of the spend in their currency in 28 days, and
--   100 outbound clicks, but without any checkout so far, and not without return.
FROM
  selling_ads(
    NOT is_settled
    AND is_running
    AND sold = 0
    AND NOT has_no_return
    AND outbound >= 100
    AND share >= 0.2
    AND first_date <= getvariable('last_day') - 6,
    format('Check the landing page of the ad “{}”', ad),
    money(spend, currency),
    concat(
      format(' for {:,} outbound clicks since {}, ', outbound, strftime(first_date, '%b %-d')),
      format('{:.0f}% of the {} ad spend of 28 days, and no checkout so far; ', 100 * share, currency),
      if(spend_settled = 0, 'none', money(spend_settled, currency)),
      ' of it is settled. ',
      if(other_spend = 0, '', format('O{}. ', others_said)),
      'Try to buy on its page',
      if(other_checkouts = 0, ', and see whether Pinterest still gets checkouts', ''),
      ', before you stop it.'
    ),
    share
  )
