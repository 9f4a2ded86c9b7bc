-- kind: gallery
-- title: Top Pins of 90 days
-- note: By engagements: saves, Pin clicks, and outbound clicks. Last 90 days, as of {date}. Likes are all-time.
--   {others}.
-- empty: No Pin was seen in the last 90 days.
-- place: 1
-- width: full
WITH
  -- Six own ones, and those of others that are among the six of all.
  top AS (
    SELECT t.*, p.is_own, p.likes, p.look, title_of(p.title, t.pin_id, p.id IS NOT NULL) AS title, b.name AS board
    FROM
      (
        SELECT DISTINCT ON (pin_id) *, count_in(metrics, 'ENGAGEMENT') AS engagements
        FROM user_account_top_pins
        WHERE end_date = (SELECT max(end_date) FROM user_account_top_pins)
      ) t
      LEFT JOIN pin p ON p.id = t.pin_id
      LEFT JOIN boards b ON b.id = p.board_id
      AND b.privacy <> 'SECRET'
    WHERE engagements > 0
    QUALIFY
      row_number() OVER (PARTITION BY p.is_own IS TRUE ORDER BY engagements DESC, t.pin_id) <= 6
      AND (p.is_own IS TRUE OR row_number() OVER (ORDER BY engagements DESC, t.pin_id) <= 6)
  )
SELECT
  {
    text: title,
    url: 'https://www.pinterest.com/pin/' || pin_id || '/',
    note: if(is_own IS NULL, 'Not among your Pins', if(is_own, board, 'Saved of others'))
  } AS "Pin",
  engagements AS "Engagements",
  count_in(metrics, 'PIN_CLICK') AS "Pin clicks",
  count_in(metrics, 'SAVE') AS "Saves",
  count_in(metrics, 'OUTBOUND_CLICK') AS "Outbound clicks",
  likes AS "Likes",
  if(bool_and(is_own IS TRUE) OVER (), NULL, if(is_own, 'Your own', 'Of others')) AS _group,
  look AS _pin,
  strftime(end_date, '%b %-d') AS _date,
  if(
    _group IS NULL,
    NULL,
    'Pins of others that link to your website count with all that they got, which can exceed the account’s totals'
  ) AS _others
FROM top
ORDER BY is_own IS NOT TRUE, engagements DESC, pin_id
