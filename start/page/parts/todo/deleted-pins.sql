-- kind: todo
-- title: Pins that are gone
-- note: Pins that are no longer in the account, with at least 50 in the 28 days before, and now at most half of those.
-- period: 28
WITH
  gone AS (
    SELECT c.id, now, earlier, difference, max(date) AS last_shown
    FROM pin_change c JOIN pin_analytics d ON d.pin_id = c.id
    WHERE is_gone AND earlier >= greatest(50, 2 * now) AND count_in(metrics, 'IMPRESSION') > 0
    GROUP BY ALL
  )
SELECT
  pin_link(NULL, g.id, FALSE) AS "Pin",
  now AS "Now",
  g.earlier AS "28 days before",
  strftime(last_shown, '%Y-%m-%d') AS "Last shown",
  (sum(g.earlier) OVER ()) / h.earlier AS _weight,
  concat('Was it meant to delete ', if(count(*) OVER () = 1, 'a Pin', count(*) OVER () || ' Pins'), '?') AS _title,
  signed(sum(g.difference) OVER ()) AS _number,
  concat(
    format(
      ' {} in 28 days: {:,}, after {:,}. ',
      lower(metric),
      (sum(now) OVER ())::BIGINT,
      (sum(g.earlier) OVER ())::BIGINT
    ),
    if(count(*) OVER () = 1, 'P', 'The one that fell most, P'),
    format('in {} is no longer among your Pins, and ', first(g.id) OVER largest),
    strftime(first(last_shown) OVER largest, 'was last shown on %b %-d. If that wasn’t meant, publish it again.')
  ) AS _text
FROM gone g, headline h
WINDOW largest AS (ORDER BY g.difference, g.id)
ORDER BY g.difference, g.id
