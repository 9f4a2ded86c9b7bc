-- The views of the page. Days are in UTC. Incomplete periods are omitted, except the current month.

CREATE OR REPLACE TEMP VIEW pin AS
SELECT *, (pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT AS likes FROM pins;

CREATE OR REPLACE TEMP VIEW pin_month AS
SELECT strftime(month, '%Y-%m-%d') AS "Month", count(id) AS "Pins", avg(likes) AS "Likes per Pin",
  month = date_trunc('month', current_date) AS _is_current
FROM (SELECT unnest(range(date_trunc('month', current_date)::TIMESTAMP - INTERVAL 17 MONTH, current_date + 1, INTERVAL 1 MONTH)) AS month)
LEFT JOIN pin ON date_trunc('month', created_at) = month
WHERE month >= (SELECT date_trunc('month', min(created_at)) FROM pin) GROUP BY month ORDER BY month;

CREATE OR REPLACE TEMP VIEW organic_day AS
SELECT date, max(date) OVER () - date AS age, (metrics->>'SAVE')::BIGINT AS saves, (metrics->>'PIN_CLICK')::BIGINT AS clicks,
  (metrics->>'OUTBOUND_CLICK')::BIGINT AS outbound, (metrics->>'ENGAGEMENT')::BIGINT AS engagements,
  (metrics->>'IMPRESSION')::BIGINT AS impressions
FROM user_account_analytics WHERE data_status = 'READY';

CREATE OR REPLACE TEMP VIEW ad_day AS
SELECT coalesce(currency, 'Unknown currency') AS currency, DATE AS date, CAMPAIGN_ID AS campaign_id,
  SPEND_IN_MICRO_DOLLAR / 1e6 AS spend, CLICKTHROUGH_1 AS clicks FROM campaign_analytics_report;

-- Each query below fills a card. Its comment has the kind and color, title, note, and text without rows.
-- A name in braces is a column of the first row. Columns that begin with _ are not shown in tables.

-- header | Pinterest account
SELECT coalesce(business_name, username, id) AS title, concat_ws(' ', '@' || username || '.',
  (SELECT strftime(max(date), 'Complete through %b %-d, %Y (UTC).') FROM organic_day),
  (SELECT strftime(max(read_at), 'Read %b %-d, %Y.') FROM _sync.reads)) AS note,
  (SELECT arg_max(is_simulated, read_at) FROM _sync.reads) AS is_simulated FROM account;

-- tile | Followers | {note}
SELECT follower_count AS value, (SELECT format('{:+d} in 30 days', max_by(s.follower_count, date) - min_by(s.follower_count, date))
  FROM account_snapshots s WHERE s.id = account.id AND date >= current_date - 30 HAVING count(*) > 1) AS note FROM account;

-- tile | Pins you own | {note}
SELECT count(*) AS value, format('+{:d} this month', count(*) FILTER (created_at >= date_trunc('month', current_date))) AS note
FROM pin HAVING value > 0;

-- tile | Likes, all time | {note}
SELECT sum(likes)::BIGINT AS value, format('{:.1f} per Pin (reactions)', avg(likes)) AS note FROM pin HAVING value IS NOT NULL;

-- tile | Saves, last 30 days | {note}
SELECT sum(saves) FILTER (age < 30) AS value, CASE WHEN count(*) FILTER (age BETWEEN 30 AND 59) = 30 THEN
  replace(format('▲ {:.1f}% vs. the 30 days before', 100 * (value / sum(saves) FILTER (age BETWEEN 30 AND 59) - 1)), '▲ -', '▼ ')
  END AS note FROM organic_day HAVING value IS NOT NULL;

-- line content | Followers | One point per day with a sync, since Pinterest reports only the current count. | The line starts with the next sync on another day.
SELECT strftime(date, '%Y-%m-%d') AS "Day", follower_count AS "Followers" FROM account_snapshots
WHERE id = (SELECT id FROM account) AND follower_count IS NOT NULL
QUALIFY count(*) OVER () > 1 ORDER BY date;

-- line engagement | Saves and clicks per week | Complete weeks only, Monday to Sunday. Engagement rate of the last 30 days: {_rate}% of impressions. | No complete week yet.
SELECT strftime(date_trunc('week', date), '%Y-%m-%d') AS "Week", sum(saves) AS "Saves", sum(clicks) AS "Pin clicks",
  sum(outbound) AS "Outbound clicks", (SELECT format('{:.1f}', 100.0 * sum(engagements) / nullif(sum(impressions), 0))
  FROM organic_day WHERE age < 30) AS _rate FROM organic_day GROUP BY ALL HAVING count(*) = 7 ORDER BY 1;

-- bars content | New Pins per month | By creation date. Deleted Pins aren’t counted. The current month is lighter. | No Pins yet.
SELECT * EXCLUDE "Likes per Pin" FROM pin_month;

-- bars engagement | Likes per Pin, by month of creation | Average reactions so far. Newer Pins have had less time to collect them. | No Pins yet.
SELECT * EXCLUDE "Pins" FROM pin_month;

-- table engagement | Top Pins by saves | {_days}. Likes are all-time. | No Pin was saved in the last 90 days.
SELECT coalesce(nullif(p.title, ''), 'Untitled Pin') AS "Pin", (t.metrics->>'SAVE')::BIGINT AS "Saves",
  (t.metrics->>'OUTBOUND_CLICK')::BIGINT AS "Outbound clicks", p.likes AS "Likes", b.name AS _note,
  'https://www.pinterest.com/pin/' || t.pin_id || '/' AS _url,
  strftime(t.start_date, '%b %-d, %Y') || strftime(t.end_date, ' to %b %-d, %Y') AS _days
FROM user_account_top_pins t LEFT JOIN pin p ON p.id = t.pin_id LEFT JOIN boards b ON b.id = p.board_id
WHERE t.sort_by = 'SAVE' AND t.end_date = (SELECT max(end_date) FROM user_account_top_pins) ORDER BY 2 DESC, t.pin_id LIMIT 8;

-- bars money | Ad spend per month | Each currency is separate; amounts are never added across currencies. The current month is lighter. | No ad spend in what was read.
WITH spent AS (SELECT currency, date_trunc('month', date) AS month, sum(spend) AS spend FROM ad_day GROUP BY ALL HAVING sum(spend) > 0),
months AS (SELECT currency, unnest(range(min(month)::TIMESTAMP, current_date + 1, INTERVAL 1 MONTH)) AS month FROM spent GROUP BY ALL)
SELECT strftime(month, '%Y-%m-%d') AS "Month", coalesce(spend, 0) AS "Spend", currency AS _panel,
  month = date_trunc('month', current_date) AS _is_current FROM months LEFT JOIN spent USING (currency, month) ORDER BY _panel, 1;

-- table money | Campaigns, last 90 days | Spend in the ad account’s currency. Cost per click is spend divided by paid Pin clicks. | No campaign spent anything in the last 90 days.
SELECT coalesce(c.name, campaign_id) AS "Campaign", sum(spend) AS "Spend", sum(clicks)::BIGINT AS "Pin clicks",
  sum(spend) / nullif(sum(clicks), 0) AS "Cost per click", upper(c.status[1]) || lower(c.status[2:]) AS _note, ad_day.currency AS _panel
FROM ad_day LEFT JOIN campaigns c ON c.id = campaign_id WHERE date > current_date - 90 GROUP BY campaign_id, c.name, c.status, ad_day.currency HAVING sum(spend) > 0
QUALIFY row_number() OVER (PARTITION BY ad_day.currency ORDER BY sum(spend) DESC) <= 8 ORDER BY _panel, 2 DESC;

-- list | Not read | These streams are missing or not complete.
SELECT stream AS title, problem AS note FROM _sync.streams WHERE problem IS NOT NULL ORDER BY stream;
