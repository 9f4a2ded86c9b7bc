-- kind: todo
-- title: Enough to compare
-- note: Nothing else can be checked with so few. It begins with 100 clicks, saves, or impressions per period. Twice as
--   many Pins as in the 28 days, and at least two a week.
-- period: 28
WITH
  own AS (
    SELECT
      count(*) AS pins,
      count(*) FILTER(in_period(created_at::DATE)) AS new_pins,
      count(link) AS linked,
      count(*) FILTER(is_secret) AS hidden,
      list(format('“{}”', title_of(title, id, TRUE)) ORDER BY created_at DESC, id) FILTER(
        link IS NULL
        AND NOT is_secret
      ) AS without_link
    FROM pin
    WHERE is_own
    HAVING count(*) > 0
  ),
  place AS (
    SELECT format('{:,} are on one, “{}”', count(*), any_value(board.name)) AS said
    FROM pin p JOIN board ON board.id = p.board_id
    WHERE p.is_own
    GROUP BY board.id
    HAVING count(*) >= 0.75 * (SELECT pins FROM own)
  )
SELECT
  pins AS "Own Pins",
  new_pins AS "New in 28 days",
  linked AS "With a link",
  1 AS _weight,
  format('Publish {:.0f} Pins a week', greatest(2, ceil(new_pins / 2))) AS _title,
  plural(new_pins, 'new Pin') AS _number,
  concat(
    ' in 28 days, and too few clicks to check anything else yet. ',
    format(
      '{:,} of your {:,} have no link: {}{}; give them one. ',
      len(without_link),
      pins,
      array_to_string(without_link[:3], ', '),
      if(len(without_link) > 3, format(' and {:,} more', len(without_link) - 3), '')
    ),
    if(hidden = 0, '', format('{:,} of your {:,} are on secret boards: make public what is for all. ', hidden, pins)),
    coalesce(format('Make a board for each topic: {}.', said), 'Save each to a board that is named as people search.')
  ) AS _text
FROM headline, own LEFT JOIN place ON TRUE
WHERE earlier IS NOT NULL AND NOT is_comparable
