-- What things to do share: the Pins that one can act on.
-- Own Pins on public boards, with the page that they lead to, and more days of the headline's metric.
CREATE OR REPLACE TEMP TABLE public_pin AS
WITH
  more AS (
    SELECT
      c.id,
      -- Unknown if days of that period are.
      if(
        (SELECT min(date) FROM pin_day) <= first_day() - 2 * getvariable('days'),
        coalesce(sum(n[field]) FILTER(in_period_before(date + getvariable('days')::INTEGER)), 0)::BIGINT,
        NULL
      ) AS before_that,
      max(date) FILTER(date < first_day() AND n['IMPRESSION'] >= seen_earlier / getvariable('days') / 5) AS last_shown
    FROM pin_day d JOIN pin_change c ON c.id = d.pin_id, headline
    GROUP BY c.id
  )
SELECT
  c.*,
  more.* EXCLUDE (id),
  b.name AS board,
  nullif(regexp_extract(link, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  page IS NOT NULL
  AND NOT has_stopped AS leads_on
FROM pin_change c JOIN more USING (id) JOIN boards b ON b.id = c.board_id
WHERE c.is_own AND b.privacy = 'PUBLIC' AND b.is_ads_only IS NOT TRUE;

-- Such Pins as a thing to do. In what is said, n is their number, and places their boards.
CREATE OR REPLACE TEMP MACRO pins_to_do(is_chosen, task, number, said, weight) AS TABLE
WITH
  chosen AS (
    SELECT
      *,
      count(*) OVER () AS n,
      (sum(now) OVER ())::BIGINT AS all_now,
      (sum(earlier) OVER ())::BIGINT AS all_earlier,
      (sum(before_that) OVER ())::BIGINT AS all_before_that,
      named(max_by(title_of(title, id, TRUE), abs(difference)) OVER (), n) AS names,
      named(max_by(board, abs(difference)) OVER (), len(list_distinct(list(board) OVER ()))) AS places,
      (SELECT lower(metric) FROM headline) AS metric,
      (SELECT value FROM headline) AS all_pins
    FROM public_pin
    WHERE is_chosen
  )
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  board AS "Board",
  page AS "Leads to",
  now AS "Now",
  earlier AS "28 days before",
  before_that AS "28 days before that",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  weight AS _weight,
  task || names AS _title,
  number AS _number,
  said AS _text,
  look AS _pin
FROM chosen
ORDER BY abs(difference) DESC, id;
