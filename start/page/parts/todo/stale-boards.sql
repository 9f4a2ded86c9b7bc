-- kind: todo
-- title: Boards without new Pins
-- note: No new Pin for 60 days, and still at least 50 Pin clicks and 3% of those of all Pins in 28 days: half or more
--   of those of the 28 days before, without the Pins that stopped. Not secret.
-- period: 28
WITH
  stale AS (
    SELECT
      b.*,
      sum(p.clicks_now)::BIGINT AS brought,
      sum(p.clicks_earlier)::BIGINT AS brought_before,
      brought / (SELECT sum(clicks_now) FROM pin_change) AS share
    FROM board b JOIN pin_change p ON p.board_id = b.id
    WHERE last_pin <= getvariable('today') - 60
    GROUP BY ALL
    HAVING brought >= 50 AND share >= 0.03 AND brought >= sum(p.clicks_earlier) FILTER(NOT has_stopped) / 2
  )
SELECT
  {text: name, url: url} AS "Board",
  strftime(last_pin, '%Y-%m-%d') AS "Last new Pin",
  brought AS "Pin clicks in 28 days",
  brought_before AS "28 days before",
  {percent: share} AS "Share",
  pins AS "Pins",
  sum(share) OVER () AS _weight,
  'Add Pins to ' || named(max_by(name, brought) OVER (), count(*) OVER ()) AS _title,
  plural(sum(brought) OVER (), 'Pin click') AS _number,
  format(
    ' in 28 days, after {:,} in the 28 days before: {:.0f}% of those of your Pins, without a new Pin {}.',
    (sum(brought_before) OVER ())::BIGINT,
    100 * sum(share) OVER (),
    if(count(*) OVER () = 1, 'since ' || strftime(last_pin, '%b %-d'), 'for 60 days')
  ) AS _text,
  look AS _pin
FROM stale
ORDER BY brought DESC, stale.id
