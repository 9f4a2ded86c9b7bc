-- What the parts about money share of one period: tables, so that each is computed once per period.
-- Each currency in one sentence: what it returned so far and cost in the period, beside the period before if its days
-- are known. Without revenue it is about checkouts, and without these about clicks. Money is lost if it is on settled
-- days, too.
CREATE OR REPLACE TEMP TABLE judgement AS
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
      n.revenue < n.revenue_before
      AND settling() > 0 AS still_gains,
      is_beyond_chance(n.checkouts_before, n.checkouts) AS is_beyond_chance,
      factors(
        {spend: n.spend_before, clicks: n.outbound_before, sold: n.checkouts_before, revenue: n.revenue_before},
        {spend: n.spend, clicks: n.outbound, sold: n.checkouts, revenue: n.revenue},
        {clicks: n.older_outbound, sold: n.older_checkouts},
        n.currency
      ) AS made_of,
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
              if(
                least(revenue, revenue_before) >= 100
                AND NOT still_gains,
                ', ' || percent_change(revenue, revenue_before),
                ''
              )
            )
          ),
          ''
        )
      ) AS returned,
      concat(
        money(spend, currency),
        if(has_others, ' of spend on sales ads', ' of ad spend'),
        -- The page says the days of the headline's metric.
        if(ads_from() = (SELECT first_date FROM headline), '', ' from ' || dates(ads_from())),
        if(is_compared, format(' ({})', percent_change(spend, spend_before, money(spend_before, currency))), '')
      ) AS cost
    FROM known
  )
SELECT
  currency,
  spend,
  outbound,
  outbound_before,
  checkouts,
  checkouts_before,
  revenue,
  revenue_before,
  made_of,
  is_beyond_chance,
  -- Nothing but days that still gain makes the difference.
  still_gains
  AND len(causes(made_of)) = 0 AS is_pending,
  has_others,
  is_compared,
  has_revenue,
  is_sold,
  so_far,
  has_revenue
  AND is_below
  AND was_below
  AND outbound >= 100
  AND getvariable('days') <= 84 AS is_losing,
  is_compared
  AND has_revenue
  AND least(revenue, revenue_before) >= 100
  AND abs(revenue / revenue_before - 1) >= 0.25
  AND NOT is_pending AS has_moved,
  if(still_gains, 'is lower', movement(revenue, revenue_before)) || so_far AS moved,
  CASE
    WHEN has_revenue THEN format(
      CASE
        WHEN NOT is_below THEN '{0} revenue{2} {3}'
        WHEN was_below
        AND getvariable('days') <= 84 THEN '{0} ads lose money: {1}'
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

-- Each ad beside all of its currency in the period.
CREATE OR REPLACE TEMP TABLE compared_ad AS
SELECT
  s.*,
  if(has_others, ' on sales ads', '') AS on_what,
  is_compared,
  is_pending,
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
  coalesce(n / nullif(s.checkouts, 0), n_before / nullif(s.checkouts_before, 0)) AS each,
  -- What its clicks bring if they make as many checkouts as before, of today's value, unless they make fewer for sure.
  if(
    is_lower(s.checkouts_before, s.outbound_before, s.older_checkouts, s.older_outbound),
    NULL,
    s.outbound * s.checkouts_before / nullif(s.outbound_before, 0) * each
  ) AS expected,
  sum(coalesce(expected, n)) OVER every AS all_expected,
  count(*) OVER every AS ads,
  s.spend / all_spend AS share,
  count(*) FILTER(is_to_sell AND s.spend > 0) OVER every - 1 AS others,
  sum(s.spend) FILTER(is_to_sell) OVER every - s.spend AS other_spend,
  (sum(s.checkouts) FILTER(is_to_sell) OVER every)::BIGINT AS all_sold,
  factors(
    {spend: s.spend_before, clicks: s.outbound_before, sold: s.checkouts_before, revenue: s.revenue_before},
    {spend: s.spend, clicks: s.outbound, sold: s.checkouts, revenue: s.revenue},
    {clicks: s.older_outbound, sold: s.older_checkouts},
    currency
  ) AS made_of
FROM single_ads(0) s JOIN judgement j USING (currency)
WINDOW every AS (PARTITION BY currency);

-- The ad of half of the change of a currency’s revenue or more, if its checkouts changed by two standard errors;
-- without revenue, of its spend, if there are 100 outbound clicks. Of the others the one that moved most is named, too,
-- if by a quarter of the change.
CREATE OR REPLACE TEMP TABLE ad_mover AS
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
      some_money(n, currency) || for_spend(spend, currency, has_revenue),
      was(some_money(n_before, currency) || for_spend(spend_before, currency, has_revenue))
    ),
    stopped,
    if(has_revenue AND stopped = '' AND least(n, n_before) > 0, mostly(made_of), ''),
    if(
      all_n = n
      AND all_before = n_before,
      '.',
      concat(
        format('. All else: {}{}', some_money(all_n - n, currency), was(some_money(all_before - n_before, currency))),
        if(
          abs(other.n - other.n_before) >= abs(all_n - all_before) / 4
          AND other.n_before < all_before - n_before,
          concat(
            format('; of it {} {}', other.name, some_money(other.n, currency)),
            was(some_money(other.n_before, currency)),
            other.stopped
          ),
          ''
        ),
        '.'
      )
    ),
    if(has_revenue AND all_n < all_before, still_to_come(all_expected, all_n, all_spend, currency), '')
  ) AS text
FROM
  (
    SELECT
      c.*,
      (
        SELECT max_by({name: o.name, n: o.n, n_before: o.n_before, stopped: o.stopped}, abs(o.n - o.n_before))
        FROM compared_ad o
        WHERE o.currency = c.currency AND o.id <> c.id
      ) AS other
    FROM compared_ad c
  )
WHERE
  is_compared
  AND NOT (has_revenue AND is_pending)
  AND NOT is_level(all_before, all_n)
  AND (n - n_before) / (all_n - all_before) >= 0.5
  AND if(has_revenue, is_beyond_chance(checkouts_before, checkouts), all_outbound >= 100)
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY abs(n - n_before) DESC, id) = 1;
