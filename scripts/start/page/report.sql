-- What the page shows, a query for each part of it. Days and months are UTC.

-- account
SELECT coalesce(business_name, username, id) AS title, username, url, follower_count, pin_count FROM account LIMIT 1;

-- followers
-- Pinterest tells today's count only, so each read leaves a point.
SELECT strftime(read_at, '%Y-%m-%dT%H:%M:%SZ') AS moment, (account->>'follower_count')::BIGINT AS followers
FROM _sync.reads WHERE account->>'id' = (SELECT id FROM account) AND followers IS NOT NULL ORDER BY moment;

-- months
-- Likes are lifetime reactions; Pinterest counts them for Pins since March 2023, and null is not 0.
WITH likes AS (
  SELECT date_trunc('month', created_at)::DATE AS month, (pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT AS likes
  FROM pins
), months AS (
  SELECT unnest(range(date_trunc('month', current_date)::TIMESTAMP - INTERVAL 17 MONTH, current_date + 1, INTERVAL 1 MONTH))::DATE AS month
)
SELECT strftime(month, '%Y-%m-%d') AS month, count(l.month) AS pins, avg(likes) AS likes_per_pin,
  month = date_trunc('month', current_date)::DATE AS is_current
FROM months LEFT JOIN likes l USING (month) WHERE month >= (SELECT min(month) FROM likes) GROUP BY month ORDER BY month;

-- weeks
WITH days AS (
  SELECT date, date_trunc('week', date)::DATE AS week, (metrics->>'SAVE')::BIGINT AS saves,
    (metrics->>'PIN_CLICK')::BIGINT AS pin_clicks, (metrics->>'OUTBOUND_CLICK')::BIGINT AS outbound_clicks
  FROM user_account_analytics WHERE data_status = 'READY'
)
SELECT strftime(week, '%Y-%m-%d') AS week, sum(saves) AS saves, sum(pin_clicks) AS pin_clicks,
  sum(outbound_clicks) AS outbound_clicks FROM days GROUP BY week HAVING count(*) = 7 ORDER BY week;

-- tiles
WITH days AS (
  SELECT date, max(date) OVER () - date AS age, (metrics->>'SAVE')::BIGINT AS saves,
    (metrics->>'ENGAGEMENT')::BIGINT AS engagements, (metrics->>'IMPRESSION')::BIGINT AS impressions
  FROM user_account_analytics WHERE data_status = 'READY'
)
SELECT strftime(max(date), '%Y-%m-%d') AS last_day, sum(saves) FILTER (age < 30) AS saves,
  CASE WHEN count(*) FILTER (age BETWEEN 30 AND 59) = 30 THEN sum(saves) FILTER (age BETWEEN 30 AND 59) END AS saves_before,
  100.0 * sum(engagements) FILTER (age < 30) / nullif(sum(impressions) FILTER (age < 30), 0) AS engagement_rate,
  (SELECT count(*) FROM pins) AS pins,
  (SELECT count(*) FROM pins WHERE created_at >= date_trunc('month', current_date)) AS pins_this_month,
  (SELECT sum((pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT) FROM pins) AS likes,
  (SELECT avg((pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT) FROM pins) AS likes_per_pin,
  (SELECT max((account->>'follower_count')::BIGINT) - min((account->>'follower_count')::BIGINT) FROM _sync.reads
    WHERE account->>'id' = (SELECT id FROM account)) AS follower_change
FROM days;

-- top_pins
SELECT t.pin_id, p.title, b.name AS board, (t.metrics->>'SAVE')::BIGINT AS saves,
  (t.metrics->>'OUTBOUND_CLICK')::BIGINT AS outbound_clicks,
  (p.pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT AS likes,
  strftime(t.start_date, '%Y-%m-%d') AS first_day, strftime(t.end_date, '%Y-%m-%d') AS last_day
FROM user_account_top_pins t LEFT JOIN pins p ON p.id = t.pin_id LEFT JOIN boards b ON b.id = p.board_id
WHERE t.sort_by = 'SAVE' AND t.end_date = (SELECT max(end_date) FROM user_account_top_pins)
ORDER BY saves DESC, t.pin_id LIMIT 8;

-- spend
WITH spent AS (
  SELECT coalesce(a.currency, 'Unknown currency') AS currency, date_trunc('month', r.DATE)::DATE AS month, sum(r.SPEND_IN_MICRO_DOLLAR) / 1e6 AS spend
  FROM campaign_analytics_report r LEFT JOIN ad_accounts a ON a.id = r.AD_ACCOUNT_ID GROUP BY ALL HAVING spend > 0
), months AS (
  SELECT currency, unnest(range(min(month)::TIMESTAMP, current_date + 1, INTERVAL 1 MONTH))::DATE AS month FROM spent GROUP BY currency
)
SELECT currency, strftime(month, '%Y-%m-%d') AS month, coalesce(spend, 0) AS spend,
  month = date_trunc('month', current_date)::DATE AS is_current
FROM months LEFT JOIN spent USING (currency, month) ORDER BY currency, month;

-- campaigns
SELECT coalesce(a.currency, 'Unknown currency') AS currency, coalesce(c.name, r.CAMPAIGN_ID) AS name, c.status,
  sum(r.SPEND_IN_MICRO_DOLLAR) / 1e6 AS spend, sum(r.CLICKTHROUGH_1)::BIGINT AS clicks,
  spend / nullif(clicks, 0) AS cost_per_click
FROM campaign_analytics_report r LEFT JOIN campaigns c ON c.id = r.CAMPAIGN_ID LEFT JOIN ad_accounts a ON a.id = r.AD_ACCOUNT_ID
WHERE r.DATE > current_date - 90 GROUP BY a.currency, r.CAMPAIGN_ID, c.name, c.status HAVING spend > 0
QUALIFY row_number() OVER (PARTITION BY a.currency ORDER BY spend DESC) <= 8 ORDER BY currency, spend DESC;
