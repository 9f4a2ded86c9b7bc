-- kind: todo
-- title: Boards without new Pins
-- note: No new Pin for 60 days, and still at least 50 Pin clicks and 3% of those of all Pins in 28 days: half or more
--   of those of the 28 days before. All without the board’s largest Pin, and without Pins that stopped. Public ones.
-- period: 28
WITH
  placed AS (
    SELECT *, row_number() OVER (PARTITION BY board_id ORDER BY clicks_now DESC, id) AS rank
    FROM pin_change
    WHERE NOT has_stopped
  ),
  stale AS (
    SELECT
      b.*,
      sum(p.clicks_now) FILTER(rank > 1)::BIGINT AS brought,
      sum(p.clicks_earlier) FILTER(rank > 1)::BIGINT AS brought_before,
      brought / (SELECT sum(clicks_now) FROM pin_change) AS share,
      format('{} ({:,})', any_value(p.name) FILTER(rank = 1), max(p.clicks_now)) AS largest,
      any_value(p.look) FILTER(rank = 2) AS second
    FROM board b JOIN placed p ON p.board_id = b.id
    WHERE last_pin <= getvariable('today') - 60 AND b.privacy = 'PUBLIC'
    GROUP BY ALL
    HAVING brought >= 50 AND share >= 0.03 AND brought >= brought_before / 2
  )
SELECT
  {text: name, url: url} AS "Board",
  strftime(last_pin, '%Y-%m-%d') AS "Last new Pin",
  brought AS "Pin clicks in 28 days",
  brought_before AS "28 days before",
  {percent: share} AS "Share",
  largest AS "Without its largest Pin",
  pins AS "Pins",
  sum(share) OVER () AS _weight,
  'Add Pins to ' || named(max_by(name, brought) OVER (), count(*) OVER ()) AS _title,
  plural(sum(brought) OVER (), 'Pin click') AS _number,
  format(
    ' in 28 days (was {:,}): {:.0f}% of those of your Pins, without a new Pin {}, and without {}.',
    (sum(brought_before) OVER ())::BIGINT,
    100 * sum(share) OVER (),
    if(count(*) OVER () = 1, 'since ' || strftime(last_pin, '%b %-d'), 'for 60 days'),
    if(count(*) OVER () = 1, 'its largest Pin, ' || largest, 'the largest Pin of each')
  ) AS _text,
  second AS _pin
FROM stale
ORDER BY brought DESC, stale.id
