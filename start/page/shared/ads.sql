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

CREATE OR REPLACE TEMP VIEW ad_day AS
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
  coalesce(sum(revenue) FILTER(in_period(date + lag_days)), 0) AS revenue,
  coalesce(sum(spend) FILTER(in_period_before(date + lag_days)), 0) AS spend_before,
  coalesce(sum(outbound) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS outbound_before,
  coalesce(sum(checkouts) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS checkouts_before,
  coalesce(sum(revenue) FILTER(in_period_before(date + lag_days)), 0) AS revenue_before
FROM ad_day
GROUP BY GROUPING SETS ((currency, counts, campaign_id), (currency, counts));

-- What revenue consists of: spend, the clicks for it, the checkouts of these, and the value of each. What moved most as
-- the revenue did, as logarithms, which add up to that of the revenue; two, if the second is half of the first or more.
CREATE OR REPLACE TEMP MACRO largest_factors(factors) AS
  list_filter(factors, lambda factor: factor.change >= factors[1].change / 2) [:2];

CREATE OR REPLACE TEMP MACRO factors(spend0, spend1, clicks0, clicks1, sold0, sold1, n0, n1, currency) AS
  largest_factors(
  list_reverse_sort(
    [
      {
        change: sign(n1 - n0) * ln(nullif(spend1, 0) / nullif(spend0, 0)),
        what: 'spend',
        said: format(
          '{} spend: {}{}',
          if(n1 < n0, 'less', 'more'),
          money(spend1, currency),
          was(money(spend0, currency))
        )
      },
      {
        change: sign(n1 - n0) * log_change(clicks0, spend0, clicks1, spend1),
        what: 'clicks',
        said: format(
          '{} clicks per spend: {:,} for {} (was {:,} for {})',
          if(n1 < n0, 'fewer', 'more'),
          clicks1,
          money(spend1, currency),
          clicks0,
          money(spend0, currency)
        )
      },
      {
        change: sign(n1 - n0) * log_change(sold0, clicks0, sold1, clicks1),
        what: 'checkouts',
        said: format(
          '{} checkouts per click: {:,} of {:,}{} (was {:,} of {:,}{})',
          if(n1 < n0, 'fewer', 'more'),
          sold1,
          clicks1,
          if(n1 < n0 AND settling() > 0, ' so far', ''),
          sold0,
          clicks0,
          if(rate_moved(sold0, clicks0, sold1, clicks1, errors := 2), '', '; can be chance')
        )
      },
      {
        change: sign(n1 - n0) * log_change(n0, sold0, n1, sold1),
        what: 'value',
        said: format(
          'checkouts of {} value: {} each{}',
          if(n1 < n0, 'less', 'more'),
          money(n1 / sold1, currency),
          was(money(n0 / sold0, currency))
        )
      }
    ],
    'NULLS LAST'
  )
);

CREATE OR REPLACE TEMP MACRO mostly(factors) AS
  ', mostly from ' || array_to_string([factor.said FOR factor IN factors], ' and ');

-- Each currency in one sentence: what it returned so far and cost in the period, beside the period before if its days
-- are known. Without revenue it is about checkouts, and without these about clicks. Money is lost if it is on settled
-- days, too.
CREATE OR REPLACE TEMP VIEW judgement AS
WITH
  known AS (
    SELECT
      n.*,
      n.spend_before > 0
      AND ads_compare(0) AS is_compared,
      n.revenue + n.revenue_before > 0 AS has_revenue,
      n.checkouts + n.checkouts_before > 0 AS is_sold,
      coalesce(o.spend + o.spend_before > 0, FALSE) AS has_others,
      n.revenue < n.spend AS is_below,
      s.revenue < s.spend AS was_below,
      if(settling() > 0, ' so far', '') AS so_far
    FROM
      ad_totals(0) n
      LEFT JOIN ad_totals(settling()) s ON s.currency = n.currency
      AND s.is_all
      AND s.counts
      LEFT JOIN ad_totals(0) o ON o.currency = n.currency
      AND o.is_all
      AND NOT o.counts
    WHERE n.is_all AND n.counts AND n.spend > 0
  ),
  said AS (
    SELECT
      *,
      concat(
        format('ROAS {:.2f}{}', revenue / spend, if(is_below, so_far, '')),
        if(is_compared, was(format('{:.2f}', revenue_before / spend_before)), '')
      ) AS roas,
      concat(
        money(revenue, currency),
        if(is_below, ' of revenue', ''),
        if(
          is_compared,
          was(
            concat(
              money(revenue_before, currency),
              if(least(revenue, revenue_before) >= 100, ', ' || percent_change(revenue, revenue_before), '')
            )
          ),
          ''
        )
      ) AS returned,
      concat(
        money(spend, currency),
        if(has_others, ' of spend on ads to sell', ' of ad spend'),
        if(is_compared, format(' ({})', percent_change(spend, spend_before, money(spend_before, currency))), '')
      ) AS cost
    FROM known
  )
SELECT
  currency,
  has_others,
  is_compared,
  has_revenue,
  is_sold,
  so_far,
  has_revenue
  AND is_below
  AND was_below
  AND outbound >= 100 AS is_losing,
  is_compared
  AND has_revenue
  AND least(revenue, revenue_before) >= 100
  AND abs(revenue / revenue_before - 1) >= 0.25
  AND abs(checkouts - checkouts_before) >= 2 * sqrt(checkouts + checkouts_before) AS has_moved,
  movement(revenue, revenue_before) || so_far AS moved,
  CASE
    WHEN has_revenue THEN format(
      CASE
        WHEN NOT is_below THEN '{0} revenue{2} {3}'
        WHEN was_below THEN '{0} ads lose money: {1}'
        ELSE '{0} ads haven’t earned their spend back: {1}'
      END,
      currency,
      roas,
      so_far,
      returned
    )
    WHEN is_sold THEN concat(
      format('{} checkouts{}: {:,}', currency, so_far, checkouts),
      if(is_compared, was(format('{:,}', checkouts_before)), '')
    )
    ELSE cost
  END AS lead,
  CASE
    WHEN has_revenue THEN format(if(is_below, ', with {1} for {2}.', ': {0}, for {2}.'), roas, returned, cost)
    WHEN is_sold THEN format(', for {}.', cost)
    WHEN is_compared THEN concat(
      format(', for {:,} outbound clicks ({})', outbound, percent_change(outbound, outbound_before)),
      if(
        has_support(outbound_before, outbound),
        format(': {} each{}.', money(spend / outbound, currency), was(money(spend_before / outbound_before, currency))),
        '; too few to say at what cost.'
      )
    )
    ELSE format(', for {}.', plural(outbound, 'outbound click'))
  END || coalesce(strftime(last_date, ' None has run since %b %-d.'), '') AS text
FROM said LEFT JOIN idle_since USING (currency);

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

-- Each ad with its page, and with all that holds it back: its own status, its review, its ad group, and its campaign.
CREATE OR REPLACE TEMP VIEW ad_state AS
SELECT
  a.id,
  coalesce(a.name, 'an ad of ' || c.name, a.id) AS ad,
  a.ad_group_id,
  a.campaign_id,
  sells(c.objective_type) AS is_to_sell,
  nullif(regexp_extract(a.destination_url, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  make_timestamp((1e6 * least(nullif(g.end_time, 0), nullif(c.end_time, 0)))::BIGINT)::DATE AS ends,
  held_by(g.status, g.summary_status) AS group_held,
  held_by(c.status, c.summary_status) AS campaign_held,
  nullif(
    concat_ws(
      ', ',
      'it is ' || held_by(a.status, NULL),
      CASE a.review_status
        WHEN 'REJECTED' THEN 'it was rejected' || coalesce(
          format(' ({})', nullif(lower(replace(array_to_string(a.rejected_reasons::VARCHAR[], ', '), '_', ' ')), '')),
          ''
        )
        WHEN 'PENDING' THEN 'it is in review'
      END,
      if(group_held = campaign_held, 'its ad group and campaign are ' || group_held, NULL),
      if(group_held IS DISTINCT FROM campaign_held, 'its ad group is ' || group_held, NULL),
      if(group_held IS DISTINCT FROM campaign_held, 'its campaign is ' || campaign_held, NULL)
    ),
    ''
  ) AS held,
  a.pin_id
FROM ads a LEFT JOIN ad_groups g ON g.id = a.ad_group_id LEFT JOIN campaigns c ON c.id = a.campaign_id;

CREATE OR REPLACE TEMP MACRO sold_for(n, spend, currency) AS if(
  spend = 0,
  'no spend',
  format('{} for {}', if(n = 0, 'none', format('{:,}', n)), money(spend, currency))
);

CREATE OR REPLACE TEMP VIEW single_ad_day AS
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
      sum(checkouts) AS sold,
      sum(revenue) / nullif(sum(spend), 0) AS roas,
      coalesce(sum(spend) FILTER(in_period(date + lag_days)), 0) AS spend,
      coalesce(sum(spend) FILTER(in_period_before(date + lag_days)), 0) AS spend_before,
      coalesce(sum(outbound) FILTER(in_period(date + lag_days)), 0)::BIGINT AS outbound,
      coalesce(sum(outbound) FILTER(in_period_before(date + lag_days)), 0)::BIGINT AS outbound_before,
      coalesce(sum(checkouts) FILTER(in_period(date + lag_days)), 0)::BIGINT AS checkouts,
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
  -- Ads pause for days by themselves.
  if(
    last_date <= getvariable('last_day') - 7
    OR held IS NOT NULL
    AND last_date < getvariable('last_day') - 2,
    strftime(last_date, '; it has spent nothing since %b %-d') || coalesce(': ' || held, ''),
    ''
  ) AS stopped
FROM sums LEFT JOIN ad_state a ON a.id = sums.id
WHERE
  spend + spend_before > 0
  AND (every OR campaign_id IS NULL OR campaign_id IN (SELECT id FROM campaign WHERE counts));

CREATE OR REPLACE TEMP MACRO some_money(amount, currency) AS
  if(round(amount, 2) = 0, 'nothing', money(amount, currency));

CREATE OR REPLACE TEMP MACRO money_moved(what, currency, n_before, n, so_far) AS format(
  '{} {} {} from {} to {}{}',
  currency,
  what,
  if(n < n_before, 'fell', 'rose'),
  some_money(n_before, currency),
  some_money(n, currency),
  so_far
);

-- Each ad beside all of its currency in the period.
CREATE OR REPLACE TEMP VIEW compared_ad AS
SELECT
  s.*,
  if(has_others, ' on ads to sell', '') AS on_what,
  is_compared,
  is_sold,
  has_revenue,
  so_far,
  if(has_revenue, s.revenue, s.spend) AS n,
  if(has_revenue, s.revenue_before, s.spend_before) AS n_before,
  sum(n) OVER every AS all_n,
  sum(n_before) OVER every AS all_before,
  sum(s.spend) OVER every AS all_spend,
  sum(s.spend_before) OVER every AS all_spend_before,
  (sum(s.checkouts) OVER every)::BIGINT AS all_checkouts,
  (sum(s.outbound) OVER every)::BIGINT AS all_outbound,
  s.spend / all_spend AS share,
  count(*) FILTER(is_to_sell AND s.spend > 0) OVER every - 1 AS others,
  sum(s.spend) FILTER(is_to_sell) OVER every - s.spend AS other_spend,
  (sum(s.checkouts) FILTER(is_to_sell) OVER every)::BIGINT AS all_sold,
  factors(
    s.spend_before,
    s.spend,
    s.outbound_before,
    s.outbound,
    s.checkouts_before,
    s.checkouts,
    s.revenue_before,
    s.revenue,
    currency
  ) AS made_of
FROM single_ads(0) s JOIN judgement j USING (currency)
WINDOW every AS (PARTITION BY currency);

-- The ad of half of the change of a currency’s revenue or more, if its checkouts changed by two standard errors;
-- without revenue, of its spend, if there are 100 outbound clicks. The one that moved most against it is named, too, if
-- by a quarter of the change.
CREATE OR REPLACE TEMP VIEW ad_mover AS
SELECT
  currency,
  id,
  has_revenue,
  money_moved(if(has_revenue, 'revenue', 'spend'), currency, all_before, all_n, if(has_revenue, so_far, '')) AS lead,
  concat(
    format(
      ': the ad {}{} {} {}{}',
      name,
      if(first_date > first_day() - getvariable('days'), strftime(first_date, ', which began on %b %-d,'), ''),
      if(has_revenue, 'made', 'cost'),
      some_money(n, currency),
      was(some_money(n_before, currency))
    ),
    stopped,
    if(has_revenue AND least(n, n_before) > 0, mostly(made_of), ''),
    if(
      all_n = n
      AND all_before = n_before,
      '.',
      concat(
        format('. All else: {}{}', some_money(all_n - n, currency), was(some_money(all_before - n_before, currency))),
        if(
          against.n_before < all_before - n_before
          AND (against.n_before - against.n) * sign(all_n - all_before) >= abs(all_n - all_before) / 4,
          concat(
            format('; of it {} {}', against.name, some_money(against.n, currency)),
            was(some_money(against.n_before, currency)),
            against.stopped
          ),
          ''
        ),
        '.'
      )
    )
  ) AS text
FROM
  (
    SELECT
      *,
      max_by({name: name, n: n, n_before: n_before, stopped: stopped}, (n_before - n) * sign(all_n - all_before)) OVER (
        PARTITION BY currency
      ) AS against
    FROM compared_ad
  )
WHERE
  is_compared
  AND NOT is_level(all_before, all_n)
  AND (n - n_before) / (all_n - all_before) >= 0.5
  AND if(has_revenue, abs(checkouts - checkouts_before) >= 2 * sqrt(checkouts + checkouts_before), all_outbound >= 100)
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(n - n_before) DESC, id) = 1;

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
