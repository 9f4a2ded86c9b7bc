-- What things to do share: the Pins and the ads that one can act on.
-- Own Pins on public boards, with the page that they lead to.
CREATE OR REPLACE TEMP TABLE public_pin AS
SELECT
  c.*,
  b.name AS board,
  nullif(regexp_extract(link, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  page IS NOT NULL
  AND NOT has_stopped AS leads_on
FROM pin_change c JOIN boards b ON b.id = c.board_id
WHERE c.is_own AND b.privacy = 'PUBLIC' AND b.is_ads_only IS NOT TRUE;

-- Such Pins as a thing to do, the largest first. In what is said, n is their number, and places their boards.
CREATE OR REPLACE TEMP MACRO pins_to_do(is_chosen, size, task, number, said, weight) AS TABLE
WITH
  chosen AS (
    SELECT
      *,
      count(*) OVER () AS n,
      (sum(now) OVER ())::BIGINT AS all_now,
      (sum(earlier) OVER ())::BIGINT AS all_earlier,
      named(max_by(title_of(title, id, TRUE), size) OVER (), n) AS names,
      named(max_by(board, size) OVER (), len(list_distinct(list(board) OVER ()))) AS places,
      (SELECT lower(metric) FROM headline) AS metric,
      (SELECT value FROM headline) AS all_pins
    FROM public_pin
    WHERE is_chosen
  )
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  board AS "Board",
  page AS "Leads to",
  now AS "Now",
  earlier AS "28 days before",
  clicks_now AS "Pin clicks now",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  weight AS _weight,
  task || names AS _title,
  number AS _number,
  said AS _text,
  look AS _pin
FROM chosen
ORDER BY size DESC, id;

-- Ads that are to sell, or sold and stopped, of 120 days, twice each: on settled days, and on all complete ones so far.
-- The others are those of the same ad account, on the same days, that nothing holds back. An ad runs if nothing holds
-- it back, and it spent on the newest complete days. The shares are those in its currency: of the spend in the period,
-- and of spend and settled checkouts in 120 days.
CREATE OR REPLACE TEMP TABLE sales_day AS
SELECT
  PIN_PROMOTION_ID AS id,
  coalesce(currency, 'Unknown currency') AS currency,
  AD_ACCOUNT_ID AS account,
  DATE AS date,
  SPEND_IN_MICRO_DOLLAR / 1e6 AS spend,
  TOTAL_CHECKOUT AS checkouts,
  TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6 AS revenue,
  TOTAL_CLICK_ADD_TO_CART AS carts,
  OUTBOUND_CLICK_1 AS outbound
FROM pin_promotion_report
WHERE DATE > getvariable('today') - 120;

CREATE OR REPLACE TEMP TABLE selling_ad AS
WITH
  ad_sum AS (
    SELECT
      id,
      currency,
      account,
      coalesce(sum(checkouts), 0) AS sold,
      coalesce(sum(checkouts) FILTER(date <= getvariable('settled')), 0) AS sold_settled,
      coalesce(sum(spend) FILTER(in_period(date)), 0) AS spend_now,
      sum(spend) AS spend_ever,
      coalesce(sum(spend) FILTER(date <= getvariable('settled')), 0) AS spend_settled,
      coalesce(sum(spend) FILTER(date BETWEEN getvariable('last_day') - 6 AND getvariable('last_day')), 0) / 7 AS daily,
      min(date) AS first_date,
      max(date) FILTER(spend > 0) AS last_date
    FROM sales_day
    GROUP BY ALL
  ),
  shared AS (
    SELECT
      *,
      spend_now / sum(spend_now) OVER (PARTITION BY currency) AS share,
      spend_ever / sum(spend_ever) OVER (PARTITION BY currency) AS share_of_all,
      (sum(sold_settled) OVER (PARTITION BY currency))::BIGINT AS all_sold
    FROM ad_sum
  ),
  span AS (
    SELECT
      *,
      held IS NULL
      AND last_date >= getvariable('last_day') - 2 AS is_running,
      sum(daily) OVER (PARTITION BY ad_group_id, is_settled) AS group_daily,
      sum(daily) OVER (PARTITION BY campaign_id, is_settled) AS campaign_daily,
      if(is_settled, getvariable('settled'), getvariable('last_day')) AS until
    FROM shared JOIN ad_state USING (id), (SELECT unnest([TRUE, FALSE]) AS is_settled)
    QUALIFY objective_type IN ('WEB_CONVERSION', 'CATALOG_SALES', 'SHOPPING') OR sold_settled >= 10 AND NOT is_running
  ),
  compared AS (
    SELECT
      s.id,
      s.is_settled,
      coalesce(sum(d.spend) FILTER(d.id = s.id), 0) AS spend,
      coalesce(sum(d.checkouts) FILTER(d.id = s.id), 0)::BIGINT AS checkouts,
      coalesce(sum(d.revenue) FILTER(d.id = s.id), 0) AS revenue,
      coalesce(sum(d.carts) FILTER(d.id = s.id), 0)::BIGINT AS carts,
      coalesce(sum(d.outbound) FILTER(d.id = s.id), 0)::BIGINT AS outbound,
      coalesce(sum(d.spend) FILTER(d.id <> s.id), 0) AS other_spend,
      coalesce(sum(d.checkouts) FILTER(d.id <> s.id), 0)::BIGINT AS other_checkouts,
      coalesce(sum(d.revenue) FILTER(d.id <> s.id), 0) AS other_revenue
    FROM
      span s
      JOIN span o ON o.account = s.account
      AND o.is_settled = s.is_settled
      AND (o.id = s.id OR o.held IS NULL)
      JOIN sales_day d ON d.id = o.id
      AND d.date BETWEEN s.first_date AND s.until
    GROUP BY ALL
  )
SELECT
  *,
  spend / nullif(checkouts, 0) AS price,
  other_spend / nullif(other_checkouts, 0) AS other_price,
  format(
    '{} for {}{}',
    plural(checkouts, 'checkout'),
    money(spend, currency),
    concat(format(', ROAS {:.2f}', nullif(revenue, 0) / spend))
  ) AS said,
  format(
    'n the same days, the other active sales ads of the ad account had {} for {}',
    if(other_checkouts = 0, 'none', format('{:,}', other_checkouts)),
    money(other_spend, currency)
  ) || CASE
    WHEN other_checkouts = 0 THEN ''
    WHEN other_revenue = 0 THEN format(', {} each', money(other_price, currency))
    ELSE format(', {} each, ROAS {:.2f}', money(other_price, currency), other_revenue / other_spend)
  END AS others_said,
  greatest(group_daily / group_budget, campaign_daily / campaign_budget) AS used,
  max(spend) FILTER(NOT is_settled) OVER own AS spend_so_far,
  max(checkouts) FILTER(NOT is_settled) OVER own AS sold_so_far,
  -- What its price would have brought since the settled days: of it, it had less than half.
  (spend_so_far - spend) / nullif(price, 0) AS usual_since,
  usual_since >= usual_enough()
  AND sold_so_far - checkouts < usual_since / 2 AS is_poor_since,
  bool_or(
    is_settled
    AND sold = 0
    AND other_checkouts >= 10
    AND spend / other_price >= usual_enough()
  ) OVER own AS has_no_return
FROM span JOIN compared USING (id, is_settled) LEFT JOIN (SELECT id AS pin_id, look FROM pin) USING (pin_id)
WINDOW own AS (PARTITION BY id);

-- Of each ad the one in its ad group that takes its money: it runs, had half of its spend or more on the days of both,
-- so far, and sold for twice its price or more, by more than chance. Bid, budget, and audience are those of both.
CREATE OR REPLACE TEMP TABLE sibling AS
SELECT
  better.id,
  any_value(worse.ad) AS sibling,
  any_value(worse.share) AS sibling_share,
  greatest(any_value(better.first_date), any_value(worse.first_date)) AS since,
  sum(d.spend) FILTER(d.id = better.id) AS own_spend,
  coalesce(sum(d.checkouts) FILTER(d.id = better.id), 0)::BIGINT AS own_sold,
  sum(d.spend) FILTER(d.id = worse.id) AS sibling_spend,
  coalesce(sum(d.checkouts) FILTER(d.id = worse.id), 0)::BIGINT AS sibling_sold
FROM
  selling_ad better
  JOIN selling_ad worse ON worse.ad_group_id = better.ad_group_id
  AND worse.id <> better.id
  JOIN sales_day d ON d.id IN (better.id, worse.id)
  AND d.date BETWEEN greatest(better.first_date, worse.first_date) AND better.until
WHERE NOT better.is_settled AND NOT worse.is_settled AND worse.is_running
GROUP BY better.id, worse.id
HAVING
  sibling_spend >= own_spend / 2
  AND sibling_sold / sibling_spend <= own_sold / own_spend / 2
  AND rate_moved(sibling_sold, sibling_spend, own_sold, own_spend)
QUALIFY row_number() OVER (PARTITION BY better.id ORDER BY sibling_spend DESC, worse.id) = 1;

-- Such ads as a thing to do.
CREATE OR REPLACE TEMP MACRO selling_ads(stands_out, title, number, text, weight) AS TABLE
SELECT
  {text: ad, note: campaign} AS "Ad",
  coalesce(held, 'active') AS "Status",
  day_range(first_date, until) AS "Days",
  {amount: spend, currency: currency} AS "Spend",
  outbound AS "Outbound clicks",
  checkouts AS "Checkouts",
  {amount: price, currency: currency} AS "Cost per checkout",
  {ratio: revenue / nullif(spend, 0)} AS "ROAS",
  {amount: other_spend, currency: currency} AS "Spend of the others",
  other_checkouts AS "Their checkouts",
  {amount: other_price, currency: currency} AS "Their cost per checkout",
  weight AS _weight,
  'ads' AS _topic,
  title AS _title,
  number AS _number,
  text AS _text,
  look AS _pin
FROM selling_ad LEFT JOIN sibling USING (id)
WHERE stands_out
ORDER BY weight DESC, id;
