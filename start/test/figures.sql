-- Figures of the page, computed anew from the tables. Above each query: the title, the period in days if there is one, and the
-- columns of the card to compare. Without columns, it is the number that a tile begins with.
CREATE TEMP MACRO within(day, days) AS day > (
  SELECT max(date)
  FROM user_account_analytics
  WHERE data_status = 'READY'
) - days
AND day <= (SELECT max(date) FROM user_account_analytics WHERE data_status = 'READY');

CREATE TEMP MACRO sum_of(metrics, name) AS sum((metrics ->> name)::BIGINT);

CREATE TEMP VIEW own_pin AS
SELECT
  *,
  (pin_metrics -> 'lifetime_metrics' ->> 'reaction')::BIGINT AS reactions,
  coalesce(pin_metrics -> '90d' ->> 'outbound_click', pin_metrics -> '90d' ->> 'clickthrough')::BIGINT AS left_by,
  (pin_metrics -> '90d' ->> 'pin_click')::BIGINT AS clicked,
  (pin_metrics -> '90d' ->> 'impression')::BIGINT AS seen
FROM pins;

CREATE TEMP VIEW paid AS
SELECT
  currency,
  date,
  campaign_id,
  spend_in_micro_dollar / 1e6 AS spend,
  outbound_click_1 AS outbound,
  total_checkout AS checkouts,
  total_checkout_value_in_micro_dollar / 1e6 AS revenue
FROM campaign_analytics_report;

-- Outbound clicks | 28
SELECT sum_of(metrics, 'OUTBOUND_CLICK')
FROM user_account_analytics
WHERE within(date, 28);

-- Outbound clicks | 84
SELECT sum_of(metrics, 'OUTBOUND_CLICK')
FROM user_account_analytics
WHERE within(date, 84);

-- Saves | 28
SELECT sum_of(metrics, 'SAVE')
FROM user_account_analytics
WHERE within(date, 28);

-- Impressions | 36500
SELECT sum_of(metrics, 'IMPRESSION')
FROM user_account_analytics
WHERE within(date, 36500);

-- Engagement rate | 28
SELECT 100 * sum_of(metrics, 'ENGAGEMENT') / sum_of(metrics, 'IMPRESSION')
FROM user_account_analytics
WHERE within(date, 28);

-- Followers | 28
SELECT follower_count
FROM account;

-- Pins you own | 28
SELECT count(*)
FROM pins
WHERE is_owner;

-- Likes, all time
SELECT sum(reactions)
FROM own_pin
WHERE is_owner;

-- Top Pins of 90 days | | Engagements, Pin clicks, Saves, Outbound clicks
SELECT
  (metrics ->> 'ENGAGEMENT')::BIGINT AS n,
  metrics ->> 'PIN_CLICK',
  metrics ->> 'SAVE',
  metrics ->> 'OUTBOUND_CLICK'
FROM user_account_top_pins
WHERE sort_by = 'ENGAGEMENT'
ORDER BY n DESC
LIMIT 6;

-- Week by week | 28 | Week from, Now, Before
SELECT
  strftime(min(now.date), '%Y-%m-%d'),
  sum_of(now.metrics, 'OUTBOUND_CLICK'),
  sum_of(earlier.metrics, 'OUTBOUND_CLICK')
FROM user_account_analytics now JOIN user_account_analytics earlier ON earlier.date = now.date - 28
WHERE within(now.date, 28)
GROUP BY date_diff('day', now.date, (SELECT max(date) FROM user_account_analytics WHERE data_status = 'READY')) // 7;

-- Paid and organic, formats, devices, and sources | 28 | Impressions, Saves, Pin clicks, Outbound clicks
SELECT
  sum_of(metrics, 'IMPRESSION'),
  sum_of(metrics, 'SAVE'),
  sum_of(metrics, 'PIN_CLICK'),
  sum_of(metrics, 'OUTBOUND_CLICK')
FROM user_account_analytics_split
WHERE within(date, 28) AND value <> 'ALL'
GROUP BY split, value;

-- Boards by median | | Board, Median Pin clicks, Pin clicks, Likes per Pin, Pins seen
SELECT
  name,
  quantile_cont(clicked, 0.5) FILTER(seen > 0) AS n,
  sum(clicked) AS m,
  avg(reactions),
  count(*) FILTER(seen > 0) || ' of ' || count(*)
FROM own_pin JOIN boards ON boards.id = board_id
WHERE privacy <> 'SECRET'
GROUP BY boards.id, name
HAVING count(*) FILTER(seen > 0) >= 5
ORDER BY n DESC, m DESC
LIMIT 8;

-- Traffic by website | | Website, Outbound clicks
SELECT replace(split_part(link, '/', 3), 'www.', ''), sum(left_by) AS n
FROM own_pin
WHERE link IS NOT NULL
GROUP BY 1
HAVING n > 0
UNION ALL
SELECT
  'Everything else',
  (SELECT sum_of(metrics, 'OUTBOUND_CLICK') FROM user_account_analytics WHERE date > getvariable('today') - 90) - (
    SELECT sum(left_by)
    FROM own_pin
    WHERE link IS NOT NULL
  );

-- Searches in your account | | Search, Pins found, Boards found
SELECT query, count(DISTINCT id), (SELECT count(*) FROM search_boards b WHERE b.query = p.query)
FROM search_pins p
GROUP BY query;

-- Following | | What, Number
SELECT 'Accounts', count(*)
FROM following_users
UNION ALL
SELECT 'Boards', count(*)
FROM following_boards
UNION ALL
SELECT 'Interests', count(*)
FROM following_interests;

-- Ads | 84 | Currency, Spend, Outbound clicks, Cost per outbound click, Checkouts, Cost per checkout, Revenue, ROAS
SELECT
  currency,
  sum(spend),
  sum(outbound),
  sum(spend) / sum(outbound),
  sum(checkouts),
  sum(spend) / sum(checkouts),
  sum(revenue),
  sum(revenue) / sum(spend)
FROM paid
WHERE within(date, 84)
GROUP BY 1;

-- Ads by week | 84 | Currency, Week from, Spend, Outbound clicks, Cost per outbound click, Checkouts, Cost per checkout, Revenue, ROAS
SELECT
  currency,
  strftime(date_trunc('week', date), '%Y-%m-%d'),
  sum(spend),
  sum(outbound),
  sum(spend) / sum(outbound),
  sum(checkouts),
  sum(spend) / sum(checkouts),
  sum(revenue),
  sum(revenue) / sum(spend)
FROM paid
WHERE within(date_trunc('week', date)::DATE, 84) AND within(date_trunc('week', date)::DATE + 6, 84)
GROUP BY 1, 2;

-- Campaigns | 28 | Currency, Campaign, Spend, Outbound clicks, Cost per outbound click, Cost per click before, Checkouts, Revenue, ROAS
SELECT
  p.currency,
  name,
  sum(spend) FILTER(within(date, 28)) AS n,
  sum(outbound) FILTER(within(date, 28)) AS clicks,
  n / nullif(clicks, 0),
  sum(spend) FILTER(within(date, 56) AND NOT within(date, 28)) / nullif(
    sum(outbound) FILTER(within(date, 56) AND NOT within(date, 28)),
    0
  ),
  sum(checkouts) FILTER(within(date, 28)),
  sum(revenue) FILTER(within(date, 28)) AS returned,
  returned / n
FROM paid p JOIN campaigns c ON c.id = campaign_id
GROUP BY p.currency, c.id, name
HAVING n > 0
QUALIFY row_number() OVER (PARTITION BY p.currency ORDER BY n DESC) <= 5;
