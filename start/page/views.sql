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
-- A percentage of a few says nothing, and one above 1,000 is hard to read.
CREATE OR REPLACE TEMP MACRO compared(value, earlier) AS CASE WHEN value >= 10 * earlier THEN format('▲ {:.0f} times the prior {} days', value / earlier, getvariable('days'))
  ELSE format('{} {:.1f}% vs. prior {} days', if(value < earlier, '▼', '▲'), 100 * abs(value / earlier - 1), getvariable('days')) END;
CREATE OR REPLACE TEMP MACRO change(value, earlier, first) AS coalesce(CASE WHEN least(value, earlier) < 20 THEN format('{:,} in the prior {} days', earlier, getvariable('days'))
  ELSE compared(value, earlier) END, dates(first));
-- The change of an amount: as a number for files, and as the page says it.
CREATE OR REPLACE TEMP MACRO change_cell(value, earlier, first) AS {change: (value / nullif(earlier, 0) - 1)::DOUBLE, text: if(coalesce(earlier, 0) < 20, dates(first), compared(value, earlier))};
CREATE OR REPLACE TEMP MACRO moved(value, earlier) AS if(abs(value / earlier - 1) < 0.005, 'unchanged', format('{} {:.0f}%', if(value < earlier, 'down', 'up'), 100 * abs(value / earlier - 1)));
CREATE OR REPLACE TEMP MACRO signed(n) AS format('{}{:,}', if(n < 0, '−', '+'), abs(n));
CREATE OR REPLACE TEMP MACRO title_of(title, pin_id, is_known) AS coalesce(nullif(trim(title), ''), if(is_known, 'Untitled Pin', 'Pin ' || pin_id));
CREATE OR REPLACE TEMP MACRO words(name) AS upper(name[1]) || lower(replace(name[2:], '_', ' '));

-- Why the table of a stream is not complete, or not as of the last read: the first sentence of the problem.
CREATE OR REPLACE TEMP MACRO gap(name) AS TABLE
SELECT name AS stream, CASE WHEN records IS NULL AND status = 'COMPLETE' THEN 'Not updated'
  WHEN EXISTS (FROM query_table(name)) THEN 'Incomplete' ELSE 'Not read' END AS label,
  coalesce(regexp_extract(problem, '^(.*?[.!?])( |$)', 1), 'Not in --streams.') AS reason
FROM (SELECT 1) LEFT JOIN _sync.streams s ON s.stream = name WHERE records IS NULL OR status <> 'COMPLETE';

-- The period, and the one before it if every day of both is known.
CREATE OR REPLACE TEMP VIEW total AS
SELECT metric, min(date) FILTER (in_period(date)) AS first, (sum(n) FILTER (in_period(date)))::BIGINT AS value, CASE WHEN count(n) FILTER (in_period(date)) = getvariable('days')
  AND count(n) FILTER (in_period_before(date)) = getvariable('days') THEN (sum(n) FILTER (in_period_before(date)))::BIGINT END AS earlier
FROM (SELECT date, unnest([{metric: 'Impressions', n: impressions}, {metric: 'Saves', n: saves}, {metric: 'Pin clicks', n: clicks},
  {metric: 'Outbound clicks', n: outbound}, {metric: 'Engagements', n: engagements}], recursive := true) FROM organic_day)
GROUP BY metric HAVING value IS NOT NULL;

-- The metric that changed most: by 5% or more, from and to at least 100.
CREATE OR REPLACE TEMP VIEW mover AS
SELECT *, value - earlier AS difference, CASE metric WHEN 'Impressions' THEN 'IMPRESSION' WHEN 'Saves' THEN 'SAVE' WHEN 'Pin clicks' THEN 'PIN_CLICK' ELSE 'OUTBOUND_CLICK' END AS field
FROM total WHERE metric <> 'Engagements' AND least(value, earlier) >= 100 AND abs(value / earlier - 1) >= 0.05 ORDER BY abs(ln(value / earlier)) DESC, metric LIMIT 1;

-- The account's days by split and value. Each split divides all metrics, so two of them are never added.
CREATE OR REPLACE TEMP VIEW split_day AS
SELECT date, split, value, metrics, CASE value WHEN 'MOBILE' THEN 'Phones' WHEN 'TABLET' THEN 'Tablets' WHEN 'WEB' THEN 'Computers' WHEN 'YOUR_PINS' THEN 'Your Pins' WHEN 'OTHER_PINS' THEN 'Pins of others'
  WHEN 'CLAIMED' THEN 'Claimed websites' WHEN 'OTHER' THEN 'Other websites' ELSE words(value) END AS part,
  CASE split WHEN 'CONTENT_TYPE' THEN 1 WHEN 'APP_TYPE' THEN 2 WHEN 'SOURCE' THEN 3 WHEN 'OWNED_CONTENT' THEN 4 ELSE 5 END AS place
FROM user_account_analytics_split WHERE data_status = 'READY' AND value <> 'ALL';

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
  CLICKTHROUGH_1 AS clicks, TOTAL_CONVERSIONS AS conversions, PAID_IMPRESSION / 1000 AS impressions, VIDEO_MRC_VIEWS_1 AS views,
  OUTBOUND_CLICK_1 AS outbound, TOTAL_CHECKOUT AS checkouts, (TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS revenue
FROM campaign_analytics_report r;

-- Pinterest counts a conversion up to 30 days after the click, by default on the day of the click: the last 30 days still grow.
SET VARIABLE settled = getvariable('today') - 30;
CREATE OR REPLACE TEMP MACRO growing(last) AS if(last > getvariable('settled'), 'still growing', NULL);
-- A day without delivery has no row, so the first day of all ads tells from when spend is known.
CREATE OR REPLACE TEMP MACRO ads_from() AS greatest(first_day(), (SELECT min(date) FROM ad_day));

CREATE OR REPLACE TEMP VIEW ad_total AS
SELECT currency, ads_from() AS first, sum(spend) FILTER (in_period(date)) AS spend, coalesce(sum(outbound) FILTER (in_period(date)), 0)::BIGINT AS outbound,
  coalesce(sum(checkouts) FILTER (in_period(date)), 0)::BIGINT AS checkouts, coalesce(sum(revenue) FILTER (in_period(date)), 0) AS revenue,
  coalesce(sum(conversions) FILTER (in_period(date)), 0)::BIGINT AS conversions,
  CASE WHEN min(date) <= first_day() - getvariable('days') THEN sum(spend) FILTER (in_period_before(date)) END AS spend_before,
  coalesce(sum(outbound) FILTER (in_period_before(date)), 0) AS outbound_before
FROM ad_day GROUP BY currency HAVING sum(spend) FILTER (in_period(date)) > 0;
