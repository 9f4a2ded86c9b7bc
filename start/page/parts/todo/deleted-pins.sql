-- kind: todo
-- title: Pins that are gone
-- note: Pins that are no longer in the account, with at least 50 in the 28 days before. Their last days weren't read.
-- period: 28
SELECT
  pin_link(NULL, g.id, FALSE) AS "Pin",
  strftime(known_until, '%Y-%m-%d') AS "Read until",
  now AS "Now, until then",
  g.earlier AS "28 days before",
  (sum(g.earlier) OVER ()) / h.earlier AS _weight,
  concat('Was it meant to delete ', if(count(*) OVER () = 1, 'a Pin', count(*) OVER () || ' Pins'), '?') AS _title,
  format('{:,}', (sum(g.earlier) OVER ())::BIGINT) AS _number,
  concat(
    format(' {} in the 28 days before came from ', lower(metric)),
    if(count(*) OVER () = 1, '', 'them, most of these from '),
    format('Pin {}, which is no longer among your Pins', first(g.id) OVER largest),
    strftime(first(known_until) OVER largest, ', and wasn’t read after %b %-d'),
    '. If that wasn’t meant, publish it again.'
  ) AS _text
FROM pin_change g, headline h
WHERE is_gone AND g.earlier >= 50
WINDOW largest AS (ORDER BY g.earlier DESC, g.id)
ORDER BY g.earlier DESC, g.id
