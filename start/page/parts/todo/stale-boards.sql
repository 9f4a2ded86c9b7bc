-- kind: todo
-- title: Boards without new Pins
-- note: No new Pin for 60 days, and at least 100 Pin clicks and 3% of those of all Pins in 90 days. Not secret.
WITH
  stale AS (
    SELECT *, clicks / (SELECT sum(clicks) FROM pin) AS share
    FROM board
    WHERE last_pin <= getvariable('today') - 60 AND clicks > 0
    QUALIFY sum(clicks) OVER () >= 100 AND sum(share) OVER () >= 0.03
  )
SELECT
  {text: name, url: url} AS "Board",
  strftime(last_pin, '%Y-%m-%d') AS "Last new Pin",
  clicks AS "Pin clicks in 90 days",
  {percent: share} AS "Share",
  pins AS "Pins",
  sum(share) OVER () AS _weight,
  'Add Pins to ' || named(max_by(name, clicks) OVER (), count(*) OVER ()) AS _title,
  plural(sum(clicks) OVER (), 'Pin click') AS _number,
  format(
    ' of 90 days, {:.0f}% of those of your Pins, still come from {} without a new Pin for 60 days.',
    100 * sum(share) OVER (),
    plural(count(*) OVER (), 'board')
  ) AS _text,
  look AS _pin
FROM stale
ORDER BY clicks DESC, stale.id
