-- What the rows of recipes add up to. Above each query on the tables: the title of the recipe, and the sums over its rows that are the same.
CREATE TEMP MACRO sum_of(metrics, name) AS sum((metrics ->> name)::BIGINT);

CREATE TEMP MACRO money(micro) AS sum(micro) / 1e6;

CREATE TEMP MACRO is_settled(date) AS date < current_date - 32;

-- Followers by week | arg_max(followers, week), count(DISTINCT week) - count(net_change)
SELECT arg_max(follower_count, date), count(DISTINCT id)
FROM account_snapshots;

-- Engagement rate by board | arg_max(engagements, engagements), arg_max(engagement_pct, engagements)
SELECT max(n), arg_max(pct, n)
FROM
  (
    SELECT sum_of(metrics, 'SAVE') + sum_of(metrics, 'PIN_CLICK') AS n, 100 * n / sum_of(metrics, 'IMPRESSION') AS pct
    FROM pin_analytics JOIN pins ON pins.id = pin_id
    WHERE data_status = 'READY'
    GROUP BY board_id
  );

-- Top Pins by saves in 30 days | max(saves), count(*)
SELECT max(n), least(10, count(*))
FROM
  (
    SELECT sum_of(metrics, 'SAVE') AS n
    FROM pin_analytics
    WHERE data_status = 'READY' AND date > (SELECT max(date) FROM pin_analytics WHERE data_status = 'READY') - 30
    GROUP BY pin_id
  );

-- Likes per Pin, by month of creation | sum(pins), sum(measured), sum(likes), max(likes / measured - likes_per_pin) < 0.1
SELECT
  count(*),
  count((pin_metrics -> 'lifetime_metrics' ->> 'reaction')::BIGINT),
  sum((pin_metrics -> 'lifetime_metrics' ->> 'reaction')::BIGINT),
  TRUE
FROM pins;

-- Number of Pins over time | sum(new_pins), max(pins_so_far)
SELECT count(*), count(*)
FROM pins;

-- Spend and return by campaign | sum(spend), sum(spend * return_on_ad_spend), count(campaign)
SELECT money(spend_in_micro_dollar), money(total_checkout_value_in_micro_dollar), count(DISTINCT campaign_id)
FROM campaign_analytics_report
WHERE is_settled(date);

-- Spend month over month | sum(spend)
SELECT money(spend_in_micro_dollar)
FROM campaign_analytics_report
WHERE date < date_trunc('month', current_date);

-- Effect of attribution windows | sum(within_7_days), sum(within_30_days)
SELECT (SELECT sum(total_checkout) FROM custom_w7 WHERE is_settled(date)), sum(total_checkout)
FROM custom_w30
WHERE is_settled(date);

-- Completion of video ads | sum(starts), bool_and(1 >= reached_25_pct AND reached_25_pct >= reached_50_pct AND reached_75_pct >= reached_the_end)
SELECT sum(total_video_p0_combined), TRUE
FROM pin_promotion_report;

-- Spend by keyword | sum(spend), sum(paid_pin_clicks)
SELECT money(spend_in_micro_dollar), sum(clickthrough_1)
FROM keyword_report
WHERE keyword_id IN (SELECT id FROM keywords);

-- Spend by creative | sum(spend), sum(paid_pin_clicks), least(count(title), count(picture)) > count(*) / 2
SELECT money(spend_in_micro_dollar), sum(clickthrough_1), TRUE
FROM pin_promotion_report;

-- Account by week, with the change | sum(impressions), sum(saves), sum(outbound_clicks), sum(impressions * engagement_pct / 100)
SELECT sum(i), sum(s), sum(o), sum(e)
FROM
  (
    SELECT
      sum_of(metrics, 'IMPRESSION') AS i,
      sum_of(metrics, 'SAVE') AS s,
      sum_of(metrics, 'OUTBOUND_CLICK') AS o,
      sum_of(metrics, 'ENGAGEMENT') AS e
    FROM user_account_analytics
    WHERE data_status = 'READY'
    GROUP BY date_trunc('week', date)
    HAVING count(*) = 7
  );

-- Traffic by website | count(*), sum(outbound_clicks), sum(pins)
SELECT
  count(DISTINCT replace(split_part(link, '/', 3), 'www.', '')),
  sum_of(metrics, 'OUTBOUND_CLICK'),
  count(DISTINCT pin_id)
FROM pin_analytics JOIN pins ON pins.id = pin_id
WHERE data_status = 'READY' AND link IS NOT NULL;

-- Formats of organic Pins | sum(pins), sum(saves), sum(1000 * saves / saves_per_1000_impressions)
SELECT count(DISTINCT pin_id), sum_of(metrics, 'SAVE'), sum_of(metrics, 'IMPRESSION')
FROM pin_analytics
WHERE data_status = 'READY' AND pin_id IN (SELECT id FROM pins);

-- Cost by gender | sum(spend), sum(checkouts)
SELECT money(spend_in_micro_dollar), sum(total_checkout)
FROM campaign_targeting_report
WHERE targeting_type = 'GENDER' AND is_settled(date);

-- Cost per checkout by ad | sum(spend), sum(spend / cost_per_checkout), count(DISTINCT ad_id)
SELECT money(spend_in_micro_dollar), sum(total_checkout), count(DISTINCT pin_promotion_id)
FROM pin_promotion_report
WHERE is_settled(date);

-- Spend against the lifetime cap | sum(spent), sum(cap * pct_of_cap / 100)
SELECT money(spend_in_micro_dollar), money(spend_in_micro_dollar)
FROM campaign_analytics_report
WHERE campaign_id IN (SELECT id FROM campaigns WHERE lifetime_spend_cap > 0);

-- Promoted product groups | sum(spend), sum(checkouts), sum(spend * return_on_ad_spend)
SELECT money(spend_in_micro_dollar), sum(total_checkout), money(total_checkout_value_in_micro_dollar)
FROM product_group_report
WHERE is_settled(date) AND product_group_id IN (SELECT id FROM product_group_promotions);

-- Trends against your own Pins | count(*), sum(own_pins), max(latest_pin)::VARCHAR
SELECT (SELECT count(*) FROM trending_keywords WHERE trend_type = 'growing'), count(*), max(created_at)::DATE::VARCHAR
FROM trending_keywords JOIN pins ON contains(lower(concat_ws(' ', title, description)), lower(keyword))
WHERE trend_type = 'growing';

-- Reach and frequency | sum(people), sum(people * impressions_per_person)
SELECT sum(total_impression_user), sum(total_impression)
FROM custom_reach
WHERE total_impression_user > 0 AND date > current_date - 185;

-- Paid and organic of one Pin | sum(spend), sum(paid_impressions), count(organic_impressions) BETWEEN 1 AND count(*) - 1
SELECT money(spend_in_micro_dollar), sum(impression_1), TRUE
FROM pin_promotion_report JOIN ads ON ads.id = pin_promotion_id
WHERE
  date BETWEEN (SELECT min(date) FROM pin_analytics WHERE data_status = 'READY') AND (
    SELECT max(date)
    FROM pin_analytics
    WHERE data_status = 'READY'
  );

-- Spend and clicks by UTM parameter | sum(spend), sum(outbound_clicks), string_agg(DISTINCT utm_campaign ORDER BY utm_campaign)
SELECT money(spend_in_micro_dollar), sum(outbound_click_1), 'd%C3%A9co,spring'
FROM pin_promotion_report;

-- Phone against desktop | sum(impressions), sum(outbound_clicks), sum(outbound_click_pct * impressions / 100)
SELECT sum_of(metrics, 'IMPRESSION'), sum_of(metrics, 'OUTBOUND_CLICK'), sum_of(metrics, 'OUTBOUND_CLICK')
FROM user_account_analytics_split
WHERE split = 'APP_TYPE' AND data_status = 'READY';

-- Paid against organic | sum(paid_impressions), sum(organic_impressions)
SELECT sum(n) FILTER(value = 'PAID'), sum(n) FILTER(value = 'ORGANIC')
FROM
  (
    SELECT value, sum_of(metrics, 'IMPRESSION') AS n
    FROM user_account_analytics_split
    WHERE data_status = 'READY'
    GROUP BY value, date_trunc('week', date)
    HAVING count(*) = 7
  );

-- Deleted Pins | count(*), sum(impressions), sum(saves), max(last_day)::VARCHAR
SELECT count(DISTINCT pin_id), sum_of(metrics, 'IMPRESSION'), sum_of(metrics, 'SAVE'), max(date)::VARCHAR
FROM pin_analytics
WHERE data_status = 'READY' AND pin_id NOT IN (SELECT id FROM pins);
