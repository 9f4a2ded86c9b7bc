-- kind: gallery
-- title: Top Pins of 90 days
-- note: By engagements: saves, Pin clicks, and outbound clicks. Last 90 days, as of {date}. Pins of others that link to
--   your website can be among them. Likes are all-time.
-- empty: No Pin was seen in the last 90 days.
-- place: 1
WITH
  top_pin AS (
    SELECT DISTINCT
      ON (pin_id) pin_id,
      start_date,
      end_date,
      count_in(metrics, 'ENGAGEMENT') AS engagements,
      count_in(metrics, 'SAVE') AS saves,
      count_in(metrics, 'OUTBOUND_CLICK') AS outbound
    FROM user_account_top_pins
    WHERE end_date = (SELECT max(end_date) FROM user_account_top_pins)
  )
SELECT
  {
    text: title_of(p.title, t.pin_id, p.id IS NOT NULL),
    url: 'https://www.pinterest.com/pin/' || t.pin_id || '/',
    note: b.name
  } AS "Pin",
  t.engagements AS "Engagements",
  t.saves AS "Saves",
  t.outbound AS "Outbound clicks",
  p.likes AS "Likes",
  p.look AS _pin,
  strftime(t.end_date, '%b %-d') AS _date
FROM top_pin t LEFT JOIN pin p ON p.id = t.pin_id LEFT JOIN boards b ON b.id = p.board_id AND b.privacy <> 'SECRET'
WHERE t.engagements > 0
ORDER BY 2 DESC, t.pin_id
LIMIT 6
