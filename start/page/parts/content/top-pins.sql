-- kind: gallery
-- title: Top Pins of 90 days
-- note: By engagements: saves, Pin clicks, and outbound clicks. Last 90 days, as of {date}. Likes are all-time.
--   {others}.
-- empty: No Pin was seen in the last 90 days.
-- place: 1
-- width: full
SELECT
  {
    text: title_of(p.title, t.pin_id, p.id IS NOT NULL),
    url: 'https://www.pinterest.com/pin/' || t.pin_id || '/',
    note: if(p.is_own IS NULL, 'Not among your Pins', if(p.is_own, b.name, 'Saved of others'))
  } AS "Pin",
  count_in(metrics, 'ENGAGEMENT') AS "Engagements",
  count_in(metrics, 'PIN_CLICK') AS "Pin clicks",
  count_in(metrics, 'SAVE') AS "Saves",
  count_in(metrics, 'OUTBOUND_CLICK') AS "Outbound clicks",
  p.likes AS "Likes",
  if(bool_and(p.is_own IS TRUE) OVER (), NULL, if(p.is_own, 'Your own', 'Of others')) AS _group,
  p.look AS _pin,
  strftime(t.end_date, '%b %-d') AS _date,
  if(
    _group IS NULL,
    NULL,
    'Pins of others that link to your website count with all that they got, which can exceed the account’s totals'
  ) AS _others
FROM
  (
    SELECT DISTINCT ON (pin_id) *
    FROM user_account_top_pins
    WHERE end_date = (SELECT max(end_date) FROM user_account_top_pins)
  ) t
  LEFT JOIN pin p ON p.id = t.pin_id
  LEFT JOIN boards b ON b.id = p.board_id
  AND b.privacy <> 'SECRET'
WHERE "Engagements" > 0
QUALIFY row_number() OVER (PARTITION BY p.is_own IS TRUE ORDER BY "Engagements" DESC, t.pin_id) <= 6
ORDER BY p.is_own IS NOT TRUE, "Engagements" DESC, t.pin_id
