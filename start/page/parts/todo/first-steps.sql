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
      count(*) FILTER(impressions = 0) AS unseen,
      count(*) FILTER(in_period(created_at::DATE)) AS new_pins,
      count(*) FILTER(impressions = 0 AND in_period(created_at::DATE)) AS new_unseen,
      unseen > count(impressions) / 2
      AND new_unseen = new_pins AS are_unseen,
      min_by(title_of(title, id, TRUE), (created_at, id)) FILTER(impressions = 0 AND NOT is_secret) AS example,
      count(*) FILTER(impressions > 0) AS seen,
      sum(impressions)::BIGINT AS shown,
      count(link) AS linked,
      count(*) FILTER(is_secret) AS hidden
    FROM pin
    WHERE is_own
    HAVING count(*) > 0
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
    CASE
      WHEN NOT are_unseen THEN ' in 28 days, and too few clicks to check anything else yet'
      WHEN new_pins = 0 THEN ' own Pins were not shown once in 90 days'
      ELSE format(' own Pins, with the {}, were not shown once in 90 days', plural(new_pins, 'new one'))
    END,
    if(
      are_unseen
      AND seen > 0,
      format('; all {:,} impressions are of {}', shown, if(seen = 1, 'one', format('{:,}', seen))),
      ''
    ),
    '.',
    if(
      are_unseen,
      format(' Before you publish more, open the oldest public one, “{}”, signed out: is it visible?', example),
      ''
    ),
    (
      SELECT format(' {:,} of the {:,} impressions in 28 days are paid, by ads that weren’t read: ask whose.', n, value)
      FROM
        total,
        (
          SELECT sum(count_in(metrics, 'IMPRESSION'))::BIGINT AS n
          FROM split_day
          WHERE dimension = 'paid or organic' AND part = 'paid' AND in_period(date)
        )
      WHERE
        field = 'IMPRESSION'
        AND n >= greatest(20, value / 2)
        AND NOT EXISTS (FROM ad_day WHERE in_period(date) AND spend > 0)
    ),
    if(
      are_unseen,
      '',
      format(
        ' Give each a title, a link{}, and a board that is named as people search.',
        if(linked = pins, '', format(' ({:,} of {:,} without)', pins - linked, pins))
      )
    ),
    CASE
      WHEN hidden = 1 THEN ' One is on a secret board: move it if it is for all.'
      WHEN hidden > 1 THEN format(' {:,} are on secret boards: move what is for all.', hidden)
    END
  ) AS _text
FROM headline, own
WHERE earlier IS NOT NULL AND NOT is_comparable
