-- What the parts about money share.
-- The campaigns that what is returned is judged by: those that are to sell, or sold; all of a currency, if none is.
CREATE OR REPLACE TEMP MACRO sells(objective) AS
  coalesce(objective IN ('WEB_CONVERSION', 'CATALOG_SALES', 'SHOPPING', 'SALES'), FALSE);

CREATE OR REPLACE TEMP TABLE campaign AS
SELECT
  *,
  sells(objective)
  OR sold > 0 AS is_to_sell,
  is_to_sell
  OR NOT bool_or(is_to_sell) OVER (PARTITION BY currency) AS counts
FROM
  (
    SELECT
      CAMPAIGN_ID AS id,
      coalesce(currency, 'Unknown currency') AS currency,
      coalesce(sum(TOTAL_CHECKOUT), 0) AS sold
    FROM campaign_analytics_report
    GROUP BY ALL
  )
  LEFT JOIN (SELECT id, objective_type AS objective FROM campaigns) USING (id);

CREATE OR REPLACE TEMP TABLE ad_day AS
SELECT
  coalesce(r.currency, 'Unknown currency') AS currency,
  DATE AS date,
  CAMPAIGN_ID AS campaign_id,
  counts,
  (SPEND_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS spend,
  TOTAL_CONVERSIONS AS conversions,
  OUTBOUND_CLICK_1 AS outbound,
  TOTAL_CHECKOUT AS checkouts,
  (TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6)::DECIMAL(18, 6) AS revenue
FROM
  campaign_analytics_report r
  JOIN campaign c ON c.id = CAMPAIGN_ID
  AND c.currency = coalesce(r.currency, 'Unknown currency');

-- Since when the ads of a currency spend nothing, for three days or more, those that Pinterest still changes included.
CREATE OR REPLACE TEMP VIEW idle_since AS
SELECT currency, max(date) AS last_date
FROM ad_day
WHERE spend > 0
GROUP BY currency
HAVING last_date < getvariable('last_day') - 2;

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

-- Checkouts of the days of two weeks and more, at most: those that aren’t settled may still double.
CREATE OR REPLACE TEMP MACRO is_older(day) AS day <= getvariable('last_day') - 14;

CREATE OR REPLACE TEMP MACRO at_most(day, checkouts) AS if(day <= getvariable('settled'), checkouts, 2 * checkouts);

-- What each campaign cost and returned in the period and before it, and, with is_all, those of each currency that
-- count, and its others. The days can be earlier than those of the period.
CREATE OR REPLACE TEMP MACRO ad_totals(lag_days) AS TABLE
SELECT
  currency,
  counts,
  campaign_id,
  grouping(campaign_id) = 1 AS is_all,
  coalesce(sum(spend) FILTER(in_period(date + lag_days)), 0) AS spend,
  coalesce(sum(outbound) FILTER(in_period(date + lag_days)), 0)::BIGINT AS outbound,
  coalesce(sum(checkouts) FILTER(in_period(date + lag_days)), 0)::BIGINT AS checkouts,
  sum(outbound) FILTER(in_period(date + lag_days) AND is_older(date)) AS older_outbound,
  sum(at_most(date, checkouts)) FILTER(in_period(date + lag_days) AND is_older(date)) AS older_checkouts,
  coalesce(sum(revenue) FILTER(in_period(date + lag_days)), 0) AS revenue,
  coalesce(sum(spend) FILTER(in_period_before(date + lag_days)), 0) AS spend_before,
  coalesce(sum(outbound) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS outbound_before,
  coalesce(sum(checkouts) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS checkouts_before,
  coalesce(sum(revenue) FILTER(in_period_before(date + lag_days)), 0) AS revenue_before
FROM ad_day
GROUP BY GROUPING SETS ((currency, counts, campaign_id), (currency, counts));

-- What revenue consists of: spend, the clicks for it, the checkouts of these, and the value of each. What moved most as
-- the revenue did, as logarithms, which add up to that of the revenue; two, if the second is half of the first or more.
-- Fewer checkouts per click are a fact only if the older days have fewer at most; else the days still gain some.
CREATE OR REPLACE TEMP MACRO largest_factors(factors) AS
  list_filter(factors, lambda factor: factor.change >= factors[1].change / 2) [:2];

CREATE OR REPLACE TEMP MACRO is_lower(sold0, clicks0, sold1, clicks1) AS coalesce(
  sold1 / nullif(clicks1, 0) < sold0 / clicks0
  AND rate_moved(sold0, clicks0, sold1, clicks1, errors := 2),
  FALSE
);

CREATE OR REPLACE TEMP MACRO factors(earlier, now, older, currency) AS largest_factors(
  list_reverse_sort(
    [
      {
        change: sign(now.revenue - earlier.revenue) * ln(nullif(now.spend, 0) / nullif(earlier.spend, 0)),
        what: 'spend',
        said: format(
          '{} spend: {}{}',
          if(now.revenue < earlier.revenue, 'less', 'more'),
          money(now.spend, currency),
          was(money(earlier.spend, currency))
        )
      },
      {
        change: sign(now.revenue - earlier.revenue) * log_change(earlier.clicks, earlier.spend, now.clicks, now.spend),
        what: 'clicks',
        said: format(
          '{} clicks per spend: {:,} for {} (was {:,} for {})',
          if(now.revenue < earlier.revenue, 'fewer', 'more'),
          now.clicks,
          money(now.spend, currency),
          earlier.clicks,
          money(earlier.spend, currency)
        )
      },
      {
        change: sign(now.revenue - earlier.revenue) * log_change(earlier.sold, earlier.clicks, now.sold, now.clicks),
        what: if(
          now.revenue < earlier.revenue
          AND settling() > 0
          AND NOT is_lower(earlier.sold, earlier.clicks, older.sold, older.clicks),
          'days',
          'checkouts'
        ),
        said: format(
          '{}: {:,} of {:,}{} (was {:,} of {:,}{})',
          CASE
            WHEN now.revenue >= earlier.revenue THEN 'more checkouts per click'
            WHEN settling() = 0
            OR is_lower(earlier.sold, earlier.clicks, older.sold, older.clicks) THEN 'fewer checkouts per click'
            ELSE 'days that still gain checkouts'
          END,
          now.sold,
          now.clicks,
          if(now.revenue < earlier.revenue AND settling() > 0, ' so far', ''),
          earlier.sold,
          earlier.clicks,
          if(
            now.revenue < earlier.revenue
            OR rate_moved(earlier.sold, earlier.clicks, now.sold, now.clicks, errors := 2),
            '',
            '; can be chance'
          )
        )
      },
      {
        change: sign(now.revenue - earlier.revenue) * log_change(earlier.revenue, earlier.sold, now.revenue, now.sold),
        what: 'value',
        said: format(
          'checkouts of {} value: {} each{}',
          if(now.revenue < earlier.revenue, 'less', 'more'),
          money(now.revenue / now.sold, currency),
          was(money(earlier.revenue / earlier.sold, currency))
        )
      }
    ],
    'NULLS LAST'
  )
);

CREATE OR REPLACE TEMP MACRO mostly(factors) AS
  ', mostly from ' || array_to_string([factor.said FOR factor IN factors], ' and ');

-- What moved for sure.
CREATE OR REPLACE TEMP MACRO causes(factors) AS list_filter(factors, lambda factor: factor.what <> 'days');

-- What holds back an ad, an ad group, or a campaign; NULL: nothing.
CREATE OR REPLACE TEMP MACRO held_by(status, summary) AS lower(
  nullif(if(status = 'ACTIVE' AND summary = 'COMPLETED', summary, status), 'ACTIVE')
);

-- A long name keeps its first and its last words, since names often differ at their end.
CREATE OR REPLACE TEMP MACRO short(name) AS if(
  length_grapheme(name) > 30,
  concat(
    regexp_replace(left_grapheme(name, 20), '\s+\S*$', ''),
    ' … ',
    regexp_replace(right_grapheme(name, 12), '^\S*\s+', '')
  ),
  name
);

CREATE OR REPLACE TEMP TABLE single_ad_day AS
SELECT
  PIN_PROMOTION_ID AS id,
  coalesce(currency, 'Unknown currency') AS currency,
  AD_ACCOUNT_ID AS account,
  DATE AS date,
  coalesce(SPEND_IN_MICRO_DOLLAR / 1e6, 0) AS spend,
  coalesce(OUTBOUND_CLICK_1, 0) AS outbound,
  coalesce(TOTAL_CHECKOUT, 0) AS checkouts,
  coalesce(TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / 1e6, 0) AS revenue
FROM pin_promotion_report;

-- All that holds an ad back: what is its own, its ad group, and its campaign.
CREATE OR REPLACE TEMP MACRO holds(own, group_held, campaign_held) AS nullif(
  concat_ws(
    ', ',
    nullif(own, ''),
    if(group_held = campaign_held, 'its ad group and campaign are ' || group_held, NULL),
    if(group_held IS DISTINCT FROM campaign_held, 'its ad group is ' || group_held, NULL),
    if(group_held IS DISTINCT FROM campaign_held, 'its campaign is ' || campaign_held, NULL)
  ),
  ''
);

-- Each ad with its page, and with what holds it back. What its ad group or campaign is now can have stopped it only if
-- these stopped on its last day, too. Ads also pause by themselves: the usual gap is the most days from one day with
-- spend to the next, in its last 90.
CREATE OR REPLACE TEMP TABLE ad_state AS
WITH
  spent AS (
    SELECT
      id,
      date,
      (date - lag(date) OVER (PARTITION BY id ORDER BY date))::INTEGER AS gap,
      max(date) OVER (PARTITION BY id) AS last_date
    FROM single_ad_day
    WHERE spend > 0
  ),
  last AS (SELECT id, last_date, max(gap) FILTER(date > last_date - 90) AS usual_gap FROM spent GROUP BY ALL)
SELECT
  a.id,
  coalesce(a.name, a.id || ' of ' || c.name, a.id) AS ad,
  a.ad_group_id,
  a.campaign_id,
  sells(c.objective_type) AS is_to_sell,
  nullif(regexp_extract(a.destination_url, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  make_timestamp((1e6 * least(nullif(g.end_time, 0), nullif(c.end_time, 0)))::BIGINT)::DATE AS ends,
  usual_gap,
  held_by(g.status, g.summary_status) AS group_held,
  held_by(c.status, c.summary_status) AS campaign_held,
  concat_ws(
    ', ',
    'it is ' || held_by(a.status, NULL),
    CASE a.review_status
      WHEN 'REJECTED' THEN 'it was rejected' || coalesce(
        format(' ({})', nullif(lower(replace(array_to_string(a.rejected_reasons::VARCHAR[], ', '), '_', ' ')), '')),
        ''
      )
      WHEN 'PENDING' THEN 'it is in review'
    END
  ) AS own_held,
  holds(own_held, group_held, campaign_held) AS held,
  holds(
    own_held,
    if(max(last_date) OVER (PARTITION BY a.ad_group_id) > last_date + 1, NULL, group_held),
    if(max(last_date) OVER (PARTITION BY a.campaign_id) > last_date + 1, NULL, campaign_held)
  ) AS stopped_by,
  a.pin_id
FROM
  ads a
  LEFT JOIN ad_groups g ON g.id = a.ad_group_id
  LEFT JOIN campaigns c ON c.id = a.campaign_id
  LEFT JOIN last ON last.id = a.id;

CREATE OR REPLACE TEMP MACRO sold_for(n, spend, currency) AS if(
  spend = 0,
  'no spend',
  format('{} for {}', if(n = 0, 'none', format('{:,}', n)), money(spend, currency))
);

-- Whether an ad spent nothing for as long as it usually does at most, and something stopped it, or that is a week.
CREATE OR REPLACE TEMP MACRO has_stopped(last_date, usual_gap, stopped_by) AS
  last_date <= getvariable('today') - greatest(1, usual_gap)
AND (stopped_by IS NOT NULL OR last_date <= getvariable('last_day') - greatest(7, usual_gap));

-- What each ad that counts, or every one, cost and returned in the period and before it. The days can be earlier than
-- those of the period.
CREATE OR REPLACE TEMP MACRO single_ads(lag_days, every := FALSE) AS TABLE
WITH
  sums AS (
    SELECT
      id,
      currency,
      min(date) AS first_date,
      max(date) FILTER(spend > 0) AS last_date,
      coalesce(sum(checkouts) FILTER(date <= getvariable('last_day')), 0) AS sold,
      sum(spend) FILTER(date <= getvariable('last_day')) AS paid,
      sum(revenue) FILTER(date <= getvariable('last_day')) AS earned,
      earned / nullif(sold, 0) AS value,
      earned / nullif(paid, 0) AS roas,
      coalesce(sum(spend) FILTER(in_period(date + lag_days)), 0) AS spend,
      coalesce(sum(spend) FILTER(in_period_before(date + lag_days)), 0) AS spend_before,
      coalesce(sum(outbound) FILTER(in_period(date + lag_days)), 0)::BIGINT AS outbound,
      coalesce(sum(outbound) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS outbound_before,
      coalesce(sum(checkouts) FILTER(in_period(date + lag_days)), 0)::BIGINT AS checkouts,
      sum(outbound) FILTER(in_period(date + lag_days) AND is_older(date)) AS older_outbound,
      sum(at_most(date, checkouts)) FILTER(in_period(date + lag_days) AND is_older(date)) AS older_checkouts,
      coalesce(sum(checkouts) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS checkouts_before,
      coalesce(sum(revenue) FILTER(in_period(date + lag_days)), 0) AS revenue,
      coalesce(sum(revenue) FILTER(in_period_before(date + lag_days)), 0) AS revenue_before
    FROM single_ad_day
    GROUP BY ALL
  )
SELECT
  sums.*,
  a.* EXCLUDE (id),
  format('“{}”', coalesce(ad, sums.id)) AS name,
  format('“{}”', short(coalesce(ad, sums.id))) AS short_name,
  if(
    has_stopped(last_date, usual_gap, stopped_by)
    AND last_date < getvariable('last_day') - 2,
    format('; it has spent nothing since {}', day_of(last_date)) || coalesce(': ' || stopped_by, ''),
    ''
  ) AS stopped
FROM sums LEFT JOIN ad_state a ON a.id = sums.id
WHERE
  spend + spend_before > 0
  AND (every OR campaign_id IS NULL OR campaign_id IN (SELECT id FROM campaign WHERE counts));

CREATE OR REPLACE TEMP MACRO some_money(amount, currency) AS
  if(round(amount, 2) = 0, 'nothing', money(amount, currency));

CREATE OR REPLACE TEMP MACRO for_spend(spend, currency, is_said) AS if(
  is_said
  AND round(spend, 2) > 0,
  ' for ' || money(spend, currency),
  ''
);

-- What clicks bring at the rate of before, where that is a quarter more than so far, or more.
CREATE OR REPLACE TEMP MACRO still_to_come(expected, revenue, spend, currency) AS if(
  settling() > 0
  AND coalesce(expected > 0 AND expected >= 1.25 * revenue, FALSE),
  format(
    ' If those who click still buy as before, the clicks so far bring about {}: ROAS {:.1f}.',
    about_money(expected, currency),
    expected / nullif(spend, 0)
  ),
  ''
);

CREATE OR REPLACE TEMP MACRO money_moved(what, currency, n_before, n, so_far) AS format(
  '{} {} {} from {} to {}{}',
  currency,
  what,
  if(n < n_before, 'fell', 'rose'),
  some_money(n_before, currency),
  some_money(n, currency),
  so_far
);

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
