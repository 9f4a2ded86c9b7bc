-- The views of the page. Days are in UTC. Incomplete periods are omitted, except the current month.
-- All text from Pinterest is escaped, because the page contains the results of the queries as HTML.
CREATE OR REPLACE TEMP MACRO esc(x) AS replace(replace(replace(replace(x, '&', '&amp;'), '<', '&lt;'), '"', '&quot;'), '>', '&gt;');
CREATE OR REPLACE TEMP MACRO named(title, url, note) AS -- Names can have different text directions.
  format('<bdi>{}</bdi><p><bdi>{}</bdi></p>', coalesce(format('<a href="{}">{}</a>', url, esc(title)), esc(title)), coalesce(esc(note), ''));
CREATE OR REPLACE TEMP MACRO bar(share) AS format('<span class="bar" style="width: {:.1f}%"></span>', 100 * share);

-- Why the table of a stream is not complete, or not as of the last read: the first sentence of the problem.
CREATE OR REPLACE TEMP MACRO gap(name) AS TABLE
SELECT name AS stream, CASE WHEN records IS NULL AND status = 'COMPLETE' THEN 'Not updated'
  WHEN EXISTS (FROM query_table(name)) THEN 'Incomplete' ELSE 'Not read' END AS label,
  esc(coalesce(regexp_extract(problem, '^(.*?[.!?])( |$)', 1), 'Left out by --streams.')) AS reason
FROM (SELECT 1) LEFT JOIN _sync.streams s ON s.stream = name WHERE records IS NULL OR status <> 'COMPLETE';

CREATE OR REPLACE TEMP VIEW pin AS SELECT *, (pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT AS likes FROM pins;

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
SELECT coalesce(esc(currency), 'Unknown currency') AS currency, DATE AS date, CAMPAIGN_ID AS campaign_id,
  SPEND_IN_MICRO_DOLLAR / 1e6 AS spend, CLICKTHROUGH_1 AS clicks FROM campaign_analytics_report;

-- Each query below fills a tile or a card. Its comment has the kind and style, title, note, and text without rows. Columns that
-- begin with _ are not in tables: _note replaces the note, _panel separates charts, and _label is the text at a point. If a table of
-- the query is not complete, the card says so; it has the text without rows only if all its tables are complete.

-- html | The head of the page
SELECT format('<title>{0}</title></head><body><h1 dir="auto">{0}</h1><p>{1}{2}</p><main>',
  coalesce(esc(coalesce(business_name, username, id)), 'Pinterest account'), concat_ws(' ', '@' || esc(username) || '.',
  (SELECT strftime(max(date), 'Complete through %b %-d, %Y (UTC).') FROM organic_day, _sync.streams
    WHERE stream = 'user_account_analytics' AND status = 'COMPLETE'),
  strftime(read_at, 'Read %b %-d, %Y.')), CASE WHEN is_simulated THEN ' <span class="chip">Simulated account</span>' ELSE '' END) AS html
FROM (SELECT max(read_at) AS read_at, arg_max(is_simulated, read_at) AS is_simulated FROM _sync.reads) LEFT JOIN account ON true;
-- tile | Followers | | –
SELECT follower_count AS value, (SELECT format('{:+d} in 30 days', max_by(s.follower_count, date) - min_by(s.follower_count, date))
  FROM account_snapshots s WHERE s.id = account.id AND date >= current_date - 30 HAVING count(*) > 1) AS _note FROM account WHERE value IS NOT NULL;
-- tile | Pins you own | | 0
SELECT count(*) AS value, format('+{:d} this month', count(*) FILTER (created_at >= date_trunc('month', current_date))) AS _note FROM pin HAVING value > 0;
-- tile | Likes, all time | | –
SELECT sum(likes)::BIGINT AS value, format('{:.1f} per Pin (reactions)', avg(likes)) AS _note FROM pin HAVING value IS NOT NULL;
-- tile | Saves, last 30 days | | –
SELECT sum(saves) FILTER (age < 30) AS value, CASE WHEN count(*) FILTER (age < 60) = 60 THEN replace(
  format('▲ {:.1f}% vs. the 30 days before', 100 * (value / sum(saves) FILTER (age BETWEEN 30 AND 59) - 1)), '▲ -', '▼ ') END AS _note
FROM organic_day HAVING value IS NOT NULL;
-- line content | Followers | One point per day with a sync, since Pinterest reports only the current count. | The line starts with the next sync on another day.
SELECT strftime(date, '%Y-%m-%d') AS "Day", follower_count AS "Followers",
  CASE WHEN date = max(date) OVER () THEN format('{:,}', follower_count) END AS _label FROM account_snapshots
WHERE id = (SELECT id FROM account) AND follower_count IS NOT NULL QUALIFY count(*) OVER () > 1 ORDER BY date;
-- line engagement | Saves and clicks per week | Complete weeks only, Monday to Sunday. | No complete week yet.
SELECT strftime(date_trunc('week', date), '%Y-%m-%d') AS "Week", sum(saves) AS "Saves", sum(clicks) AS "Pin clicks",
  sum(outbound) AS "Outbound clicks", (SELECT format('Complete weeks only, Monday to Sunday. Engagement rate of the last 30 days: {:.1f}% of impressions.', 100.0 * sum(engagements) / nullif(sum(impressions), 0))
  FROM organic_day WHERE age < 30) AS _note FROM organic_day GROUP BY ALL HAVING count(*) = 7 ORDER BY 1;
-- bars content | New Pins per month | By creation date. Deleted Pins aren’t counted. The current month is lighter. | No Pins yet.
SELECT * EXCLUDE "Likes per Pin", CASE WHEN _is_current THEN format('{:,}', "Pins") END AS _label FROM pin_month;
-- bars engagement | Likes per Pin, by month of creation | Average reactions so far. Newer Pins have had less time to collect them. | No Pins yet.
SELECT * EXCLUDE "Pins", CASE WHEN _is_current THEN format('{:.1f}', "Likes per Pin") END AS _label FROM pin_month;
-- table engagement wide | Top Pins by saves | Likes are all-time. | No Pin was saved in the last 90 days.
SELECT named(coalesce(nullif(p.title, ''), CASE WHEN p.id IS NULL THEN 'Pin ' || t.pin_id ELSE 'Untitled Pin' END), 'https://www.pinterest.com/pin/' || t.pin_id || '/', b.name) AS "Pin",
  (t.metrics->>'SAVE')::BIGINT AS "Saves", bar("Saves" / max("Saves") OVER ()) AS " ",
  (t.metrics->>'OUTBOUND_CLICK')::BIGINT AS "Outbound clicks", p.likes AS "Likes",
  strftime(t.start_date, '%b %-d, %Y') || strftime(t.end_date, ' to %b %-d, %Y. Likes are all-time.') AS _note
FROM user_account_top_pins t LEFT JOIN pin p ON p.id = t.pin_id LEFT JOIN boards b ON b.id = p.board_id
WHERE t.sort_by = 'SAVE' AND t.end_date = (SELECT max(end_date) FROM user_account_top_pins) ORDER BY 2 DESC, t.pin_id LIMIT 8;
-- bars money wide | Ad spend per month | Each currency is separate; amounts are never added across currencies. The current month is lighter. | No ad spend in what was read.
WITH spent AS (SELECT currency, date_trunc('month', date) AS month, sum(spend) AS spend FROM ad_day GROUP BY ALL HAVING sum(spend) > 0),
months AS (SELECT currency, unnest(range(min(month)::TIMESTAMP, current_date + 1, INTERVAL 1 MONTH)) AS month FROM spent GROUP BY ALL)
SELECT strftime(month, '%Y-%m-%d') AS "Month", coalesce(spend, 0) AS "Spend", currency AS _panel,
  month = date_trunc('month', current_date) AS _is_current, CASE WHEN _is_current THEN format('{:,.0f}', "Spend") END AS _label FROM months LEFT JOIN spent USING (currency, month) ORDER BY _panel, 1;
-- table money wide | Campaigns, last 90 days | Spend in the ad account’s currency. Cost per click is spend divided by paid Pin clicks. | No campaign spent anything in the last 90 days.
SELECT named(coalesce(c.name, campaign_id), NULL, upper(c.status[1]) || lower(c.status[2:])) AS "Campaign", sum(spend) AS "Spend",
  bar(sum(spend) / max(sum(spend)) OVER (PARTITION BY ad_day.currency)) AS " ", sum(clicks)::BIGINT AS "Pin clicks",
  sum(spend) / nullif(sum(clicks), 0) AS "Cost per click", ad_day.currency AS _panel
FROM ad_day LEFT JOIN campaigns c ON c.id = campaign_id WHERE date > current_date - 90 GROUP BY campaign_id, c.name, c.status, ad_day.currency HAVING sum(spend) > 0
QUALIFY row_number() OVER (PARTITION BY ad_day.currency ORDER BY sum(spend) DESC) <= 8 ORDER BY _panel, 2 DESC;
-- html | Streams that are missing or not complete
SELECT '<section class="wide"><h2>Not complete</h2>' || string_agg(format('<p class="empty"><b>{}</b>: {}</p>', streams, esc(problem)), '')
  || '</section>' AS html FROM _sync.problems HAVING count(*) > 0;
