-- kind: todo
-- title: Ads that take the money of a better one
-- note: Ads that are to sell and can run, and in their ad account one that sells for half the price or less on the days
--   of both, by more than chance often does, with ten checkouts or more, and with revenue that covers its spend. At its
--   price, each would have sold three or more.
WITH
  together AS (
    SELECT
      better,
      count(*) AS n,
      list(id) AS ids,
      min(since) AS since,
      sum(share) AS share,
      sum(worse_spend) AS spend,
      sum(worse_sold)::BIGINT AS sold,
      max(better_spend) AS better_spend,
      max(better_sold)::BIGINT AS better_sold,
      max(better_revenue) AS better_revenue,
      any_value(ad_group_id) AS ad_group_id,
      string_agg(short_name, ', ' ORDER BY worse_spend DESC, id) AS names,
      string_agg(page, ', ' ORDER BY worse_spend DESC, id) FILTER(worse_sold = 0) AS pages
    FROM better_ad JOIN sales_ad USING (id)
    GROUP BY better
    ORDER BY share DESC, better
    LIMIT 1
  ),
  pair AS (
    SELECT
      t.*,
      b.* EXCLUDE (id, spend, share, ad_group_id),
      better_sold = (
        SELECT sum(checkouts)
        FROM sales_day d
        WHERE d.account = b.account AND d.currency = b.currency AND d.date >= t.since
      ) AS is_only,
      b.rivals - n - 1 AS small,
      t.ad_group_id = b.ad_group_id AS in_one_group,
      getvariable('last_day') - first_date + 1 AS days
    FROM together t JOIN sales_ad b ON b.id = t.better
  )
SELECT
  unnest(a.cells),
  p.share AS _weight,
  'ads' AS _topic,
  if(
    is_only,
    format('Only the ad {} sells: pause {}', p.short_name, if(n = 1, names, format('{:,} others', n))),
    format('Pause {} for the ad {}', if(n = 1, 'the ad ' || names, format('{:,} ads', n)), p.short_name)
  ) AS _title,
  money(p.spend, p.currency) AS _number,
  concat(
    if(sold = 0, ' without a checkout', format(' for {}', plural(sold, 'checkout'))),
    strftime(since, ' since %b %-d so far'),
    if(n = 1, '. ', format(': {}. ', names)),
    format('{} had {}{:,} on these days', p.short_name, if(is_only, 'all ', ''), better_sold),
    format(', for {}', money(better_spend, p.currency)),
    if(better_revenue = 0, '. ', format(', ROAS {:.2f}. ', better_revenue / better_spend)),
    if(p.days_run < days / 2, format('It ran on {:,} of {:,} days. ', p.days_run, days), ''),
    if(n = 1 AND in_one_group, 'Both are in one ad group, so a budget or a bid feeds both. ', ''),
    format('{}{} ', p.used_said, if(p.used >= 0.8, ': raise that.', ', so that doesn’t limit it.')),
    if(is_only AND small > 0, format('For {} it is too early or too little to tell. ', plural(small, 'more ad')), ''),
    format(
      if(n = 1, 'Before it runs again, buy once on its page ({}).', 'Before one runs again, buy on each page ({}).'),
      pages
    )
  ) AS _text,
  a.look AS _pin
FROM pair p JOIN sales_ad a ON a.id = better OR list_contains(ids, a.id)
ORDER BY a.id = better, a.spend DESC, a.id
