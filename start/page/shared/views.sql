-- What the parts of the page share. What many of them read from JSON is a table, so that it is read once.
CREATE OR REPLACE TEMP TABLE metric_day AS
SELECT date, place, field, words(field) || 's' AS metric, count_in(metrics, field) AS n
FROM user_account_analytics, unnest(['OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'IMPRESSION', 'ENGAGEMENT'])
WITH
  ORDINALITY AS u(field, place)
WHERE data_status = 'READY';

-- The account's days by split and value. Each split divides all metrics, so two of them are never added.
CREATE OR REPLACE TEMP TABLE split_day AS
SELECT
  date,
  metrics,
  list_position(['SOURCE', 'CONTENT_TYPE', 'PIN_FORMAT', 'OWNED_CONTENT', 'APP_TYPE'], split) AS place,
  ['source', 'paid or organic', 'format', 'website', 'device'] [place] AS dimension,
  CASE value
    WHEN 'MOBILE' THEN 'phones'
    WHEN 'TABLET' THEN 'tablets'
    WHEN 'WEB' THEN 'computers'
    WHEN 'YOUR_PINS' THEN 'your own Pins'
    WHEN 'OTHER_PINS' THEN 'Pins of others'
    WHEN 'CLAIMED' THEN 'Pins of claimed websites'
    WHEN 'OTHER' THEN 'Pins of websites that you haven’t claimed'
    ELSE lower(replace(value, '_', ' '))
  END AS part
FROM user_account_analytics_split
WHERE data_status = 'READY' AND value <> 'ALL' AND place IS NOT NULL;

CREATE OR REPLACE TEMP MACRO picture_of(media) AS coalesce(
  media -> 'images' -> '400x300' ->> 'url',
  media -> 'items' -> 0 -> 'images' -> '400x300' ->> 'url',
  media ->> 'cover_image_url',
  media -> 'items' -> 0 ->> 'cover_image_url'
);

SET VARIABLE secret_boards = (SELECT list(id) FROM boards WHERE privacy = 'SECRET');

-- Pinterest counts the clicks of 90 days and all likes when the Pin is read. A metric that it doesn't name is unknown.
-- The first name is that of live responses, and the second one that of its document. The page can be passed on, so
-- it doesn't show what is secret.
CREATE OR REPLACE TEMP TABLE pin AS
SELECT
  * REPLACE(if(is_secret, 'A Pin on a secret board', title) AS title),
  title AS own_title,
  coalesce(count_in(lifetime, 'reaction'), count_in(lifetime, 'total_reactions')) AS likes,
  coalesce(count_in(recent, 'outbound_click'), count_in(recent, 'clickthrough')) AS outbound,
  count_in(recent, 'pin_click') AS clicks,
  count_in(recent, 'impression') AS impressions,
  is_owner IS DISTINCT FROM FALSE AS is_own,
  {id: id, color: if(is_secret, NULL, dominant_color), picture: if(is_secret, NULL, picture_of(media))} AS look
FROM
  (
    SELECT
      *,
      coalesce(list_contains(getvariable('secret_boards'), board_id), FALSE) AS is_secret,
      pin_metrics -> '90d' AS recent,
      pin_metrics -> 'lifetime_metrics' AS lifetime
    FROM pins
  );

CREATE OR REPLACE TEMP MACRO counted(read_at) AS 'in the 90 days before each Pin was read (' || concat_ws(
  ' to ',
  nullif(strftime(min(read_at), '%b %-d'), strftime(max(read_at), '%b %-d')),
  strftime(max(read_at), '%b %-d')
) || ')';

-- Public boards with their Pins. The median is that of the Pins that were seen.
CREATE OR REPLACE TEMP VIEW board AS
SELECT
  b.id,
  b.name,
  b.url,
  b.privacy,
  count(*) AS pins,
  max(p.created_at)::DATE AS last_pin,
  sum(p.clicks)::BIGINT AS clicks,
  max(p.clicks) AS best,
  arg_max(p.look, p.clicks) AS look,
  count(p.clicks) FILTER(p.impressions > 0) AS seen,
  median(p.clicks) FILTER(p.impressions > 0) AS middle,
  avg(p.likes) AS likes
FROM boards b JOIN pin p ON p.board_id = b.id
WHERE b.privacy <> 'SECRET'
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE pin_day AS
SELECT
  pin_id,
  date,
  map_from_entries(
    list_transform(
      ['OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'IMPRESSION'],
      lambda field: {k: field, v: count_in(metrics, field)}
    )
  ) AS n
FROM pin_analytics
WHERE data_status = 'READY';

CREATE OR REPLACE TEMP VIEW ad_day AS
SELECT
  coalesce(currency, 'Unknown currency') AS currency,
  DATE AS date,
  CAMPAIGN_ID AS campaign_id,
  (SPEND_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS spend,
  TOTAL_CONVERSIONS AS conversions,
  OUTBOUND_CLICK_1 AS outbound,
  TOTAL_CHECKOUT AS checkouts,
  (TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS revenue
FROM campaign_analytics_report;

-- A day without delivery has no row, so the first day of all ads tells from when spend is known.
CREATE OR REPLACE TEMP MACRO ads_from() AS greatest(first_day(), (SELECT min(date) FROM ad_day));

-- The columns of what ads cost and returned. The note is that of all that depends on checkouts.
CREATE OR REPLACE TEMP MACRO ad_figures(spend, currency, outbound, checkouts, revenue, note) AS {
  "Outbound clicks": outbound,
  "Cost per outbound click": {amount: spend / nullif(outbound, 0), currency: currency},
  "Checkouts": {number: checkouts, note: note::VARCHAR},
  "Cost per checkout": {amount: spend / nullif(checkouts, 0), currency: currency, note: note::VARCHAR},
  "Revenue": {amount: revenue, currency: currency, note: note::VARCHAR},
  "ROAS": {ratio: revenue / nullif(spend, 0), note: note::VARCHAR}
};

-- Whether all days of the period before are known.
CREATE OR REPLACE TEMP MACRO ads_compare(lag_days) AS (
  SELECT min(date)
  FROM ad_day
) <= first_day() - getvariable('days') - lag_days;

-- What each campaign cost and returned in the period and before it, and, with is_all, each currency. The days can be
-- earlier than those of the period.
CREATE OR REPLACE TEMP MACRO ad_totals(lag_days) AS TABLE
SELECT
  currency,
  campaign_id,
  grouping(campaign_id) = 1 AS is_all,
  coalesce(sum(spend) FILTER(in_period(date + lag_days)), 0) AS spend,
  coalesce(sum(outbound) FILTER(in_period(date + lag_days)), 0)::BIGINT AS outbound,
  coalesce(sum(checkouts) FILTER(in_period(date + lag_days)), 0)::BIGINT AS checkouts,
  coalesce(sum(revenue) FILTER(in_period(date + lag_days)), 0) AS revenue,
  coalesce(sum(spend) FILTER(in_period_before(date + lag_days)), 0) AS spend_before,
  coalesce(sum(outbound) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS outbound_before,
  coalesce(sum(checkouts) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS checkouts_before,
  coalesce(sum(revenue) FILTER(in_period_before(date + lag_days)), 0) AS revenue_before
FROM ad_day
GROUP BY GROUPING SETS ((currency, campaign_id), (currency));

-- What holds back an ad, an ad group, or a campaign; NULL: nothing.
CREATE OR REPLACE TEMP MACRO held_by(what, status, summary) AS what || ' is ' || lower(
  nullif(if(status = 'ACTIVE' AND summary = 'COMPLETED', summary, status), 'ACTIVE')
);

-- Each ad with all that holds it back: its own status, its review, its ad group, and its campaign.
CREATE OR REPLACE TEMP VIEW ad_state AS
SELECT
  a.id,
  coalesce(a.name, 'an ad of ' || c.name, a.id) AS ad,
  g.name AS ad_group,
  c.name AS campaign,
  a.ad_group_id,
  a.campaign_id,
  c.objective_type,
  if(
    g.budget_type = 'DAILY'
    AND c.is_campaign_budget_optimization IS NOT TRUE,
    g.budget_in_micro_currency / 1e6,
    NULL
  ) AS group_budget,
  -- Where ad groups have lifetime budgets, the daily one of the campaign isn't what limits them.
  if(
    g.budget_type = 'LIFETIME'
    AND c.is_campaign_budget_optimization IS NOT TRUE,
    NULL,
    nullif(c.daily_spend_cap, 0) / 1e6
  ) AS campaign_budget,
  nullif(
    concat_ws(
      ' and ',
      held_by('it', a.status, NULL),
      CASE a.review_status WHEN 'REJECTED' THEN 'it was rejected' WHEN 'PENDING' THEN 'it is in review' END,
      held_by('its ad group', g.status, g.summary_status),
      held_by('its campaign', c.status, c.summary_status)
    ),
    ''
  ) AS held,
  a.pin_id
FROM ads a LEFT JOIN ad_groups g ON g.id = a.ad_group_id LEFT JOIN campaigns c ON c.id = a.campaign_id;

CREATE OR REPLACE TEMP MACRO sold_at(n, spend, currency) AS
  if(n = 0, 'none', format('{:,} at {}', n, money(spend / n, currency)));

CREATE OR REPLACE TEMP MACRO sold_for(n, spend, currency) AS if(
  spend = 0,
  'no spend',
  format('{} for {}', if(n = 0, 'none', format('{:,}', n)), money(spend, currency))
);

-- What the ads of a currency cost per event, such as a click, without each one: all of them or, where they are alike,
-- those of its kind, which have spend in both periods, only now, or only before. An ad turns the cost if, without it,
-- it moved the other way, or by a third or less, and by a fifth otherwise. The days can be earlier than those of the
-- period.
CREATE OR REPLACE TEMP MACRO without_one_ad(events, lag_days, alike := FALSE) AS TABLE
WITH
  part AS (
    SELECT
      PIN_PROMOTION_ID AS id,
      coalesce(currency, 'Unknown currency') AS currency,
      coalesce(sum(events) FILTER(in_period(DATE + lag_days)), 0)::BIGINT AS n,
      coalesce(sum(events) FILTER(in_period_before(DATE + lag_days)), 0)::BIGINT AS n_before,
      coalesce(sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(in_period(DATE + lag_days)), 0) AS value,
      coalesce(sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(in_period_before(DATE + lag_days)), 0) AS value_before,
      max(DATE) FILTER(SPEND_IN_MICRO_DOLLAR > 0) AS last_date
    FROM pin_promotion_report
    GROUP BY ALL
  ),
  rest AS (
    SELECT
      *,
      if(value > 0, if(value_before > 0, 'both', 'now'), 'before') AS kind,
      sum(n) OVER everything - n AS rest_n,
      sum(n_before) OVER everything - n_before AS rest_n_before,
      nullif(sum(value) OVER everything - value, 0) AS rest,
      nullif(sum(value_before) OVER everything - value_before, 0) AS rest_before,
      ratio_change(rest_before + value_before, rest_n_before + n_before, rest + value, rest_n + n) AS change,
      ratio_change(rest_before, rest_n_before, rest, rest_n) AS change_without,
      (rest + value) / (rest_n + n) > (rest_before + value_before) / (rest_n_before + n_before) AS rose,
      rest / nullif(rest_n, 0) > rest_before / nullif(rest_n_before, 0) AS rose_without,
      if(rose = rose_without, change - change_without, change + change_without) AS turned_by,
    FROM part
    WHERE value + value_before > 0
    WINDOW everything AS (PARTITION BY currency, if(alike, kind, NULL))
  )
SELECT
  r.*,
  format('“{}”', coalesce(ad, r.id)) AS name,
  if(
    last_date < getvariable('last_day') - 2,
    strftime(last_date, '; it has spent nothing since %b %-d') || coalesce(': ' || held, ''),
    ''
  ) AS stopped,
  turned_by >= 0.2
  AND (rose <> rose_without OR change_without <= change / 3) AS turns
FROM rest r LEFT JOIN ad_state a ON a.id = r.id;

-- What weeks of ads still gained after an age in days, in conversions of all kinds: settled ones that were read at it.
CREATE OR REPLACE TEMP VIEW week_growth AS
SELECT w.read_on - (w.week + 6) AS age, sum(f.conversions) / sum(w.conversions) - 1 AS gain
FROM
  _sync.ad_weeks w
  JOIN (
    SELECT currency, date_trunc('week', date)::DATE AS week, sum(conversions) AS conversions
    FROM ad_day
    GROUP BY ALL
  ) f USING (currency, week)
WHERE w.week + 6 <= getvariable('settled')
GROUP BY age
HAVING sum(w.conversions) >= 100;
