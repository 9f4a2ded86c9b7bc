-- kind: table
-- title: Traffic by website
-- note: Outbound clicks {counted}. “Everything else” is Pins without a link, of other websites, of others, or deleted:
--   with it, they add up to the account’s {total}. {apart}
-- empty: No Pin with a link had an outbound click.
-- place: 3
-- width: full
WITH
  site AS (
    SELECT
      regexp_extract(link, '^https?://(?:www\.)?([^/?#:]+)', 1) AS website,
      sum(outbound)::BIGINT AS n,
      count(*) AS pins
    FROM pin
    WHERE link IS NOT NULL
    GROUP BY 1
    HAVING sum(outbound) > 0
    ORDER BY n DESC, website
    LIMIT 6
  ),
  -- The days that the counts of Pins are of, also those that Pinterest still calculates.
  account_total AS (
    SELECT sum(count_in(metrics, 'OUTBOUND_CLICK'))::BIGINT AS n
    FROM user_account_analytics
    WHERE date > getvariable('today') - 90 AND date <= getvariable('today')
    HAVING count(*) >= 89
  ),
  line AS (
    SELECT website, n, pins, NULL AS unknown
    FROM site
    UNION ALL
    SELECT 'Everything else', total.n - sum(site.n)::BIGINT, NULL, NULL
    FROM site, account_total total
    GROUP BY total.n
    HAVING sum(site.n) <= total.n
    UNION ALL
    SELECT NULL, NULL, NULL, 'Pinterest doesn’t give the outbound clicks of these Pins.'
    FROM pin
    HAVING count(*) > 0 AND count(outbound) = 0
  )
SELECT
  {text: website} AS "Website",
  n AS "Outbound clicks",
  {share: n / max(n) OVER ()} AS " ",
  {percent: n / sum(n) OVER ()} AS "Share",
  pins AS "Pins",
  (SELECT counted(_read_at) FROM pin) AS _counted,
  if(bool_or(pins IS NULL) OVER (), format('{:,}', (sum(n) OVER ())::BIGINT), NULL) AS _total,
  if(
    _total IS NULL,
    'They can’t be compared with the account’s: days are missing, or Pins share their numbers.',
    NULL
  ) AS _apart,
  unknown AS _empty
FROM line
ORDER BY pins IS NULL, n DESC, website
