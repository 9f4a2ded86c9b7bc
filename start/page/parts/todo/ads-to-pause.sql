-- kind: todo
-- title: Ads that take the money of a better one
-- note: Ads that are to sell and can run, and in their ad account one that sells for half the price or less on the days
--   of both, by more than chance often does, with ten checkouts or more, and with revenue that covers its spend. At its
--   price, each would have sold three or more.
WITH
  chosen AS (
    SELECT better
    FROM better_ad JOIN sales_ad USING (id)
    GROUP BY better
    ORDER BY sum(share) DESC, better
    LIMIT 1
  ),
  worse AS (FROM better_ad JOIN chosen USING (better) JOIN sales_ad USING (id)),
  together AS (
    SELECT
      any_value(better) AS better,
      any_value(account) AS account,
      any_value(currency) AS currency,
      count(*) AS n,
      min(since) AS since,
      n = 1
      AND any_value(ad_group_id) = (
        SELECT any_value(b.ad_group_id)
        FROM sales_ad b JOIN chosen ON b.id = chosen.better
      ) AS in_one_group,
      sum(worse_spend) AS spend,
      sum(worse_sold)::BIGINT AS sold,
      sum(share) AS share,
      string_agg(short_name, ', ' ORDER BY spend DESC, id) AS names,
      string_agg(page, ', ' ORDER BY spend DESC, id) FILTER(worse_sold = 0) AS pages
    FROM worse
  ),
  better AS (
    SELECT
      sum(d.spend) AS spend,
      sum(d.checkouts)::BIGINT AS sold,
      sum(d.revenue) AS revenue,
      count(*) FILTER(d.spend > 0) AS days_run
    FROM sales_day d JOIN together t ON t.better = d.id AND d.date >= t.since
  ),
  everyone AS (
    SELECT sum(d.checkouts)::BIGINT AS sold, count(DISTINCT a.id) FILTER(d.spend > 0) AS n
    FROM
      sales_day d
      JOIN sales_ad a USING (id)
      JOIN together t ON t.account = a.account
      AND t.currency = a.currency
      AND d.date >= t.since
    WHERE a.held IS NULL AND a.is_to_sell
  )
SELECT
  unnest(a.cells),
  t.share AS _weight,
  'ads' AS _topic,
  if(
    is_only,
    format('Only the ad {} sells: pause {}', b.short_name, if(t.n = 1, names, format('{:,} others', t.n))),
    format('Pause {} for the ad {}', if(t.n = 1, 'the ad ' || names, format('{:,} ads', t.n)), b.short_name)
  ) AS _title,
  money(t.spend, t.currency) AS _number,
  concat(
    if(t.sold = 0, ' without a checkout', format(' for {}', plural(t.sold, 'checkout'))),
    strftime(t.since, ' since %b %-d so far'),
    if(t.n = 1, '', format(': {}', names)),
    '. ',
    format('{} had {}{:,}', b.short_name, if(is_only, 'all ', ''), better.sold),
    format(' on these days, for {}', money(better.spend, t.currency)),
    if(better.revenue = 0, '', format(', ROAS {:.2f}', better.revenue / better.spend)),
    if(better.days_run < days / 2, format(', on {:,} of {:,} days', better.days_run, days), ''),
    '. ',
    if(in_one_group, 'Both are in one ad group, so a budget or a bid feeds both. ', ''),
    format('{}{} ', b.used_said, if(b.used >= 0.8, ': raise that.', ', so that doesn’t limit it.')),
    if(
      is_only
      AND everyone.n > t.n + 1,
      format(
        '{} that ran {} too small or too new to judge. ',
        plural(everyone.n - t.n - 1, 'more ad'),
        if(everyone.n = t.n + 2, 'is', 'are')
      ),
      ''
    ),
    format(
      'Before {} again, buy once on {}',
      if(t.n = 1, 'it runs', 'one runs'),
      if(t.n = 1, 'its page', 'each page')
    ) || format(' ({}).', pages)
  ) AS _text,
  a.look AS _pin
FROM
  (SELECT *, getvariable('last_day') - since + 1 AS days FROM together) t
  JOIN sales_ad b ON b.id = t.better
  JOIN sales_ad a ON a.id = t.better
  OR a.id IN (SELECT id FROM worse),
  better,
  (SELECT e.*, e.sold = b.sold AS is_only FROM everyone e, better b) everyone
ORDER BY a.id = t.better, a.spend DESC, a.id
