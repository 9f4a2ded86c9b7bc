-- kind: todo
-- title: Ads that take the money of better ones
-- note: Ads that are to sell and can run. Either one of their ad account sells for half the price or less on the days
--   of both, by more than chance often does, with ten checkouts or more, and with revenue that covers its spend, and at
--   its price they would have sold three or more. Or they had no checkout where, by the settled days of the others in
--   the ad account, three or more were usual, and chance makes none once in 20 times at most.
WITH
  chosen AS (
    SELECT
      a.*,
      b.* EXCLUDE (id),
      o.* EXCLUDE (id),
      s.short_name AS better_name,
      s.ad_group_id = a.ad_group_id AS is_in_its_group,
      s.days_run AS better_days,
      getvariable('last_day') - s.first_date + 1 AS days,
      s.used >= 0.8 AS is_limited,
      s.used_said AS better_used,
      count(*) OVER () AS n,
      sum(a.share) OVER (PARTITION BY a.currency) AS share_of_all,
      row_number() OVER (ORDER BY a.share DESC, a.id) AS place
    FROM
      sales_ad a
      LEFT JOIN better_ad b USING (id)
      LEFT JOIN beside_others o USING (id)
      LEFT JOIN sales_ad s ON s.id = b.better
    WHERE better IS NOT NULL OR has_failed
  ),
  money AS (
    SELECT
      currency,
      money(sum(spend_now), currency) AS spent,
      format('{:.0f}% of the spend in {}', 100 * any_value(share_of_all), currency) AS part
    FROM chosen
    GROUP BY currency
  ),
  said AS (
    SELECT
      string_agg(
        concat(
          ' ',
          short_name,
          if(
            better IS NULL,
            format(' had no checkout for {} since {} so far', money(spend, currency), strftime(first_date, '%b %-d')),
            format(
              ' had {} for {} since {} so far',
              if(worse_sold = 0, 'no checkout', plural(worse_sold, 'checkout')),
              money(worse_spend, currency),
              strftime(since, '%b %-d')
            )
          ),
          if(
            better IS NULL,
            format('; the others’ cost {} each.', money(other_spend / other_sold, currency)),
            format('; {} had {:,} for {}.', better_name, better_sold::BIGINT, money(better_spend, currency))
          )
        ),
        ''
        ORDER BY place
      ) FILTER(place <= 3) AS lines,
      string_agg(
        DISTINCT format(' For {}, raise what limits it: {}{}.', better_name, lower(better_used[1]), better_used[2:]),
        ''
      ) FILTER(is_limited) AS to_raise,
      bool_or(better IS NULL OR worse_sold = 0) AS is_to_try
    FROM chosen
  )
SELECT
  unnest(cells),
  page AS "Page",
  CASE
    WHEN better IS NOT NULL THEN concat(
      format('{} ran on {:,} of the {:,} days', better_name, better_days, days),
      if(is_in_its_group, '; both are in one ad group, so a budget or a bid feeds both', ''),
      if(is_limited, '', '; ' || lower(better_used[1]) || better_used[2:] || ', so that doesn’t limit it')
    )
    ELSE format(
      '{} is settled: at the others’ price, it would have brought {:.0f}, and they had {:,}',
      money(spend_settled, currency),
      usual,
      other_sold
    )
  END AS "Why",
  (SELECT max(share_of_all) FROM chosen) AS _weight,
  TRUE AS _is_urgent,
  'ads' AS _topic,
  if(n = 1, format('Pause the ad {} today', short_name), format('Pause {:,} ads today', n)) AS _title,
  (SELECT string_agg(spent, ' and ' ORDER BY currency) FROM money) AS _number,
  concat(
    format(' in 28 days: {}.', (SELECT string_agg(part, ' and ' ORDER BY currency) FROM money)),
    lines,
    to_raise,
    if(is_to_try, format(' Before {} runs again, buy once on its page.', if(n = 1, 'it', 'one')), '')
  ) AS _text,
  look AS _pin
FROM chosen, said
ORDER BY place
