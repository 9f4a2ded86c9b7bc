-- What the parts of the page share. What many of them read from JSON is a table, so that it is read once.
CREATE OR REPLACE TEMP TABLE metric_day AS
SELECT date, place, field, words(field) || 's' AS metric, count_in(metrics, field) AS n
FROM user_account_analytics, unnest(['OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'IMPRESSION', 'ENGAGEMENT'])
WITH
  ORDINALITY AS u(field, place)
WHERE data_status = 'READY';

-- The period, and the one before it if every day of both is known.
CREATE OR REPLACE TEMP VIEW total AS
SELECT
  place,
  metric,
  field,
  min(date) FILTER(in_period(date)) AS first_date,
  (sum(n) FILTER(in_period(date)))::BIGINT AS value,
  list(n ORDER BY date) FILTER(in_period(date)) AS line,
  count(n) FILTER(in_period(date)) = getvariable('days')
  AND count(n) FILTER(in_period_before(date)) = getvariable('days') AS is_known,
  if(is_known, list(n ORDER BY date) FILTER(in_period_before(date)), NULL) AS line_before,
  if(is_known, (sum(n) FILTER(in_period_before(date)))::BIGINT, NULL) AS earlier
FROM metric_day
GROUP BY place, metric, field
HAVING value IS NOT NULL;

-- The metric of the headline: the first one with support; visits to the website come first.
CREATE OR REPLACE TEMP VIEW headline AS
SELECT
  *,
  coalesce(value - earlier, 0) AS difference,
  if(difference < 0, 'fall', 'rise') AS direction,
  has_support(earlier, value) AS is_comparable,
  is_swing(line_before, line) AS swings,
  swings
  OR is_level(earlier, value) AS is_steady
FROM total
WHERE metric <> 'Engagements'
ORDER BY is_comparable DESC, value > 0 DESC, place
LIMIT 1;

-- A change like that of the period before is a trend, not an event of this period. It is clear if the two changes
-- together are more than the swing of the days.
CREATE OR REPLACE TEMP VIEW trend AS
SELECT
  sum(n)::BIGINT AS before,
  NOT is_swing(list(n ORDER BY date), line) AS is_clear,
  format(
    ' In those {} days, they had {} {:.0f}%, too, from {:,}{}.',
    getvariable('days'),
    if(earlier > before, 'risen', 'fallen'),
    abs(100 * (earlier / before - 1)),
    before,
    if(is_clear, format(': over both, {} is more than that swing', percent_change(value, before)), '')
  ) AS text
FROM metric_day JOIN headline USING (metric)
WHERE in_period_before(date + getvariable('days')::INTEGER)
GROUP BY earlier, value, line
HAVING
  count(n) = getvariable('days')
  AND has_support(before, earlier)
  AND NOT is_level(before, earlier)
  AND NOT is_level(earlier, value)
  AND sign(earlier - before) = sign(value - earlier);

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

-- Pinterest counts the clicks of 90 days and all likes when the Pin is read. A metric that it doesn't name is unknown.
-- The first name is that of live responses, and the second one that of its document.
CREATE OR REPLACE TEMP TABLE pin AS
SELECT
  *,
  coalesce(count_in(lifetime, 'reaction'), count_in(lifetime, 'total_reactions')) AS likes,
  coalesce(count_in(recent, 'outbound_click'), count_in(recent, 'clickthrough')) AS outbound,
  count_in(recent, 'pin_click') AS clicks,
  count_in(recent, 'impression') AS impressions,
  is_owner IS DISTINCT FROM FALSE AS is_own,
  {id: id, color: dominant_color, picture: picture_of(media)} AS look
FROM (SELECT *, pin_metrics -> '90d' AS recent, pin_metrics -> 'lifetime_metrics' AS lifetime FROM pins);

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

-- The headline's metric of each own Pin in both periods, if the days of Pins are known for both. Those that are gone
-- have days until then.
CREATE OR REPLACE TEMP VIEW pin_change AS
WITH
  day AS (
    SELECT pin_id, date, n[(SELECT field FROM headline)] AS n, n['IMPRESSION'] AS seen, n['PIN_CLICK'] AS clicks
    FROM pin_day
    WHERE in_period(date) OR in_period_before(date)
  ),
  known AS (
    SELECT 1
    FROM day
    HAVING min(date) <= first_day() - getvariable('days') AND max(date) >= getvariable('last_day')
  ),
  counts AS (
    SELECT
      pin_id,
      coalesce(sum(n) FILTER(in_period(date)), 0)::BIGINT AS now,
      coalesce(sum(n) FILTER(in_period_before(date)), 0)::BIGINT AS earlier,
      coalesce(sum(seen) FILTER(in_period(date)), 0)::BIGINT AS seen,
      coalesce(sum(seen) FILTER(in_period_before(date)), 0)::BIGINT AS seen_earlier,
      coalesce(sum(clicks) FILTER(in_period(date)), 0)::BIGINT AS clicks_now,
      coalesce(sum(clicks) FILTER(in_period_before(date)), 0)::BIGINT AS clicks_earlier
    FROM day
    GROUP BY pin_id
  )
SELECT
  p.* EXCLUDE (id),
  c.*,
  pin_id AS id,
  p.id IS NULL AS is_gone,
  if(is_gone, 'a Pin that is no longer in the account', format('“{}”', title_of(title, pin_id, TRUE))) AS name,
  now - earlier AS difference,
  -- What was seen, and no longer is, hasn't faded: it is secret, deleted, or limited.
  NOT is_gone
  AND seen_earlier >= 100
  AND seen <= 0.05 * seen_earlier AS has_stopped,
  CASE WHEN p.created_at::DATE >= first_day() THEN 1 WHEN now > earlier THEN 2 WHEN now < earlier THEN 3 END AS kind,
  format('{} ({})', name, if(kind = 1, format('new, {:,}', now), format('{:,} to {:,}', earlier, now))) AS said
FROM counts c LEFT JOIN pin p ON p.id = pin_id, known;

-- The change of the own Pins. The count of a new Pin is not growth, so new, risen, and fallen ones are apart. Where ups
-- and downs are both larger than the change of all, no Pin makes it.
CREATE OR REPLACE TEMP VIEW pin_sums AS
SELECT
  sum(difference)::BIGINT AS n,
  coalesce(sum(difference) FILTER(kind = 1), 0) AS created,
  coalesce(sum(difference) FILTER(kind = 2), 0) AS risen,
  coalesce(sum(difference) FILTER(kind = 3), 0) AS fallen,
  least(created + risen, - fallen) > abs((SELECT difference FROM headline)) AS is_churn,
  format('new {}, risen {}, fallen {}', signed(created), signed(risen), signed(fallen)) AS said,
  list(said ORDER BY abs(difference) DESC, id) FILTER(is_large(earlier, now)) AS large,
  array_to_string(large[:2], ' and ') AS largest
FROM pin_change
HAVING count(*) >= 5;

-- Pins with a large change: a fifth of that of the account or, if it is steady, a tenth of the account.
CREATE OR REPLACE TEMP VIEW mover AS
SELECT p.*
FROM pin_change p, headline h
WHERE
  h.is_comparable
  AND is_large(p.earlier, p.now)
  AND abs(p.difference) >= if(h.is_steady, 0.1 * h.earlier, 0.2 * abs(h.difference));

-- How each week of the account, and of such Pins, differs from the one before.
CREATE OR REPLACE TEMP VIEW week_change AS
WITH
  day AS (
    SELECT date, n, 0 AS own
    FROM metric_day JOIN (SELECT metric FROM headline) USING (metric)
    UNION ALL
    SELECT pin_day.date, 0, pin_day.n[(SELECT field FROM headline)]
    FROM pin_day JOIN mover ON pin_day.pin_id = id AND sign(difference) = sign((SELECT difference FROM headline))
  )
SELECT
  ((getvariable('last_day') - date) % getvariable('days')) // 7 AS week,
  sum(if(in_period(date), n, - n)) AS n,
  sum(if(in_period(date), own, - own)) AS own
FROM day
WHERE in_period(date) OR in_period_before(date)
GROUP BY week;

-- The Pins that make the change: at most three, in an account without churn, that moved in the weeks in which it did.
CREATE OR REPLACE TEMP VIEW maker AS
SELECT m.*
FROM mover m, headline h, pin_sums
WHERE
  h.is_steady
  OR sign(m.difference) = sign(h.difference)
  AND NOT is_churn
  AND (SELECT moved_along(n, own) FROM (SELECT list(n) AS n, list(own) AS own FROM week_change))
ORDER BY abs(m.difference) DESC, id
LIMIT 3;

-- Old Pins that turned within 28 days, as a thing to do.
CREATE OR REPLACE TEMP MACRO turned_pins(has_turned, task, noun, advice) AS TABLE
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  now AS "Now",
  earlier AS "28 days before",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  sum(abs(difference)) OVER () / (SELECT value FROM headline) AS _weight,
  task || named(max_by(title_of(title, id, TRUE), abs(difference)) OVER (), count(*) OVER ()) AS _title,
  signed(sum(difference) OVER ()) AS _number,
  format(
    ' {} in 28 days: {}from {:,} to {:,}. {}',
    (SELECT lower(metric) FROM headline),
    if(count(*) OVER () = 1, '', plural(count(*) OVER (), noun) || ' together, '),
    (sum(earlier) OVER ())::BIGINT,
    (sum(now) OVER ())::BIGINT,
    advice
  ) AS _text,
  look AS _pin
FROM pin_change
WHERE has_turned
ORDER BY abs(difference) DESC, id;

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
  coalesce(a.name, 'Ad ' || a.id) AS ad,
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
  nullif(c.daily_spend_cap, 0) / 1e6 AS campaign_budget,
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
  p.look
FROM
  ads a
  LEFT JOIN ad_groups g ON g.id = a.ad_group_id
  LEFT JOIN campaigns c ON c.id = a.campaign_id
  LEFT JOIN pin p ON p.id = a.pin_id;

-- Ads that are to sell, of 120 days: the checkouts of settled days, and the price of a checkout of the other ones of
-- the ad account. An ad runs if nothing holds it back, and it spent on the newest complete days.
CREATE OR REPLACE TEMP VIEW selling_ad AS
WITH
  ad_sum AS (
    SELECT
      PIN_PROMOTION_ID AS id,
      coalesce(currency, 'Unknown currency') AS currency,
      AD_ACCOUNT_ID AS account,
      coalesce(sum(SPEND_IN_MICRO_DOLLAR / 1e6) FILTER(DATE <= getvariable('settled')), 0) AS spend,
      coalesce(sum(TOTAL_CHECKOUT) FILTER(DATE <= getvariable('settled')), 0)::BIGINT AS checkouts,
      sum(SPEND_IN_MICRO_DOLLAR / 1e6) AS spent,
      coalesce(sum(TOTAL_CHECKOUT), 0)::BIGINT AS sold,
      coalesce(sum(TOTAL_CLICK_ADD_TO_CART), 0)::BIGINT AS carts,
      coalesce(sum(OUTBOUND_CLICK_1) FILTER(in_period(DATE)), 0)::BIGINT AS outbound,
      coalesce(
        sum(SPEND_IN_MICRO_DOLLAR / 7e6) FILTER(DATE BETWEEN getvariable('last_day') - 6 AND getvariable('last_day')),
        0
      ) AS daily,
      min(DATE) AS first_date,
      max(DATE) FILTER(SPEND_IN_MICRO_DOLLAR > 0) AS last_date
    FROM pin_promotion_report
    WHERE DATE > getvariable('today') - 120
    GROUP BY ALL
  ),
  known AS (
    SELECT
      * EXCLUDE (a.id),
      sum(outbound) OVER () AS all_outbound,
      sum(daily) OVER (PARTITION BY ad_group_id) AS group_daily,
      sum(daily) OVER (PARTITION BY campaign_id) AS campaign_daily,
      min(first_date) OVER () AS since
    FROM ad_sum s JOIN ad_state a ON a.id = s.id
  )
SELECT
  *,
  spend / nullif(checkouts, 0) AS price,
  sum(spend) OVER account - spend AS other_spend,
  sum(checkouts) OVER account - checkouts AS other_checkouts,
  if(other_checkouts >= 10, other_spend / other_checkouts, NULL) AS other_price,
  format(
    'the other sales ads of the ad account paid {} ({})',
    money(other_price, currency),
    day_range(since, getvariable('settled'))
  ) AS others_paid,
  spend / other_price AS usual,
  sum(spend) OVER (PARTITION BY currency) AS spend_in_currency,
  sum(checkouts) OVER (PARTITION BY currency) AS checkouts_in_currency,
  greatest(group_daily / group_budget, campaign_daily / campaign_budget) AS used,
  held IS NULL
  AND last_date >= getvariable('last_day') - 2 AS is_running
FROM known
WHERE objective_type IN ('WEB_CONVERSION', 'CATALOG_SALES', 'SHOPPING')
WINDOW account AS (PARTITION BY account, currency);

-- Ads that stand out, as a thing to do.
CREATE OR REPLACE TEMP MACRO selling_ads(stands_out, title, number, said, weight) AS TABLE
SELECT
  {text: ad, note: campaign} AS "Ad",
  coalesce(held, 'active') AS "Status",
  {amount: spent, currency: currency} AS "Spend",
  {amount: spend, currency: currency} AS "On settled days",
  checkouts AS "Checkouts",
  {amount: price, currency: currency} AS "Cost per checkout",
  {amount: other_price, currency: currency} AS "Of the others",
  weight AS _weight,
  title AS _title,
  number AS _number,
  said AS _text,
  look AS _pin
FROM selling_ad
WHERE stands_out
ORDER BY weight DESC, id;

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
