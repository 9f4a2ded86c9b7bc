-- What the page counts, and the days that it counts. Days are in UTC. The page sets the variable `days` to the length of each period.
SET VARIABLE today = coalesce((SELECT max(read_at) FROM _sync.reads)::DATE, current_date);

CREATE OR REPLACE TEMP VIEW organic_day AS
SELECT date, TRY_CAST(metrics->>'IMPRESSION' AS BIGINT) AS impressions, TRY_CAST(metrics->>'SAVE' AS BIGINT) AS saves, TRY_CAST(metrics->>'PIN_CLICK' AS BIGINT) AS clicks,
  TRY_CAST(metrics->>'OUTBOUND_CLICK' AS BIGINT) AS outbound, TRY_CAST(metrics->>'ENGAGEMENT' AS BIGINT) AS engagements
FROM user_account_analytics WHERE data_status = 'READY';

-- All periods end on the last day that Pinterest no longer changes: Pinterest's help says that takes up to two days.
SET VARIABLE last_day = coalesce((SELECT max(date) FROM organic_day), getvariable('today') - 2);
CREATE OR REPLACE TEMP MACRO first_day() AS getvariable('last_day') - getvariable('days') + 1;
CREATE OR REPLACE TEMP MACRO in_period(day) AS day BETWEEN first_day() AND getvariable('last_day');
CREATE OR REPLACE TEMP MACRO in_period_before(day) AS day BETWEEN first_day() - getvariable('days') AND first_day() - 1;
CREATE OR REPLACE TEMP MACRO dates(first) AS 'from ' || CASE WHEN year(first) = year(getvariable('last_day')) THEN strftime(first, '%b %-d') ELSE strftime(first, '%b %-d, %Y') END
  || ' to ' || strftime(getvariable('last_day'), '%b %-d, %Y');
CREATE OR REPLACE TEMP MACRO change(value, earlier, first) AS coalesce(format('{} {:.1f}%', if(value < earlier, '▼', '▲'), 100 * abs(value / nullif(earlier, 0) - 1))
  || format(' vs. prior {} days', getvariable('days')), dates(first));
CREATE OR REPLACE TEMP MACRO moved(value, earlier) AS format('{} {:.0f}%', if(value < earlier, 'down', 'up'), 100 * abs(value / earlier - 1));
CREATE OR REPLACE TEMP MACRO title_of(title, pin_id, is_known) AS coalesce(nullif(trim(title), ''), if(is_known, 'Untitled Pin', 'Pin ' || pin_id));
CREATE OR REPLACE TEMP MACRO words(name) AS upper(name[1]) || lower(replace(name[2:], '_', ' '));

-- Why the table of a stream is not complete, or not as of the last read: the first sentence of the problem.
CREATE OR REPLACE TEMP MACRO gap(name) AS TABLE
SELECT name AS stream, CASE WHEN records IS NULL AND status = 'COMPLETE' THEN 'Not updated'
  WHEN EXISTS (FROM query_table(name)) THEN 'Incomplete' ELSE 'Not read' END AS label,
  coalesce(regexp_extract(problem, '^(.*?[.!?])( |$)', 1), 'Left out by --streams.') AS reason
FROM (SELECT 1) LEFT JOIN _sync.streams s ON s.stream = name WHERE records IS NULL OR status <> 'COMPLETE';

-- The period, and the one before it if every day of both is known.
CREATE OR REPLACE TEMP VIEW total AS
SELECT metric, min(date) FILTER (in_period(date)) AS first, (sum(n) FILTER (in_period(date)))::BIGINT AS value, CASE WHEN count(n) FILTER (in_period(date)) = getvariable('days')
  AND count(n) FILTER (in_period_before(date)) = getvariable('days') THEN (sum(n) FILTER (in_period_before(date)))::BIGINT END AS earlier
FROM (SELECT date, unnest([{metric: 'Impressions', n: impressions}, {metric: 'Saves', n: saves}, {metric: 'Pin clicks', n: clicks},
  {metric: 'Outbound clicks', n: outbound}, {metric: 'Engagements', n: engagements}], recursive := true) FROM organic_day)
GROUP BY metric HAVING value IS NOT NULL;

-- Pinterest counts the clicks of 90 days and all likes when the Pin is read.
CREATE OR REPLACE TEMP VIEW pin AS SELECT *, TRY_CAST(pin_metrics->'lifetime_metrics'->>'reaction' AS BIGINT) AS likes,
  TRY_CAST(pin_metrics->'90d'->>'clickthrough' AS BIGINT) AS outbound, TRY_CAST(pin_metrics->'90d'->>'pin_click' AS BIGINT) + outbound AS clicks FROM pins;
CREATE OR REPLACE TEMP MACRO counted(read_at) AS format('in the 90 days before each Pin was read ({})',
  concat_ws(' to ', nullif(strftime(min(read_at), '%b %-d'), strftime(max(read_at), '%b %-d')), strftime(max(read_at), '%b %-d')));

CREATE OR REPLACE TEMP VIEW pin_month AS
SELECT strftime(month, '%Y-%m-%d') AS "Month", count(id) AS "Pins", avg(likes) AS "Likes per Pin",
  month = date_trunc('month', getvariable('today')) AS _is_current
FROM (SELECT unnest(range(date_trunc('month', getvariable('today'))::TIMESTAMP - INTERVAL 17 MONTH, getvariable('today') + 1, INTERVAL 1 MONTH)) AS month)
LEFT JOIN pin ON date_trunc('month', created_at) = month
WHERE month >= (SELECT date_trunc('month', min(created_at)) FROM pin) GROUP BY month ORDER BY month;

-- Secret boards have no audience, and their names don't belong on paper. Boards with fewer than five Pins aren't ranked.
CREATE OR REPLACE TEMP VIEW board_rank AS
SELECT b.id, b.name, b.url, count(*) AS pins, avg(p.clicks) AS per_pin, avg(p.likes) AS likes, max(p.created_at)::DATE AS last_pin,
  min(p._read_at) AS read_from, max(p._read_at) AS read_to
FROM boards b JOIN pin p ON p.board_id = b.id WHERE b.privacy <> 'SECRET' GROUP BY ALL HAVING count(p.clicks) >= 5;

CREATE OR REPLACE TEMP VIEW top_pin AS
SELECT DISTINCT ON (pin_id) pin_id, start_date, end_date, TRY_CAST(metrics->>'ENGAGEMENT' AS BIGINT) AS engagements, TRY_CAST(metrics->>'SAVE' AS BIGINT) AS saves,
  TRY_CAST(metrics->>'PIN_CLICK' AS BIGINT) AS clicks, TRY_CAST(metrics->>'OUTBOUND_CLICK' AS BIGINT) AS outbound
FROM user_account_top_pins WHERE end_date = (SELECT max(end_date) FROM user_account_top_pins);

CREATE OR REPLACE TEMP VIEW ad_day AS
SELECT coalesce(r.currency, 'Unknown currency') AS currency, DATE AS date, CAMPAIGN_ID AS campaign_id, (SPEND_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS spend,
  CLICKTHROUGH_1 AS clicks, TOTAL_CONVERSIONS AS conversions, PAID_IMPRESSION / 1000 AS impressions, VIDEO_MRC_VIEWS_1 AS views
FROM campaign_analytics_report r;

-- A day without delivery has no row, so that the first day tells from when spend is known.
CREATE OR REPLACE TEMP VIEW ad_total AS
SELECT currency, min(date) FILTER (in_period(date)) AS first, sum(spend) FILTER (in_period(date)) AS spend, sum(clicks) FILTER (in_period(date)) AS clicks, sum(conversions) FILTER (in_period(date)) AS conversions,
  CASE WHEN min(date) <= first_day() - getvariable('days') THEN sum(spend) FILTER (in_period_before(date)) END AS spend_before,
  sum(clicks) FILTER (in_period_before(date)) AS clicks_before
FROM ad_day GROUP BY currency HAVING sum(spend) FILTER (in_period(date)) > 0;
