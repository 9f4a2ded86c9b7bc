-- kind: todo
-- title: Enough to compare
-- note: Nothing else can be checked with so few. It begins with 100 clicks, saves, or impressions per period.
-- period: 28
SELECT
  count(*) AS "Own Pins",
  count(*) FILTER(in_period(created_at::DATE)) AS "New in 28 days",
  count(link) AS "With a link",
  1 AS _weight,
  'Publish several Pins per week' AS _title,
  plural("New in 28 days", 'new Pin') AS _number,
  concat(
    ' in 28 days, and too few clicks to check anything else yet. ',
    format('Give each Pin a link ({:,} of your {:,} have one), ', "With a link", count(*)),
    coalesce(
      (
        SELECT
          format('and make a board for each topic: {:,} of them are on one, “{}”.', count(*), any_value(board.name))
        FROM pin own JOIN board ON board.id = own.board_id
        WHERE own.is_own
        GROUP BY board.id
        HAVING count(*) >= 0.75 * (SELECT count(*) FROM pin p WHERE p.is_own)
      ),
      'and save it to a board that is named as people search.'
    )
  ) AS _text
FROM headline, pin
WHERE is_own AND earlier IS NOT NULL AND NOT is_comparable
HAVING count(*) > 0
