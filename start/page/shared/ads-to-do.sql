-- What things to do share: the ads that one can act on. Their days are those of 120 days that Pinterest no longer
-- changes, with what they sold so far.
CREATE OR REPLACE TEMP TABLE sales_day AS
FROM single_ad_day
WHERE in_last(date, 120);

-- Since which day they are known.
CREATE OR REPLACE TEMP MACRO since_when() AS (SELECT strftime(min(date), 'since %b %-d so far') FROM sales_day);

-- The budget or cap of each ad that is used most, that of its ad group or its campaign: per day, by the most of a day
-- in the ad’s last 28, or of its life, in all days read. One of a life that is below what was spent is apart: it was
-- lowered, or isn't what holds.
CREATE OR REPLACE TEMP TABLE ad_limit AS
WITH
  day AS (
    SELECT owner, currency, date, sum(spend) AS spend
    FROM single_ad_day JOIN ad_state USING (id), unnest([ad_group_id, campaign_id]) AS u(owner)
    GROUP BY ALL
  ),
  last AS (
    SELECT id, max(date) AS last_date
    FROM single_ad_day
    WHERE spend > 0 AND date <= getvariable('last_day')
    GROUP BY id
  ),
  spent AS (
    SELECT
      id,
      owner,
      currency,
      max(spend) FILTER(date BETWEEN last_date - 27 AND last_date) AS most,
      sum(spend) AS total
    FROM ads JOIN last USING (id) JOIN day ON owner IN (ad_group_id, campaign_id)
    GROUP BY ALL
  ),
  budget AS (
    SELECT
      g.id AS owner,
      'Its ad group' AS what,
      lower(budget_type) || ' budget' AS name,
      budget_type = 'DAILY' AS is_daily,
      budget_in_micro_currency / 1e6 AS amount
    FROM ad_groups g JOIN campaigns c ON c.id = g.campaign_id
    WHERE budget_type IN ('DAILY', 'LIFETIME') AND c.is_campaign_budget_optimization IS NOT TRUE
    UNION ALL
    SELECT id, 'Its campaign', 'daily cap', TRUE, daily_spend_cap / 1e6
    FROM campaigns
    UNION ALL
    SELECT id, 'Its campaign', 'lifetime cap', FALSE, lifetime_spend_cap / 1e6
    FROM campaigns
  ),
  used AS (
    SELECT
      id,
      if(is_daily, most, total) / amount AS used,
      NOT is_daily
      AND total > 1.05 * amount AS is_passed,
      format(
        CASE
          WHEN is_daily THEN '{} spent at most {} of its {} of {} on a day of its last 28'
          WHEN is_passed THEN '{} spent {} in the days read, more than its {} of {}'
          ELSE '{} spent {} of its {} of {} in the days read'
        END,
        what,
        money(if(is_daily, most, total), currency),
        name,
        money(amount, currency)
      ) AS said
    FROM budget JOIN spent USING (owner)
    WHERE amount > 0
  )
SELECT
  id,
  max(used) FILTER(NOT is_passed) AS used,
  max_by(said, used) FILTER(NOT is_passed) AS used_said,
  max_by(said, used) FILTER(is_passed) AS passed_said
FROM used
GROUP BY id;

-- Such ads. One runs if nothing holds it back, and it spent on the newest days. The shares are those in its currency.
CREATE OR REPLACE TEMP TABLE sales_ad AS
WITH
  sums AS (
    SELECT
      id,
      currency,
      account,
      min(date) AS first_date,
      count(*) FILTER(spend > 0) AS days_run,
      sum(spend) AS spend,
      sum(spend) FILTER(in_last(date, 28)) AS spend_now,
      coalesce(sum(revenue) FILTER(in_last(date, 28)), 0) AS revenue_now,
      coalesce(sum(outbound) FILTER(in_last(date, 28)), 0)::BIGINT AS outbound_now,
      coalesce(sum(checkouts) FILTER(in_last(date, 28)), 0)::BIGINT AS checkouts_now,
      coalesce(sum(spend) FILTER(date <= getvariable('settled')), 0) AS spend_settled,
      sum(outbound)::BIGINT AS outbound,
      sum(checkouts)::BIGINT AS checkouts,
      sum(revenue) AS revenue
    FROM sales_day
    GROUP BY ALL
  ),
  -- Also on the days that Pinterest still changes.
  spent AS (SELECT id, min(date) AS began, max(date) AS last_date FROM single_ad_day WHERE spend > 0 GROUP BY id)
SELECT
  *,
  format('“{}”', short(ad)) AS short_name,
  held IS NULL
  AND last_date >= getvariable('last_day') - 2 AS is_running,
  revenue / nullif(spend, 0) AS roas,
  -- Even with more checkouts than chance makes of as many once in 40 times (Anscombe's form), and if what isn't settled
  -- still doubles.
  (sqrt(checkouts + 0.375) + 1) ** 2 * revenue / nullif(checkouts, 0) * (2 - spend_settled / spend) AS most_revenue,
  is_to_sell
  AND is_running
  AND outbound >= 100
  AND first_date <= getvariable('last_day') - 13
  AND coalesce(revenue > 0 AND most_revenue < 0.8 * spend, FALSE) AS is_losing,
  coalesce(spend_now / sum(spend_now) OVER (PARTITION BY currency), 0) AS share,
  spend / nullif(sum(spend) OVER (PARTITION BY currency), 0) AS share_spent,
  checkouts / sum(checkouts) OVER (PARTITION BY currency) AS share_sold,
  coalesce(revenue / nullif(sum(revenue) OVER (PARTITION BY currency), 0), share_sold) AS share_returned,
  {
    "Ad": {
      text: ad,
      note: concat(
        coalesce(held, 'active'),
        '; ',
        day_range(first_date, least(last_date, getvariable('last_day'))),
        '; ID ',
        id
      )
    },
    "Spend on its days": {amount: spend, currency: currency},
    "Sold": checkouts,
    "ROAS": {ratio: roas}
  } AS cells
FROM
  sums
  JOIN ad_state USING (id)
  LEFT JOIN spent USING (id)
  LEFT JOIN ad_limit USING (id)
  LEFT JOIN (SELECT id AS pin_id, look FROM pin) USING (pin_id);

-- Each ad beside the other sales ads of its ad account since its first day, and on the settled ones of these days:
-- whether it has no checkout, and whether some were usual at their price, so that chance makes none once in 20 times at
-- most.
CREATE OR REPLACE TEMP TABLE beside_others AS
SELECT
  a.id,
  any_value(a.spend_settled) AS settled,
  coalesce(sum(d.spend), 0) AS other_spend,
  coalesce(sum(d.checkouts), 0)::BIGINT AS other_sold,
  coalesce(sum(d.spend) FILTER(d.date <= getvariable('settled')), 0) AS other_settled,
  coalesce(sum(d.checkouts) FILTER(d.date <= getvariable('settled')), 0)::BIGINT AS sold_settled,
  any_value(
    a.is_to_sell
    AND a.is_running
    AND a.checkouts = 0
    AND a.outbound >= 100
    AND a.first_date <= getvariable('last_day') - 6
  ) AS has_no_checkout,
  settled / other_settled * sold_settled AS usual,
  has_no_checkout
  AND usual >= usual_enough()
  AND (other_settled / (other_settled + settled)) ** sold_settled <= 0.05 AS has_failed
FROM
  sales_ad a
  LEFT JOIN sales_ad o ON o.account = a.account
  AND o.currency = a.currency
  AND o.id <> a.id
  AND o.is_to_sell
  LEFT JOIN sales_day d ON d.id = o.id
  AND d.date >= a.first_date
GROUP BY a.id;

-- Of each ad, the one of its ad account that sells better on the days of both: for half the price or less, by two
-- standard errors, and with twice the ROAS if there is revenue, with at least ten checkouts, and with revenue that
-- covers its spend. At its price, the other one would have sold three or more. Of several the one that sold most.
CREATE OR REPLACE TEMP TABLE better_ad AS
SELECT
  worse.id,
  better.id AS better,
  greatest(any_value(better.first_date), any_value(worse.first_date)) AS since,
  sum(d.spend) FILTER(d.id = worse.id) AS worse_spend,
  sum(d.checkouts) FILTER(d.id = worse.id) AS worse_sold,
  sum(d.revenue) FILTER(d.id = worse.id) AS worse_revenue,
  sum(d.spend) FILTER(d.id = better.id) AS better_spend,
  sum(d.checkouts) FILTER(d.id = better.id) AS better_sold,
  count(*) FILTER(d.id = better.id AND d.spend > 0) AS better_days,
  sum(d.revenue) FILTER(d.id = better.id) AS better_revenue
FROM
  sales_ad better
  JOIN sales_ad worse ON worse.account = better.account
  AND worse.currency = better.currency
  AND worse.id <> better.id
  JOIN sales_day d ON d.id IN (better.id, worse.id)
  AND d.date >= greatest(better.first_date, worse.first_date)
WHERE
  better.is_to_sell
  AND better.is_running
  AND better.checkouts >= 10
  AND coalesce(worse.roas <= better.roas, TRUE)
  AND worse.is_to_sell
  AND worse.is_running
GROUP BY better.id, worse.id
HAVING
  (better_revenue = 0 OR better_revenue >= better_spend)
  AND better_sold / better_spend * worse_spend >= greatest(usual_enough(), 2 * worse_sold)
  AND (better_revenue = 0 OR better_revenue / better_spend >= 2 * worse_revenue / worse_spend)
  AND rate_moved(worse_sold, worse_spend, better_sold, better_spend, errors := 2)
QUALIFY row_number() OVER (PARTITION BY worse.id ORDER BY better_sold DESC, better.id) = 1;
