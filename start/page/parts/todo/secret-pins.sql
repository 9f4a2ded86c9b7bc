-- kind: todo
-- title: A Pin on a secret board that brings much
-- note: The one with most of the metric in 28 days: a tenth of it or more, and 20 or more. The page can be passed on,
--   so it doesn't name the Pin; Pinterest shows it only to you and whom you invite.
-- period: 28
WITH
  paid AS (
    SELECT p.pin_id AS id, sum(greatest(p.n[field] - count_in(metrics, field), 0))::BIGINT AS paid_least
    FROM pin_day p JOIN split_day s USING (date), headline
    WHERE dimension = 'paid or organic' AND part = 'organic' AND in_period(p.date)
    GROUP BY p.pin_id
  )
SELECT
  pin_link(c.title, id, TRUE) AS "Pin",
  now AS "Now",
  c.earlier AS "28 days before",
  link IS NOT NULL AS "With a link",
  -- With a link there is less to do.
  if(link IS NULL, now / value, 0.02) AS _weight,
  format('Check the Pin on a secret board that brings {:.0f}%', 100 * now / value) AS _title,
  format('{:,}', now) AS _number,
  concat(
    format(' of the {:,} {} in 28 days. ', value, lower(metric)),
    if(
      paid_least >= now / 20,
      format('At least {:,} of them are paid: see whether by an ad of yours. ', paid_least),
      ''
    ),
    if(link IS NULL, 'Give it a link', 'See that its link works'),
    ' and, if all may see it, save it to a public board, too. Its numbers have a link that opens it for you.'
  ) AS _text,
  look AS _pin
FROM pin_change c CROSS JOIN headline LEFT JOIN paid USING (id)
WHERE is_secret AND is_own AND now >= greatest(20, 0.1 * value)
ORDER BY now DESC, id
LIMIT 1
