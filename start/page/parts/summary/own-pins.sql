-- kind: why
-- title: Own Pins
-- note: The count of a new Pin is not growth, so new, risen, and fallen Pins are apart. With all else, they add up.
-- period: each
-- place: 2
WITH
  sums AS (
    SELECT
      coalesce(sum(difference) FILTER(kind = 1), 0)::BIGINT AS new,
      coalesce(sum(difference) FILTER(kind = 2), 0)::BIGINT AS risen,
      coalesce(sum(difference) FILTER(kind = 3), 0)::BIGINT AS fallen
    FROM pin_change
    HAVING count(*) >= 5
  ),
  -- The Pin that gained or lost most, if that is at least 100, and a fifth of the whole change.
  largest AS (
    SELECT pin_link(p.title, p.id, TRUE) AS link, p.difference AS n, if(kind = 1, 'new ', '') AS new_one
    FROM pin_change p, headline h
    WHERE abs(p.difference) >= 100 AND p.difference / nullif(h.difference, 0) >= 0.2
    ORDER BY abs(p.difference) DESC, p.id
    LIMIT 1
  )
SELECT
  coalesce(format('One {}Pin stands out, ', new_one), 'By Pins') AS lead,
  coalesce(link, {text: '', url: NULL}) AS lead_pin,
  coalesce(' with ' || signed(n), '') AS lead_count,
  format(
    '{}new ones {}, older ones risen {} and fallen {}, everything else {}; together {}.',
    if(n IS NULL, ': ', '. Of all Pins: '),
    signed(new),
    signed(risen),
    signed(fallen),
    signed(difference - new - risen - fallen),
    signed(difference)
  ) AS text
FROM sums JOIN headline ON is_comparable LEFT JOIN largest ON TRUE
