-- kind: todo
-- title: Ads to raise
-- note: Ads that are to sell and run, with ten checkouts or more, on settled days, at half the price of the others or
--   less. The budget is that of the ad group or the campaign, and limits what spends 80% of it.
FROM
  selling_ads(
    is_running
    AND checkouts >= 10
    AND price <= other_price / 2,
    CASE
      WHEN group_daily >= 0.8 * group_budget THEN format('Raise the budget of the ad group “{}”', ad_group)
      WHEN campaign_daily >= 0.8 * campaign_budget THEN format('Raise the budget of the campaign “{}”', campaign)
      ELSE format('Get more from the ad “{}”', ad)
    END,
    money(price, currency),
    concat(
      format(' per checkout of the ad “{}” ({:,} for {}, ', ad, checkouts, money(spend, currency)),
      format('{}); {}. ', day_range(first_date, least(last_date, getvariable('settled'))), others_paid),
      CASE
        WHEN used >= 0.8 THEN 'That budget is used up: raise it by a fifth, and look again in seven days.'
        WHEN used IS NULL THEN 'See in Ads Manager whether its bid, its audience, or its budget limits it.'
        ELSE format('Its daily budget is used to {:.0f}%: try a higher bid or a wider audience first.', 100 * used)
      END
    ),
    checkouts / checkouts_in_currency
  )
