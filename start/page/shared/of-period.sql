-- What the parts share of one period: tables, so that each is computed once per period.
-- The period, and the one before it if every day of both is known.
CREATE OR REPLACE TEMP TABLE total AS
SELECT
  place,
  metric,
  field,
  min(date) FILTER(in_period(date)) AS first_date,
  (sum(n) FILTER(in_period(date)))::BIGINT AS value,
  list(n ORDER BY date) FILTER(in_period(date)) AS line,
  count(n) FILTER(in_period(date)) = getvariable('days')
  AND count(n) FILTER(in_period_before(date)) = getvariable('days') AS is_known,
  if(is_known, list(n ORDER BY date) FILTER(in_period_before(date)), NULL) AS line_before,
  if(is_known, (sum(n) FILTER(in_period_before(date)))::BIGINT, NULL) AS earlier
FROM metric_day
GROUP BY place, metric, field
HAVING value IS NOT NULL;

-- The metric of the headline: the first one with support; visits to the website come first.
CREATE OR REPLACE TEMP TABLE headline AS
SELECT
  *,
  coalesce(value - earlier, 0) AS difference,
  if(difference < 0, 'fall', 'rise') AS direction,
  has_support(earlier, value) AS is_comparable,
  is_swing(line_before, line) AS swings,
  swings
  OR is_level(earlier, value) AS is_steady
FROM total
WHERE metric <> 'Engagements'
ORDER BY is_comparable DESC, value > 0 DESC, place
LIMIT 1;

-- A change like that of the period before is a trend, not an event of this period. It is clear if the two changes
-- together are more than the swing of the days.
CREATE OR REPLACE TEMP TABLE trend AS
SELECT
  sum(n)::BIGINT AS before,
  is_steady
  AND NOT is_swing(list(n ORDER BY date), line) AS is_clear,
  format(
    ' In those {} days, they had {} {:.0f}%, too, from {:,}{}.',
    getvariable('days'),
    if(earlier > before, 'risen', 'fallen'),
    abs(100 * (earlier / before - 1)),
    before,
    if(is_clear, format(': over both periods {}, which is more than that swing', percent_change(value, before)), '')
  ) AS text
FROM metric_day JOIN headline USING (metric)
WHERE in_period_before(date + getvariable('days')::INTEGER)
GROUP BY earlier, value, line, is_steady
HAVING
  count(n) = getvariable('days')
  AND has_support(before, earlier)
  AND NOT is_level(before, earlier)
  AND NOT is_level(earlier, value)
  AND sign(earlier - before) = sign(value - earlier);

-- Whether the second half of the period turned, beyond the usual swing. In a level period, that is the news.
CREATE OR REPLACE TEMP TABLE turn AS
WITH
  half AS (
    SELECT
      len(line) // 2 AS days,
      line[:days] AS first_days,
      line[days + 1:] AS last_days,
      list_sum(first_days)::BIGINT AS before,
      list_sum(last_days)::BIGINT AS now
    FROM headline
    WHERE len(line) = getvariable('days')
  )
SELECT
  h.* EXCLUDE (first_days, last_days),
  getvariable('last_day') - h.days::INTEGER + 1 AS since,
  is_comparable
  AND is_level(earlier, value) AS is_news,
  format(
    ' The last {0} days were {1:.0f}% {2} the {0} before them.',
    h.days,
    100 * abs(h.now / h.before - 1),
    if(h.now < h.before, 'below', 'above')
  ) AS text
FROM half h, headline
WHERE
  has_support(h.before, h.now)
  AND NOT is_level(h.before, h.now)
  AND NOT is_swing(first_days, last_days)
  AND (is_steady OR sign(h.now - h.before) <> sign(difference));

-- The headline's metric of each own Pin in both periods, if the days of Pins are known for both. Those that are gone
-- have days until then.
CREATE OR REPLACE TEMP TABLE pin_change AS
WITH
  day AS (
    SELECT pin_id, date, n[(SELECT field FROM headline)] AS n, n['IMPRESSION'] AS seen, n['PIN_CLICK'] AS clicks
    FROM pin_day
    WHERE in_period(date) OR in_period_before(date)
  ),
  known AS (
    SELECT 1
    FROM day
    HAVING min(date) <= first_day() - getvariable('days') AND max(date) >= getvariable('last_day')
  ),
  counts AS (
    SELECT
      pin_id,
      coalesce(sum(n) FILTER(in_period(date)), 0)::BIGINT AS now,
      coalesce(sum(n) FILTER(in_period_before(date)), 0)::BIGINT AS earlier,
      coalesce(sum(seen) FILTER(in_period(date)), 0)::BIGINT AS seen,
      coalesce(sum(seen) FILTER(in_period_before(date)), 0)::BIGINT AS seen_earlier,
      coalesce(sum(clicks) FILTER(in_period(date)), 0)::BIGINT AS clicks_now,
      coalesce(sum(clicks) FILTER(in_period_before(date)), 0)::BIGINT AS clicks_earlier
    FROM day
    GROUP BY pin_id
  )
SELECT
  p.* EXCLUDE (id),
  c.*,
  pin_id AS id,
  p.id IS NULL AS is_gone,
  if(is_gone, 'a Pin that is no longer in the account', format('“{}”', title_of(title, pin_id, TRUE))) AS name,
  now - earlier AS difference,
  -- What was seen, and no longer is, hasn't faded: it is secret, deleted, or limited.
  NOT is_gone
  AND seen_earlier >= 100
  AND seen <= 0.05 * seen_earlier AS has_stopped,
  CASE WHEN p.created_at::DATE >= first_day() THEN 1 WHEN now > earlier THEN 2 WHEN now < earlier THEN 3 END AS kind,
  format('{} ({})', name, if(kind = 1, format('new, {:,}', now), format('{:,} to {:,}', earlier, now))) AS said
FROM counts c LEFT JOIN pin p ON p.id = pin_id, known;

-- The change of the own Pins. The count of a new Pin is not growth, so new, risen, and fallen ones are apart. Where ups
-- and downs are both larger than the change of all, no Pin makes it.
CREATE OR REPLACE TEMP TABLE pin_sums AS
SELECT
  sum(difference)::BIGINT AS n,
  coalesce(sum(difference) FILTER(kind = 1), 0) AS created,
  coalesce(sum(difference) FILTER(kind = 2), 0) AS risen,
  coalesce(sum(difference) FILTER(kind = 3), 0) AS fallen,
  least(created + risen, - fallen) > abs((SELECT difference FROM headline)) AS is_churn,
  format('new {}, risen {}, fallen {}', signed(created), signed(risen), signed(fallen)) AS said,
  list(said ORDER BY abs(difference) DESC, earlier, id) FILTER(abs(difference) >= 20) AS large,
  array_to_string(large[:2], ' and ') AS largest
FROM pin_change
HAVING count(*) >= 5;

-- Pins with a large change: a fifth of that of the account or, if it is steady, a tenth of the account.
CREATE OR REPLACE TEMP TABLE mover AS
SELECT p.*
FROM pin_change p, headline h
WHERE
  h.is_comparable
  AND is_large(p.earlier, p.now)
  AND abs(p.difference) >= if(h.is_steady, 0.1 * h.earlier, 0.2 * abs(h.difference));

-- How each week of the account, and of such Pins, differs from the one before.
CREATE OR REPLACE TEMP TABLE week_change AS
WITH
  day AS (
    SELECT date, n, 0 AS own
    FROM metric_day JOIN (SELECT metric FROM headline) USING (metric)
    UNION ALL
    SELECT pin_day.date, 0, pin_day.n[(SELECT field FROM headline)]
    FROM pin_day JOIN mover ON pin_day.pin_id = id AND sign(difference) = sign((SELECT difference FROM headline))
  )
SELECT
  ((getvariable('last_day') - date) % getvariable('days')) // 7 AS week,
  sum(if(in_period(date), n, - n)) AS n,
  sum(if(in_period(date), own, - own)) AS own
FROM day
WHERE in_period(date) OR in_period_before(date)
GROUP BY week;

-- The Pins that make the change: at most three, in an account without churn, that moved in the weeks in which it did.
CREATE OR REPLACE TEMP TABLE maker AS
SELECT m.*
FROM mover m, headline h, pin_sums
WHERE
  h.is_steady
  OR sign(m.difference) = sign(h.difference)
  AND NOT is_churn
  AND (SELECT moved_along(n, own) FROM (SELECT list(n) AS n, list(own) AS own FROM week_change))
ORDER BY abs(m.difference) DESC, id
LIMIT 3;

-- Old Pins that turned within 28 days, as a thing to do.
CREATE OR REPLACE TEMP MACRO turned_pins(has_turned, task, noun, advice) AS TABLE
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  now AS "Now",
  earlier AS "28 days before",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  sum(abs(difference)) OVER () / (SELECT value FROM headline) AS _weight,
  task || named(max_by(title_of(title, id, TRUE), abs(difference)) OVER (), count(*) OVER ()) AS _title,
  signed(sum(difference) OVER ()) AS _number,
  format(
    ' {} in 28 days: {}from {:,} to {:,}. {}',
    (SELECT lower(metric) FROM headline),
    if(count(*) OVER () = 1, '', plural(count(*) OVER (), noun) || ' together, '),
    (sum(earlier) OVER ())::BIGINT,
    (sum(now) OVER ())::BIGINT,
    advice
  ) AS _text,
  look AS _pin
FROM pin_change
WHERE has_turned
ORDER BY abs(difference) DESC, id;
