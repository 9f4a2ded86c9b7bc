-- kind: todo
-- title: Pins that are gone
-- note: Pins that are no longer in the account, with at least 50 in the 28 days before, and now at most half of those.
-- period: 28
SELECT
  pin_link(NULL, g.id, FALSE) AS "Pin",
  now AS "Now",
  g.earlier AS "28 days before",
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
    format('in {} is no longer among your Pins. If that wasn’t meant, publish it again.', first(g.id) OVER largest)
  ) AS _text
FROM pin_change g, headline h
WHERE is_gone AND g.earlier >= greatest(50, 2 * now)
WINDOW largest AS (ORDER BY g.difference, g.id)
ORDER BY g.difference, g.id
