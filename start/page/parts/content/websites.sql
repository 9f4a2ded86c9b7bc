-- kind: table
-- title: Traffic by website
-- note: Outbound clicks {counted}. Everything else are Pins without a link, of other websites, of others, or deleted:
--   with it, they add up to the account’s {total}. {apart}
-- empty: No Pin with a link had an outbound click.
-- place: 4
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
  sums AS (SELECT sum(n)::BIGINT AS listed, (SELECT n FROM account_total) AS total FROM site HAVING count(*) > 0),
  line AS (
    SELECT 1 AS place, website, n, pins
    FROM site
    UNION ALL
    SELECT 2, 'Everything else', total - listed, NULL
    FROM sums
    WHERE listed <= total
  )
SELECT *
FROM
  (
    SELECT
      {text: website} AS "Website",
      n AS "Outbound clicks",
      {share: n / max(n) OVER ()} AS " ",
      {percent: n / sum(n) OVER ()} AS "Share",
      pins AS "Pins",
      (SELECT counted(_read_at) FROM pin) AS _counted,
      if(listed <= total, format('{:,}', total), NULL) AS _total,
      if(
        listed <= total,
        NULL,
        'They can’t be compared with the account’s: days are missing, or Pins share their numbers.'
      ) AS _apart,
      NULL AS _empty
    FROM line, sums
    UNION ALL
    BY NAME
    SELECT 'Pinterest doesn’t give the outbound clicks of these Pins.' AS _empty
    FROM pin
    HAVING count(*) > 0 AND count(outbound) = 0
  )
ORDER BY "Pins" IS NULL, "Outbound clicks" DESC, "Website"
