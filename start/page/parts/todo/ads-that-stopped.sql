-- kind: todo
-- title: Best sellers that stopped
-- note: Ads with ten checkouts or more, and a fifth or more of the revenue in their currency, of the last 120 days so
--   far, whose revenue covers their spend, and whose last spend was up to 90 days ago. It was
--   longer ago than they usually spend nothing, and something holds them back, or it was 7 days ago or more.
WITH
  stopped AS (
    SELECT *, first_date > (SELECT min(date) + 6 FROM sales_day) AS is_later
    FROM sales_ad
    WHERE
      last_date >= getvariable('today') - 90
      AND has_stopped(last_date, usual_gap, stopped_by)
      AND checkouts >= 10
      AND share_returned >= 0.2
      AND (revenue = 0 OR revenue >= spend)
  ),
  change AS (
    SELECT id, currency, sum(if(in_last(date, 28), - revenue, revenue)) AS lost
    FROM sales_day
    WHERE in_last(date, 56)
    GROUP BY ALL
  ),
  fall AS (SELECT *, sum(lost) OVER (PARTITION BY currency) AS all_lost FROM change),
  course AS (
    SELECT
      id,
      sum(d.spend) FILTER(is_late) AS late_spend,
      sum(d.spend) FILTER(NOT is_late) AS early_spend,
      sum(d.revenue) FILTER(is_late) / late_spend AS late,
      sum(d.revenue) FILTER(NOT is_late) / early_spend AS early,
      sum(d.checkouts) FILTER(is_late) AS late_sold,
      sum(d.checkouts) FILTER(NOT is_late) AS early_sold,
      -- Less than half of its last days are settled.
      any_value(last_date) > getvariable('settled') + 14 AS still_gains,
      NOT still_gains
      AND (
        least(late_sold, early_sold) >= 10
        OR greatest(late_sold, early_sold) >= 10
        AND rate_moved(early_sold, early_spend, late_sold, late_spend, errors := 2)
      ) AS has_course
    FROM single_ad_day d JOIN stopped USING (id), (SELECT unnest([TRUE, FALSE]) AS is_late)
    WHERE date BETWEEN last_date - if(is_late, 27, 55) AND last_date - if(is_late, 0, 28)
    GROUP BY ALL
  ),
  several AS (
    SELECT
      currency,
      sum(share_returned) AS all_share,
      format(
        if(
          bool_and(stopped_by IS NOT NULL),
          'Was it meant that {:,} best sellers stopped?',
          'Ask why {:,} best sellers stopped'
        ),
        count(*)
      ) AS title,
      sum(revenue) AS revenue,
      sum(checkouts) AS checkouts,
      concat(
        format(' {}, {} of all in {}: ', since_when(), percent_of(all_share), currency),
        string_agg(
          concat(
            short_name,
            strftime(last_date, ' (until %b %-d'),
            format(', ROAS {:.2f}', nullif(roas, 0)),
            if(late <= 0.8 * early, format(', in its last 28 days {:.2f}{}', late, if(still_gains, ' so far', '')), ''),
            if(contains(held, 'rejected'), ', rejected', ''),
            ')'
          ),
          ', '
          ORDER BY share_returned DESC, id
        ) FILTER(place <= 3),
        '. What holds each is in the numbers. Run again what wasn’t meant to stop; of what is archived, run a copy.'
      ) AS text
    FROM
      (
        SELECT *, row_number() OVER (PARTITION BY currency ORDER BY share_returned DESC, id) AS place
        FROM stopped JOIN course USING (id)
      )
    GROUP BY currency
    HAVING count(*) > 1
  )
SELECT
  unnest(cells),
  nullif(concat_ws('; ', used_said, passed_said), '') AS "Its limit",
  coalesce(all_share, share_returned) AS _weight,
  'ads' AS _topic,
  currency AS _currency,
  coalesce(
    several.title,
    format(if(stopped_by IS NULL, 'Ask why the ad “{}” stopped', 'Was it meant that the ad “{}” stopped?'), ad)
  ) AS _title,
  if(
    coalesce(several.revenue, s.revenue) > 0,
    money(coalesce(several.revenue, s.revenue), currency),
    plural(coalesce(several.checkouts, s.checkouts), 'checkout')
  ) AS _number,
  if(coalesce(several.revenue, s.revenue) > 0, ' of revenue', '') || coalesce(
    several.text,
    concat(
      if(began < first_date, ' in 120 days', strftime(first_date, ' since %b %-d')),
      if(is_later, '', ' so far'),
      format(', {} of all in {}', percent_of(share_returned), currency),
      if(is_later, ' ' || since_when(), ''),
      format(', ROAS {:.2f}', nullif(roas, 0)),
      CASE
        WHEN NOT has_course THEN ''
        WHEN late <= 0.8 * early THEN format('. It slid to {:.2f} in its last 28 days (was {:.2f})', late, early)
        WHEN late >= 1.25 * early THEN format(' and {:.2f} in its last 28 days', late)
      END,
      if(
        lost >= all_lost / 2
        AND all_lost > 0,
        format(
          '. In 28 days so far it made {} less than in those before; all ads together, {} less',
          money(lost, currency),
          money(all_lost, currency)
        ),
        ''
      ),
      if(last_date < getvariable('last_day'), '. It has spent nothing since', '. It spent until'),
      strftime(last_date, ' %b %-d'),
      CASE
      -- Pinterest's help says that archiving can't be undone.
        WHEN contains(stopped_by, 'archived') THEN format(
          ': {}. If that wasn’t meant, {}run a copy of it.',
          stopped_by,
          if(contains(stopped_by, 'rejected'), 'mend what it was rejected for, and ', '')
        )
        WHEN stopped_by IS NOT NULL THEN concat(
          ': ',
          stopped_by,
          if(contains(stopped_by, 'rejected'), '. See why, and mend that.', '. If that wasn’t meant, run it again.'),
          ' ' || passed_said || ': see that, too.'
        )
        WHEN ends <= last_date THEN strftime(ends, ': its end date was %b %-d. Set a later one, or run a copy of it.')
        WHEN held IS NOT NULL THEN format('. Today {}, but its other ads spent longer.', held)
        ELSE concat(
          ', though it may run',
          coalesce(strftime(ends, ' until %b %-d, %Y'), ''),
          CASE
            WHEN used >= 0.95 THEN format('. {}: raise that.', used_said)
            WHEN passed_said IS NOT NULL THEN format('. {}: see that first.', passed_said)
            WHEN used IS NULL THEN '. See its budget and its bid.'
            ELSE ', and a budget or cap isn’t the reason: see its bid and its audience.'
          END
        )
      END
    )
  ) AS _text,
  look AS _pin
FROM stopped s JOIN course USING (id) LEFT JOIN fall USING (id, currency) LEFT JOIN several USING (currency)
ORDER BY _weight DESC, share_returned DESC, id
