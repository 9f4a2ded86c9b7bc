-- What things to do share: the Pins that one can act on.
-- Own Pins that can be named, those on protected boards too, with the page that they lead to.
CREATE OR REPLACE TEMP TABLE named_pin AS
SELECT
  c.*,
  b.name AS board,
  nullif(regexp_extract(link, '^https?://(?:www\.)?([^?#]*[^/?#])', 1), '') AS page,
  page IS NOT NULL
  AND NOT has_stopped AS leads_on,
  b.privacy = 'PUBLIC'
  AND b.is_ads_only IS NOT TRUE AS is_public
FROM pin_change c JOIN boards b ON b.id = c.board_id
WHERE c.is_own AND NOT c.is_secret;

-- Such Pins as a thing to do, the largest first; unless all are asked for, those on public boards. In what is said, n
-- is their number, and places their boards.
CREATE OR REPLACE TEMP MACRO pins_to_do(is_chosen, size, task, number, said, weight, of_all_boards := FALSE) AS TABLE
WITH
  chosen AS (
    SELECT
      *,
      count(*) OVER () AS n,
      (sum(now) OVER ())::BIGINT AS all_now,
      (sum(earlier) OVER ())::BIGINT AS all_earlier,
      (sum(before_that) OVER ())::BIGINT AS all_before_that,
      (sum(last_week) OVER ())::BIGINT AS all_last_week,
      named(max_by(title_of(title, id, TRUE), size) OVER (), n) AS names,
      named(max_by(board, size) OVER (), len(list_distinct(list(board) OVER ()))) AS places,
      (SELECT lower(metric) FROM headline) AS metric,
      (SELECT value FROM headline) AS all_pins,
      (SELECT paid_least FROM paid_part) AS paid_least,
      (SELECT unpaid_least FROM paid_part) AS unpaid_least,
      (SELECT is_bought FROM paid_part) AS is_bought
    FROM named_pin
    WHERE is_chosen AND (is_public OR of_all_boards)
  )
SELECT
  pin_link(title, id, TRUE) AS "Pin",
  board AS "Board",
  page AS "Leads to",
  now AS "Now",
  earlier AS "28 days before",
  clicks_now AS "Pin clicks now",
  strftime(created_at, '%Y-%m-%d') AS "Published",
  weight AS _weight,
  task || names AS _title,
  number AS _number,
  said AS _text,
  look AS _pin
FROM chosen
ORDER BY size DESC, id;
