-- kind: todo
-- title: Enough to compare
-- note: Nothing else can be checked with so few. It begins with 100 clicks, saves, or impressions per period. Twice as
--   many Pins as in the 28 days, and at least two a week, if those that there are can be seen: half of them or more, or
--   one of the new ones.
-- period: 28
WITH
  own AS (
    SELECT
      count(*) AS pins,
      count(*) FILTER(in_period(created_at::DATE)) AS new_pins,
      count(*) FILTER(impressions = 0) AS unseen,
      count(*) FILTER(impressions = 0 AND in_period(created_at::DATE)) AS new_unseen,
      unseen > count(impressions) / 2
      AND new_unseen = new_pins AS are_unseen,
      max_by(title_of(title, id, TRUE), created_at) FILTER(impressions = 0 AND NOT is_secret) AS example,
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
  unseen AS "Not shown in 90 days",
  new_pins AS "New in 28 days",
  linked AS "With a link",
  1 AS _weight,
  if(
    are_unseen,
    'See whether people can find your Pins',
    format('Publish {:.0f} Pins a week', greatest(2, ceil(new_pins / 2)))
  ) AS _title,
  if(are_unseen, format('{:,} of {:,}', unseen, pins), plural(new_pins, 'new Pin')) AS _number,
  concat(
    if(
      are_unseen,
      concat(
        ' own Pins were not shown once in 90 days',
        if(new_pins = 0, '', format(', nor {} in 28 days', if(new_pins = 1, 'the new one', 'any of the new ones'))),
        '. Before you publish more, open “',
        example,
        '” where you are signed out: is it visible? If it is, give each Pin a title. '
      ),
      ' in 28 days, and too few clicks to check anything else yet. '
    ),
    format(
      '{:,} of your {:,} {} no link: {}{}; give {} one. ',
      len(without_link),
      pins,
      if(len(without_link) = 1, 'has', 'have'),
      array_to_string(without_link[:3], ', '),
      if(len(without_link) > 3, format(' and {:,} more', len(without_link) - 3), ''),
      if(len(without_link) = 1, 'it', 'them')
    ),
    if(
      hidden = 0,
      '',
      format(
        '{:,} of your {:,} {}, where nobody finds {} by browsing: make public what is for all. ',
        hidden,
        pins,
        if(hidden = 1, 'is on a secret board', 'are on secret boards'),
        if(hidden = 1, 'it', 'them')
      )
    ),
    coalesce(format('Make a board for each topic: {}.', said), 'Save each to a board that is named as people search.')
  ) AS _text
FROM headline, own LEFT JOIN place ON TRUE
WHERE earlier IS NOT NULL AND NOT is_comparable
