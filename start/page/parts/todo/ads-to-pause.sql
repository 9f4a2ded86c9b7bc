-- kind: todo
-- title: Ads to pause
-- note: Ads that are to sell and can run. Either one of their ad account sells for half the price or less on the days
--   of both, and has twice the ROAS, by more than chance often does, with ten checkouts or more, and with revenue that
--   covers its spend, and at its price they would have sold three or more. Or they had no checkout where, by the
--   settled days of the other sales ads in the ad account, three or more were usual, and chance makes none once in 20
--   times at most. Or they lose money: even with more checkouts than chance makes of theirs once in 40 times, and if
--   those of the days that aren’t settled double, they return less than four fifths of their spend.
WITH
  chosen AS (
    SELECT
      a.*,
      b.* EXCLUDE (id),
      o.* EXCLUDE (id),
      s.short_name AS better_name,
      s.ad_group_id = a.ad_group_id AS is_in_its_group,
      getvariable('last_day') - b.since + 1 AS days,
      s.used >= 0.8 AS is_limited,
      s.used_said AS better_used,
      s.revenue_now / nullif(s.spend_now, 0) AS better_roas,
      coalesce(worse_sold, a.checkouts)::BIGINT AS sold,
      coalesce(worse_spend, a.spend) AS paid,
      coalesce(since, a.first_date) AS sold_since,
      coalesce(better_sold, if(has_failed, other_sold, NULL))::BIGINT AS sold_beside,
      coalesce(better_spend, other_spend) AS paid_beside,
      count(*) OVER own AS n,
      sum(a.share) OVER own AS all_share,
      row_number() OVER (own ORDER BY a.share DESC, a.id) AS place
    FROM
      sales_ad a
      LEFT JOIN better_ad b USING (id)
      LEFT JOIN beside_others o USING (id)
      LEFT JOIN sales_ad s ON s.id = b.better
    WHERE better IS NOT NULL OR has_failed OR a.is_losing
    WINDOW own AS (PARTITION BY a.currency)
  ),
  money AS (
    SELECT
      currency,
      sum(spend_now) FILTER(is_chosen) AS spent,
      sum(spend_now) FILTER(is_running AND NOT is_chosen) AS left_spend,
      sum(revenue_now) FILTER(is_running AND NOT is_chosen) / nullif(left_spend, 0) AS left_roas,
      CASE
        WHEN left_spend IS NULL THEN format(' No other ad that is to sell runs in {}.', currency)
        WHEN sum(revenue_now) = 0 THEN ''
        ELSE format(
          ' What still runs then ({} in 28 days) {}.',
          money(left_spend, currency),
          CASE
            WHEN left_roas = 0 THEN 'sold nothing in them so far'
            WHEN left_roas < 1 THEN format('has ROAS {:.2f} so far, still a loss', left_roas)
            ELSE format('has ROAS {:.2f} so far', left_roas)
          END
        )
      END AS rest
    FROM (SELECT *, id IN (SELECT id FROM chosen) AS is_chosen FROM sales_ad)
    GROUP BY currency
    HAVING bool_or(is_chosen)
  ),
  said AS (
    SELECT
      currency,
      string_agg(
        concat(
          CASE n WHEN 1 THEN 'it' WHEN 2 THEN if(place = 1, 'the first', 'the second') ELSE short_name END,
          if(place = 1, ' had ', ' '),
          CASE WHEN sold > 0 THEN plural(sold, 'checkout') WHEN place = 1 THEN 'no checkout' ELSE 'none' END,
          if(
            better IS NULL
            AND sold > 0
            AND revenue > 0,
            format(' worth {}{}', money(revenue / sold, currency), if(sold = 1, '', ' each')),
            ''
          ),
          format(' for {}', money(paid, currency)),
          if(sold > 0, format(' (ROAS {:.2f})', if(better IS NULL, roas, nullif(worse_revenue, 0) / worse_spend)), ''),
          if(sold_since = first_date AND began < first_date, ' in 120 days', strftime(sold_since, ' since %b %-d'))
        ),
        ', '
        ORDER BY place
      ) FILTER(place <= 3) AS lines,
      bool_or(sold = 0) AS is_to_try
    FROM chosen
    GROUP BY currency
  ),
  -- What sold better on the same days; of several spans the longest.
  other AS (
    SELECT
      currency,
      name,
      max_by(sold_beside, paid_beside) AS sold,
      max(paid_beside) AS paid,
      max_by(better_revenue, paid_beside) AS revenue,
      bool_or(better IS NOT NULL AND worse_revenue > 0) AS is_compared,
      any_value(better_roas) AS roas,
      any_value(better_name) IS NOT NULL AS is_one,
      bool_or(is_in_its_group) AS is_in_its_group,
      -- What doesn’t use up its own budget has no use for more.
      coalesce(NOT any_value(is_limited), FALSE) AS has_room
    FROM (SELECT *, coalesce(better_name, format('the other {} sales ads', currency)) AS name FROM chosen)
    WHERE place <= 3 AND sold_beside IS NOT NULL AND (better IS NOT NULL OR n = 1)
    GROUP BY currency, name
  ),
  beside AS (
    SELECT
      currency,
      string_agg(
        concat(
          format('{} had {:,} for {}', name, sold, money(paid, currency)),
          if(is_compared, format(' (ROAS {:.2f})', revenue / paid), '')
        ),
        ', '
        ORDER BY paid DESC
      ) AS lines,
      string_agg(
        CASE
          WHEN is_in_its_group THEN format(' Keep {}, in the same ad group.', name)
          WHEN has_room THEN ''
          WHEN roas >= 1 THEN format(' Move its budget to {} (ROAS {:.2f} in 28 days so far).', name, roas)
          WHEN is_one
          AND roas IS NULL THEN format(' Move its budget to {}.', name)
        END,
        ''
        ORDER BY paid DESC
      ) AS advice
    FROM other
    GROUP BY currency
  )
SELECT
  unnest(cells),
  page AS "Page",
  {
    text: CASE
      WHEN better IS NOT NULL THEN concat(
        format('{} ran on {:,} of the {:,} days', better_name, better_days, days),
        if(is_in_its_group, '; both are in one ad group, so a budget or a bid feeds both', ''),
        if(is_limited, '', '; ' || lower(better_used[1]) || better_used[2:] || ', so that doesn’t limit it')
      )
      WHEN has_failed THEN format(
        '{} is settled: on those days, the others had {:,} for {}, at which price it would have brought {:.0f}',
        money(spend_settled, currency),
        sold_settled,
        money(other_settled, currency),
        usual
      )
      ELSE format('even with luck it returns {} of {}', money(most_revenue, currency), money(spend, currency))
    END
  } AS "Why",
  all_share AS _weight,
  all_share >= 0.5 AS _is_urgent,
  'ads' AS _topic,
  currency AS _currency,
  CASE n
    WHEN 1 THEN format('Pause the ad {} today', short_name)
    WHEN 2 THEN format('Pause {} today', string_agg(short_name, ' and ' ORDER BY place) OVER ( PARTITION BY currency ))
    ELSE format('Pause {:,} {} ads today', n, currency)
  END AS _title,
  money(spent, currency) AS _number,
  concat(
    format(' in 28 days: {:.0f}% of the {} spend. So far {}', 100 * all_share, currency, said.lines),
    '; ' || beside.lines,
    '.',
    beside.advice,
    rest,
    if(is_to_try, format(' Before {} runs again, buy once on its page.', if(n = 1, 'it', 'one')), '')
  ) AS _text,
  look AS _pin
FROM chosen JOIN money USING (currency) JOIN said USING (currency) LEFT JOIN beside USING (currency)
ORDER BY all_share DESC, currency, place
