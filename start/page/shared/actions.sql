-- What things to do share: the Pins and the ads that one can act on.
-- Own Pins on public boards, with the page that they lead to, and more days of the headline's metric.
CREATE OR REPLACE TEMP TABLE public_pin AS
WITH
  more AS (
    SELECT
      c.id,
      -- Unknown if days of that period are.
      if(
        (SELECT min(date) FROM pin_day) <= first_day() - 2 * getvariable('days'),
        coalesce(sum(n[field]) FILTER(in_period_before(date + getvariable('days')::INTEGER)), 0)::BIGINT,
        NULL
      ) AS before_that,
      coalesce(sum(n[field]) FILTER(in_period(date) AND date > getvariable('last_day') - 7), 0)::BIGINT AS last_week,
      max(date) FILTER(date < first_day() AND n['IMPRESSION'] >= seen_earlier / getvariable('days') / 5) AS last_shown
    FROM pin_day d JOIN pin_change c ON c.id = d.pin_id, headline
    GROUP BY c.id
  )
SELECT
  c.*,
  more.* EXCLUDE (id),
  b.name AS board,
  nullif(regexp_extract(link, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  page IS NOT NULL
  AND NOT has_stopped AS leads_on
FROM pin_change c JOIN more USING (id) JOIN boards b ON b.id = c.board_id
WHERE c.is_own AND b.privacy = 'PUBLIC' AND b.is_ads_only IS NOT TRUE;

-- Such Pins as a thing to do. In what is said, n is their number, and places their boards.
CREATE OR REPLACE TEMP MACRO pins_to_do(is_chosen, task, number, said, weight) AS TABLE
WITH
  chosen AS (
    SELECT
      *,
      count(*) OVER () AS n,
      (sum(now) OVER ())::BIGINT AS all_now,
      (sum(earlier) OVER ())::BIGINT AS all_earlier,
      (sum(before_that) OVER ())::BIGINT AS all_before_that,
      (sum(last_week) OVER ())::BIGINT AS all_last_week,
      named(max_by(title_of(title, id, TRUE), abs(difference)) OVER (), n) AS names,
      named(max_by(board, abs(difference)) OVER (), len(list_distinct(list(board) OVER ()))) AS places,
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
  before_that AS "28 days before that",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  weight AS _weight,
  task || names AS _title,
  number AS _number,
  said AS _text,
  look AS _pin
FROM chosen
ORDER BY abs(difference) DESC, id;

-- Ads that are to sell, of 120 days, twice each: on settled days, and on all complete ones so far. The others are those
-- of the same ad account, on the same days, that nothing holds back. An ad runs if nothing holds it back, and it spent
-- on the newest complete days. The share is that of the spend in its currency: in the period, and of 120 days.
CREATE OR REPLACE TEMP TABLE selling_ad AS
WITH
  day AS (
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
    WHERE DATE > getvariable('today') - 120
  ),
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
    FROM day
    GROUP BY ALL
  ),
  shared AS (
    SELECT
      *,
      spend_now / sum(spend_now) OVER (PARTITION BY currency) AS share,
      spend_ever / sum(spend_ever) OVER (PARTITION BY currency) AS share_of_all
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
    QUALIFY objective_type IN ('WEB_CONVERSION', 'CATALOG_SALES', 'SHOPPING')
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
      JOIN day d ON d.id = o.id
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
  bool_or(is_settled AND sold = 0 AND other_checkouts >= 10 AND spend / other_price >= usual_enough()) OVER (
    PARTITION BY id
  ) AS has_no_return
FROM span JOIN compared USING (id, is_settled) LEFT JOIN (SELECT id AS pin_id, look FROM pin) USING (pin_id);

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
FROM selling_ad
WHERE stands_out
ORDER BY weight DESC, id;
