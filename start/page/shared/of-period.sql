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
  -- Beyond it, that of the days before alone: those since have what moved.
  2 * sqrt(error_of(line_before) + error_of(if(swings, line, line_before))) * getvariable('days') / earlier AS swing,
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

-- The step of the period, if it has one that is also one against as many days before it. Where those were a peak or a
-- dip, the step only undoes it.
CREATE OR REPLACE TEMP TABLE step AS
WITH
  best AS (
    SELECT line, k, (len(line) - k)::INTEGER AS days
    FROM (SELECT *, unnest(range(7, len(line) - 6)) AS k FROM headline WHERE is_comparable)
    ORDER BY explained_by_step(line, k) DESC, k
    LIMIT 1
  ),
  found AS (
    SELECT
      days,
      list(n) FILTER(in_last(date, days)) AS last_days,
      list(n) FILTER(in_last(date + days, days)) AS days_before,
      list(n) FILTER(in_last(date + 2 * days, days)) AS earlier_days,
      if(len(earlier_days) = days, earlier_days, NULL) AS days_earlier
    FROM metric_day JOIN headline USING (metric), best
    WHERE is_step(best.line, k)
    GROUP BY days
  )
SELECT
  days,
  getvariable('last_day') - days + 1 AS since,
  list_sum(last_days)::BIGINT AS now,
  list_sum(days_before)::BIGINT AS before,
  list_sum(days_earlier)::BIGINT AS before_that,
  coalesce(is_undone(days_earlier, days_before, last_days), FALSE) AS is_return,
  is_steady
  AND is_return AS is_peak,
  is_steady
  AND NOT is_return AS is_news,
  if(now < before, 'peak', 'dip') AS shape,
  format('{} a day{}', per_day(now, days), was(per_day(before, days))) AS said,
  concat(
    format('{} a day {}, ', per_day(before_that, days), from_to(since - 2 * days, days)),
    per_day(before, days),
    if(before_that IS NULL, ' a day', ''),
    format(' {}{} and ', from_to(since - days, days), if(before_that IS NULL, '', ',')),
    format('{} since {}', per_day(now, days), strftime(since, '%b %-d')),
    if(
      is_peak
      AND (is_level(before_that, now) OR is_swing(days_earlier, last_days)),
      format(': about as before the {}', shape),
      ''
    ),
    '.'
  ) AS course
FROM found, headline
WHERE has_support(before, now) AND NOT is_level(before, now) AND NOT is_swing(days_before, last_days);

SET VARIABLE is_peak = EXISTS (FROM step WHERE is_peak);

SET VARIABLE compared_days = coalesce((SELECT days FROM step WHERE is_news OR is_peak), getvariable('days'));

-- What the headline compares; what was before a peak or a dip, too.
CREATE OR REPLACE TEMP TABLE comparison AS
SELECT
  metric,
  field,
  coalesce(s.now, value) AS value,
  coalesce(s.before, earlier) AS earlier,
  if(is_peak, before_that, NULL) AS before_that,
  coalesce(s.now - s.before, difference) AS difference,
  if(coalesce(s.now - s.before, difference) < 0, 'fall', 'rise') AS direction,
  is_comparable,
  is_steady
  AND s.now IS NULL AS is_steady
FROM headline LEFT JOIN step s ON s.is_news OR s.is_peak;

-- The headline's metric of each own Pin in as many days, and in those before them, if the days of Pins are known for
-- both, and in those before that, if they are, too. Those that are gone have days until then.
CREATE OR REPLACE TEMP MACRO pin_changes(length) AS TABLE
WITH
  day AS (
    SELECT
      pin_id,
      date,
      (getvariable('last_day') - date) // length AS place,
      n[(SELECT field FROM headline)] AS n,
      n['IMPRESSION'] AS seen,
      n['PIN_CLICK'] AS clicks,
      avg(seen) FILTER(place = 1) OVER (PARTITION BY pin_id) AS usual
    FROM pin_day
    WHERE in_last(date, 3 * length)
  ),
  known AS (
    SELECT min(date) <= getvariable('last_day') - 3 * length + 1 AS is_longer
    FROM day
    HAVING min(date) <= getvariable('last_day') - 2 * length + 1 AND max(date) >= getvariable('last_day')
  ),
  counts AS (
    SELECT
      pin_id,
      coalesce(sum(n) FILTER(place = 0), 0)::BIGINT AS now,
      coalesce(sum(n) FILTER(place = 1), 0)::BIGINT AS earlier,
      if(any_value(is_longer), coalesce(sum(n) FILTER(place = 2), 0), NULL)::BIGINT AS before_that,
      coalesce(sum(n) FILTER(in_last(date, 7)), 0)::BIGINT AS last_week,
      coalesce(sum(seen) FILTER(place = 0), 0)::BIGINT AS seen,
      coalesce(sum(seen) FILTER(place = 1), 0)::BIGINT AS seen_earlier,
      if(count(seen) FILTER(place = 2) >= 7, avg(seen) FILTER(place = 2), NULL) AS usual_before,
      coalesce(sum(clicks) FILTER(place = 0), 0)::BIGINT AS clicks_now,
      coalesce(sum(clicks) FILTER(place = 1), 0)::BIGINT AS clicks_earlier,
      max(date) FILTER(place = 1 AND seen >= usual / 5) AS last_shown,
      max(date) AS known_until
    FROM day, known
    GROUP BY pin_id
    HAVING count(*) FILTER(place < 2) > 0
  )
SELECT
  p.* EXCLUDE (id),
  c.*,
  pin_id AS id,
  p.id IS NULL AS is_gone,
  CASE
    WHEN is_gone THEN 'a Pin that is no longer in the account'
    WHEN is_secret THEN lower(title[1]) || title[2:]
    ELSE format('“{}”', title_of(title, pin_id, TRUE))
  END AS name,
  now - earlier AS difference,
  -- What was seen for long, and no longer is, hasn't faded: it is secret, deleted, or limited. Others had a run.
  NOT is_gone
  AND seen_earlier >= 100
  AND seen <= 0.05 * seen_earlier AS has_stopped,
  has_stopped
  AND coalesce(usual_before < seen_earlier / length / 2, FALSE) AS had_run,
  -- What was published in the days, or in the week before them, is new.
  CASE
    WHEN in_last(p.created_at::DATE, length + 7) THEN 1
    WHEN now > earlier THEN 2
    WHEN now < earlier THEN 3
  END AS kind,
  name || if(
    getvariable('is_peak')
    AND before_that IS NOT NULL,
    format(' ({:,} before it, {:,} in it, {:,} since: {})', before_that, earlier, now, signed(difference)),
    format(
      ' ({}{})',
      if(kind = 1, strftime(p.created_at, 'new, published %b %-d: '), ''),
      CASE
        WHEN kind IS DISTINCT FROM 1 THEN format('{:,} to {:,}', earlier, now)
        WHEN earlier = 0 THEN format('{:,}', now)
        ELSE format('{:,} until {}, {:,} since', earlier, day_of(getvariable('last_day') - length), now)
      END
    )
  ) AS said
FROM counts c LEFT JOIN pin p ON p.id = pin_id;

-- Of the period, for things to do, and of what the headline compares: without those of which days are missing.
CREATE OR REPLACE TEMP TABLE pin_change AS
FROM pin_changes(getvariable('days'));

CREATE OR REPLACE TEMP TABLE pin_move AS
FROM pin_changes(getvariable('compared_days'))
WHERE NOT is_gone OR known_until = getvariable('last_day');

-- The change of the own Pins. The count of a new Pin is not growth, so new, risen, and fallen ones are apart. Where ups
-- and downs are both larger than the change of all, no Pin makes it.
CREATE OR REPLACE TEMP TABLE pin_sums AS
SELECT
  sum(p.difference)::BIGINT AS n,
  coalesce(sum(p.difference) FILTER(kind = 1), 0) AS created,
  coalesce(sum(p.difference) FILTER(kind = 2), 0) AS risen,
  coalesce(sum(p.difference) FILTER(kind = 3), 0) AS fallen,
  least(created + risen, - fallen) > abs(any_value(c.difference)) AS is_churn,
  format('new {}, risen {}, fallen {}', signed(created), signed(risen), signed(fallen)) AS said,
  list(said ORDER BY abs(p.difference) DESC, p.earlier, id) FILTER(
    abs(p.difference) >= 20
    AND (NOT getvariable('is_peak') OR sign(p.difference) = sign(c.difference))
  ) AS large,
  array_to_string(large[:2], ' and ') AS largest,
  -- No Pin made a third of a peak, neither as it came nor as it went.
  max((p.earlier - p.before_that) / (c.earlier - c.before_that)) < 1 / 3
  AND max(p.difference / c.difference) < 1 / 3 AS is_broad
FROM pin_move p, comparison c
HAVING count(*) >= 5;

-- Pins with a large change: a fifth of that of the account or, if it is steady, a tenth of the account.
CREATE OR REPLACE TEMP TABLE mover AS
SELECT p.*
FROM pin_move p, comparison c
WHERE
  c.is_comparable
  AND is_large(p.earlier, p.now)
  AND abs(p.difference) >= if(c.is_steady, 0.1 * c.earlier, 0.2 * abs(c.difference));

-- How each week of the account, and of such Pins, differs from the one before.
CREATE OR REPLACE TEMP TABLE week_change AS
WITH
  day AS (
    SELECT date, n, 0 AS own
    FROM metric_day JOIN (SELECT metric FROM comparison) USING (metric)
    UNION ALL
    SELECT pin_day.date, 0, pin_day.n[(SELECT field FROM comparison)]
    FROM pin_day JOIN mover ON pin_day.pin_id = id AND sign(difference) = sign((SELECT difference FROM comparison))
  )
SELECT
  ((getvariable('last_day') - date) % getvariable('compared_days')) // 7 AS week,
  sum(if(in_window(date), n, - n)) AS n,
  sum(if(in_window(date), own, - own)) AS own
FROM day
WHERE in_window(date) OR in_window_before(date)
GROUP BY week;

-- The Pins that make the change: at most three, in an account without churn, that moved in the weeks in which it did.
-- Those that make a peak came with it, too.
CREATE OR REPLACE TEMP TABLE maker AS
SELECT m.*
FROM mover m, comparison c, pin_sums
WHERE
  c.is_steady
  OR sign(m.difference) = sign(c.difference)
  AND NOT is_churn
  AND (SELECT moved_along(n, own) FROM (SELECT list(n) AS n, list(own) AS own FROM week_change))
  AND coalesce((m.earlier - m.before_that) / (c.earlier - c.before_that) >= 0.2, TRUE)
ORDER BY abs(m.difference) DESC, id
LIMIT 3;

-- Whether those that rose go on, per day: their best seven days, and the last seven. Below half of the best they have
-- faded, and they are over if the last three brought less than a tenth of the best per day.
CREATE OR REPLACE TEMP TABLE course AS
WITH
  day AS (
    SELECT
      m.id,
      m.name,
      m.last_week,
      d.date,
      d.n[(SELECT field FROM comparison)] AS n,
      d.n['IMPRESSION'] AS seen,
      sum(d.n[(SELECT field FROM comparison)]) OVER (
        PARTITION BY m.id
        ORDER BY d.date RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW
      ) AS week
    FROM pin_day d JOIN maker m ON m.id = d.pin_id
    WHERE m.difference > 0 AND in_window(d.date)
  )
SELECT
  id,
  upper(name[1]) || name[2:] AS name,
  max_by(date, week) FILTER(in_window(date - 6)) AS best_until,
  max(week) FILTER(in_window(date - 6)) AS best,
  last_week,
  last_week < best / 2 AS has_faded,
  coalesce(sum(n) FILTER(in_last(date, 3)), 0) / 3 < best / 70 AS is_over,
  CASE
    WHEN is_over THEN format(
      'is over: {:,} in the last three days ({:,} impressions), after {:,} {}.',
      coalesce(sum(n) FILTER(in_last(date, 3)), 0)::BIGINT,
      coalesce(sum(seen) FILTER(in_last(date, 3)), 0)::BIGINT,
      best::BIGINT,
      from_to(best_until - 6, 7)
    )
    ELSE concat(
      if(has_faded, format('has faded: {} a day {}, ', per_day(best, 7), from_to(best_until - 6, 7)), 'still runs: '),
      format('{} a day', per_day(last_week, 7)),
      strftime(getvariable('last_day') - 6, ' since %b %-d'),
      if(
        NOT has_faded
        AND last_week < 0.8 * best,
        format(', after {} a day {}', per_day(best, 7), from_to(best_until - 6, 7)),
        ''
      ),
      '.'
    )
  END AS said
FROM day
WHERE getvariable('compared_days') >= 14
GROUP BY id, name, last_week;

-- The metric and its impressions without those Pins; if there are none, all of it.
CREATE OR REPLACE TEMP TABLE everything_else AS
WITH
  day AS (
    SELECT
      date,
      sum(n) FILTER(metric = (SELECT metric FROM comparison)) AS n,
      sum(n) FILTER(field = 'IMPRESSION') AS seen
    FROM metric_day
    GROUP BY date
  ),
  own AS (
    SELECT date, sum(pin_day.n[(SELECT field FROM comparison)]) AS n, sum(pin_day.n['IMPRESSION']) AS seen
    FROM pin_day JOIN maker ON pin_day.pin_id = id
    GROUP BY date
  ),
  without AS (
    SELECT date, day.n - coalesce(own.n, 0) AS n, day.seen - coalesce(own.seen, 0) AS seen
    FROM day LEFT JOIN own USING (date)
  )
SELECT
  EXISTS (FROM maker) AS is_part,
  (sum(n) FILTER(in_window(date)))::BIGINT AS value,
  (sum(n) FILTER(in_window_before(date)))::BIGINT AS earlier,
  (sum(seen) FILTER(in_window(date)))::BIGINT AS seen,
  (sum(seen) FILTER(in_window_before(date)))::BIGINT AS seen_before,
  is_swing(list(n) FILTER(in_window_before(date)), list(n) FILTER(in_window(date))) AS swings,
  (
    SELECT list(n)
    FROM (SELECT sum(n) AS n FROM without WHERE in_last(date, 56) GROUP BY (getvariable('last_day') - date) // 7)
  ) AS weeks
FROM without;

-- Of the eight weeks the one that differs most from the others, if by three times their standard deviation, and if
-- without it the two periods are level. With it the two Pins that make most of its difference.
CREATE OR REPLACE TEMP TABLE odd_week AS
WITH
  week AS (
    SELECT (getvariable('last_day') - date) // 7 AS age, min(date) AS first_date, sum(n) AS n
    FROM metric_day
    WHERE metric = (SELECT metric FROM comparison) AND in_last(date, 56) AND getvariable('compared_days') = 28
    GROUP BY age
  ),
  beside AS (
    SELECT
      w.age,
      w.first_date,
      w.n::BIGINT AS n,
      avg(o.n) AS usual,
      stddev_samp(o.n) AS deviation,
      min(o.n)::BIGINT AS least,
      max(o.n)::BIGINT AS most,
      avg(o.n) FILTER(o.age < 4) AS now,
      avg(o.n) FILTER(o.age >= 4) AS before
    FROM week w JOIN week o ON o.age <> w.age
    GROUP BY ALL
    HAVING count(*) = 7
  ),
  odd AS (
    FROM beside
    WHERE abs(n - usual) >= greatest(3 * deviation, usual / 2) AND abs(now / before - 1) <= 0.15
    ORDER BY abs(n - usual) DESC
    LIMIT 1
  ),
  counted AS (
    SELECT
      pin_id,
      coalesce(sum(count) FILTER(is_odd), 0)::BIGINT AS count,
      coalesce(sum(count) FILTER(NOT is_odd), 0) / 7 AS usually
    FROM
      (
        SELECT pin_id, d.n[field] AS count, (getvariable('last_day') - date) // 7 = age AS is_odd
        FROM pin_day d, odd, (SELECT field FROM comparison)
        WHERE in_last(date, 56)
      )
    GROUP BY pin_id
  )
SELECT
  concat(
    format('{:,} {}; the other seven had {:,}', n, from_to(first_date, 7), least),
    format(' to {:,}', nullif(most, least)),
    (
      SELECT '. Most of it: ' || string_agg(format('{} ({:,}, usually {:.0f})', name, count, usually), ' and ')
      FROM
        (
          SELECT name, count, usually
          FROM counted JOIN pin_move USING (pin_id), odd o
          WHERE (count - usually) * sign(o.n - o.usual) >= abs(o.n - o.usual) / 5
          ORDER BY abs(count - usually) DESC, id
          LIMIT 2
        )
    ),
    '.'
  ) AS said
FROM odd;

-- How many events of those Pins are paid at least: as many as they had more on a day than all organic ones, and the
-- other way round. Below a twentieth of theirs, that is nothing to act on.
CREATE OR REPLACE TEMP TABLE paid_part AS
WITH
  own AS (
    SELECT date, sum(pin_day.n[(SELECT field FROM comparison)]) AS n
    FROM pin_day JOIN maker ON pin_day.pin_id = id
    GROUP BY date
  ),
  split AS (
    SELECT
      date,
      sum(count_in(metrics, field)) FILTER(part = 'organic') AS organic,
      sum(count_in(metrics, field)) FILTER(part = 'paid') AS paid
    FROM split_day, comparison
    WHERE dimension = 'paid or organic' AND (in_window(date) OR in_window_before(date))
    GROUP BY date
  ),
  day AS (SELECT date, organic, paid, coalesce(own.n, 0) AS n FROM split LEFT JOIN own USING (date))
SELECT
  (sum(greatest(n - organic, 0)) FILTER(in_window(date)))::BIGINT AS paid_surely,
  if(paid_surely >= sum(n) FILTER(in_window(date)) / 20, paid_surely, 0) AS paid_least,
  (sum(greatest(n - coalesce(paid, 0), 0)) FILTER(in_window(date)))::BIGINT AS unpaid_least,
  paid_least > 0
  AND unpaid_least < sum(n) FILTER(in_window(date)) / 5 AS is_bought
FROM day
HAVING count(organic) = 2 * getvariable('compared_days');
