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
      count(*) OVER () AS n,
      sum(a.share) OVER (PARTITION BY a.currency) AS share_of_all,
      row_number() OVER (ORDER BY a.share DESC, a.id) AS place
    FROM
      sales_ad a
      LEFT JOIN better_ad b USING (id)
      LEFT JOIN beside_others o USING (id)
      LEFT JOIN sales_ad s ON s.id = b.better
    WHERE better IS NOT NULL OR has_failed OR a.is_losing
  ),
  money AS (
    SELECT
      currency,
      money(sum(spend_now) FILTER(is_chosen), currency) AS spent,
      format('{:.0f}% of the {} spend', 100 * sum(share) FILTER(is_chosen), currency) AS part,
      sum(revenue_now) AS returned,
      bool_or(is_running AND NOT is_chosen) AS is_left,
      sum(revenue_now) FILTER(is_running AND NOT is_chosen) / nullif(
        sum(spend_now) FILTER(is_running AND NOT is_chosen),
        0
      ) AS left_roas,
      format('{:.2f} in {}{}', left_roas, currency, if(left_roas < 1, ', still a loss', '')) AS rest
    FROM (SELECT *, id IN (SELECT id FROM chosen) AS is_chosen FROM sales_ad)
    GROUP BY currency
    HAVING bool_or(is_chosen)
  ),
  said AS (
    SELECT
      string_agg(
        concat(
          CASE n WHEN 1 THEN 'it' WHEN 2 THEN if(place = 1, 'the first', 'the second') ELSE short_name END,
          if(place = 1, ' had ', ' '),
          CASE WHEN sold > 0 THEN plural(sold, 'checkout') WHEN place = 1 THEN 'no checkout' ELSE 'none' END,
          format(' for {}', money(paid, currency)),
          if(better IS NULL AND sold > 0, format(' (ROAS {:.2f})', roas), ''),
          strftime(sold_since, ' since %b %-d')
        ),
        ', '
        ORDER BY place
      ) FILTER(place <= 3) AS lines,
      bool_or(sold = 0) AS is_to_try,
      max(share_of_all) AS weight
    FROM chosen
  ),
  -- What sold better on the same days; of several spans the longest.
  beside AS (
    SELECT
      format('{} had {:,} for {}', name, max_by(sold_beside, paid_beside), money(max(paid_beside), currency)) AS text,
      format('{} (ROAS {:.2f} in 28 days so far)', name, nullif(any_value(better_roas), 0)) AS to_raise,
      max(paid_beside) AS paid,
      currency,
      any_value(better_roas) >= 1
      AND NOT bool_or(is_in_its_group) AS is_to_raise
    FROM (SELECT *, coalesce(better_name, format('the other {} sales ads', currency)) AS name FROM chosen)
    WHERE place <= 3 AND sold_beside IS NOT NULL
    GROUP BY name, currency
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
  weight AS _weight,
  weight >= 0.5 AS _is_urgent,
  'ads' AS _topic,
  CASE n
    WHEN 1 THEN format('Pause the ad {} today', short_name)
    WHEN 2 THEN format('Pause {} today', string_agg(short_name, ' and ' ORDER BY place) OVER ())
    ELSE format('Pause {:,} ads today', n)
  END AS _title,
  (SELECT string_agg(spent, ' and ' ORDER BY currency) FROM money) AS _number,
  concat(
    format(' in 28 days: {}. So far ', (SELECT string_agg(part, ' and ' ORDER BY currency) FROM money)),
    lines,
    (SELECT '; ' || string_agg(text, ', ' ORDER BY paid DESC) FROM beside),
    '.',
    (
      SELECT string_agg(format(' Move the {} budget to {}.', currency, to_raise), '' ORDER BY currency)
      FROM beside
      WHERE is_to_raise
    ),
    (
      SELECT format(' The ads that still run then have ROAS {}.', string_agg(rest, ' and ' ORDER BY currency))
      FROM money
      WHERE returned > 0 AND is_left
    ),
    (
      SELECT format(' No other ad that is to sell runs in {}.', string_agg(currency, ' or ' ORDER BY currency))
      FROM money
      WHERE NOT is_left
      HAVING count(*) > 0
    ),
    if(is_to_try, format(' Before {} runs again, buy once on its page.', if(n = 1, 'it', 'one')), '')
  ) AS _text,
  look AS _pin
FROM chosen, said
ORDER BY place
