-- kind: table
-- title: Paid and organic, formats, devices, and sources
-- note: Each breakdown adds up to the account’s total, from {dates}. “Organic” includes product Pins of a catalog
--   (“organic product”), which can be seen because of ads.
-- period: each
-- place: 4
-- width: full
-- fold: yes
SELECT
  {text: upper(part[1]) || part[2:], note: dimension} AS "Part",
  sum(count_in(metrics, 'IMPRESSION'))::BIGINT AS "Impressions",
  sum(count_in(metrics, 'SAVE'))::BIGINT AS "Saves",
  sum(count_in(metrics, 'PIN_CLICK'))::BIGINT AS "Pin clicks",
  sum(count_in(metrics, 'OUTBOUND_CLICK'))::BIGINT AS "Outbound clicks",
  {
    percent: "Outbound clicks" / nullif(sum("Outbound clicks") OVER (PARTITION BY place), 0)
  } AS "Share of outbound clicks",
  {share: "Outbound clicks" / nullif(sum("Outbound clicks") OVER (PARTITION BY place), 0)} AS " ",
  dates(greatest(first_day(), (SELECT min(date) FROM split_day))) AS _dates
FROM split_day
WHERE in_period(date)
GROUP BY place, dimension, part
HAVING sum(count_in(metrics, 'IMPRESSION')) > 0
ORDER BY place, "Impressions" DESC, part
