-- kind: todo
-- title: Ads without a checkout yet
-- note: Ads that are to sell and run, for a week or more, with 100 outbound clicks, but without any checkout so far,
--   and not without return. They had a fifth of the spend in their currency in 28 days or, if a third of theirs is
--   settled, what would usually have brought three checkouts at the price of the others.
FROM
  selling_ads(
    NOT is_settled
    AND is_running
    AND sold = 0
    AND NOT has_no_return
    AND outbound >= 100
    AND (share >= 0.2 OR other_checkouts >= 10 AND spend / other_price >= usual_enough() AND spend_settled >= spend / 3)
    AND first_date <= getvariable('last_day') - 6,
    format(
      if(
        other_spend > 0
        AND other_checkouts = 0,
        'See whether checkouts still reach Pinterest, as of the ad “{}”',
        'Check the landing page of the ad “{}”'
      ),
      ad
    ),
    money(spend, currency),
    concat(
      format(' for {:,} outbound clicks since {}, and no checkout so far (', outbound, strftime(first_date, '%b %-d')),
      if(spend_settled = 0, 'none', money(spend_settled, currency)),
      format(' of it settled). In the last 28 days it took {}', money(spend_now, currency)),
      format(', {:.0f}% of the {} ad spend. ', 100 * share, currency),
      if(other_spend = 0, '', format('O{}. ', others_said)),
      CASE
        WHEN other_checkouts > 0 THEN 'Try to buy on its page, before you stop it.'
        WHEN other_spend > 0 THEN 'So check the tag first, then try to buy on its page, before you stop it.'
        ELSE 'Try to buy on its page, and see whether Pinterest still gets checkouts, before you stop it.'
      END
    ),
    share
  )
