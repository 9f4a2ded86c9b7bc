-- kind: todo
-- title: Ads to raise
-- note: Ads that are to sell and run, with ten checkouts or more, at half the price of the other active ones of the ad
--   account on the same days or less, by more than chance often does, with no less ROAS, and revenue that covers the
--   spend. On settled days or, with fewer than ten checkouts on these, so far; and not, if they sold less than half as
--   well since. An ad of the same ad group that takes their money, at twice their price or more, is to be paused
--   first. The budget is that of the ad group or the campaign, and limits what spends 80% of it.
FROM
  selling_ads(
    is_settled = (sold_settled >= 10)
    AND is_running
    AND checkouts >= 10
    AND other_spend > 0
    AND coalesce(price <= other_price / 2, TRUE)
    AND (revenue = 0 OR revenue >= spend)
    AND coalesce(revenue / spend >= other_revenue / other_spend, TRUE)
    AND rate_moved(other_checkouts, other_spend, checkouts, spend, errors := 2)
    AND NOT (is_settled AND is_poor_since),
    CASE
      WHEN sibling IS NOT NULL THEN format('Pause the ad “{}” for the ad “{}”', sibling, ad)
      WHEN group_daily >= 0.8 * group_budget THEN format('Raise the budget of the ad group “{}”', ad_group)
      WHEN campaign_daily >= 0.8 * campaign_budget THEN format('Raise the budget of the campaign “{}”', campaign)
      ELSE format('Get more from the ad “{}”', ad)
    END,
    money(coalesce(sibling_spend, price), currency),
    if(
      sibling IS NOT NULL,
      concat(
        format(' for {} since {} so far. ', sold_as(sibling_sold), strftime(since, '%b %-d')),
        format('“{}”, in the same ad group, had {:,} for {}', ad, own_sold, money(own_spend, currency)),
        format(', {} each. See whether it then takes up that money: bid, ', money(own_spend / own_sold, currency)),
        'budget, and audience are those of both, so raising them now would feed both.'
      ),
      concat(
        ' per checkout',
        if(used >= 0.8, format(' of the ad “{}”', ad), ''),
        if(is_settled, ' ', ' so far '),
        format('({}; {}', said, day_range(first_date, until)),
        if(is_settled, format('; so far {:,} for {}', sold_so_far, money(spend_so_far, currency)), ''),
        format('). O{}. ', others_said),
        CASE
          WHEN used >= 0.8 THEN 'That budget is used up: raise it by a fifth, and look again in seven days.'
          WHEN used IS NULL THEN 'See in Ads Manager whether its bid, its audience, or its budget limits it.'
          ELSE format('Its daily budget is used to {:.0f}%: try a higher bid or a wider audience first.', 100 * used)
        END
      )
    ),
    share + coalesce(sibling_share, 0)
  )
