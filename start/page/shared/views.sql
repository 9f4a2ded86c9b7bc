-- What the parts of the page share. What many of them read from JSON is a table, so that it is read once.
CREATE OR REPLACE TEMP TABLE metric_day AS
SELECT date, place, field, words(field) || 's' AS metric, count_in(metrics, field) AS n
FROM user_account_analytics, unnest(['OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'IMPRESSION', 'ENGAGEMENT'])
WITH
  ORDINALITY AS u(field, place)
WHERE data_status = 'READY';

-- The account's days by split and value. Each split divides all metrics, so two of them are never added.
CREATE OR REPLACE TEMP TABLE split_day AS
SELECT
  date,
  metrics,
  list_position(['SOURCE', 'CONTENT_TYPE', 'PIN_FORMAT', 'OWNED_CONTENT', 'APP_TYPE'], split) AS place,
  ['source', 'paid or organic', 'format', 'website', 'device'] [place] AS dimension,
  CASE value
    WHEN 'MOBILE' THEN 'phones'
    WHEN 'TABLET' THEN 'tablets'
    WHEN 'WEB' THEN 'computers'
    WHEN 'YOUR_PINS' THEN 'your own Pins'
    WHEN 'OTHER_PINS' THEN 'Pins of others'
    WHEN 'CLAIMED' THEN 'Pins of claimed websites'
    WHEN 'OTHER' THEN 'Pins of websites that you haven’t claimed'
    ELSE lower(replace(value, '_', ' '))
  END AS part
FROM user_account_analytics_split
WHERE data_status = 'READY' AND value <> 'ALL' AND place IS NOT NULL;

CREATE OR REPLACE TEMP MACRO picture_of(media) AS coalesce(
  media -> 'images' -> '400x300' ->> 'url',
  media -> 'items' -> 0 -> 'images' -> '400x300' ->> 'url',
  media ->> 'cover_image_url',
  media -> 'items' -> 0 ->> 'cover_image_url'
);

SET VARIABLE secret_boards = (SELECT list(id) FROM boards WHERE privacy = 'SECRET');

-- Pinterest counts the clicks of 90 days and all likes when the Pin is read. A metric that it doesn't name is unknown.
-- The first name is that of live responses, and the second one that of its document. The page can be passed on, so
-- it doesn't show what is secret.
CREATE OR REPLACE TEMP TABLE pin AS
SELECT
  * REPLACE(if(is_secret, 'A Pin on a secret board', title) AS title),
  title AS own_title,
  coalesce(count_in(lifetime, 'reaction'), count_in(lifetime, 'total_reactions')) AS likes,
  coalesce(count_in(recent, 'outbound_click'), count_in(recent, 'clickthrough')) AS outbound,
  count_in(recent, 'pin_click') AS clicks,
  count_in(recent, 'impression') AS impressions,
  is_owner IS DISTINCT FROM FALSE AS is_own,
  {id: id, color: if(is_secret, NULL, dominant_color), picture: if(is_secret, NULL, picture_of(media))} AS look
FROM
  (
    SELECT
      *,
      coalesce(list_contains(getvariable('secret_boards'), board_id), FALSE) AS is_secret,
      pin_metrics -> '90d' AS recent,
      pin_metrics -> 'lifetime_metrics' AS lifetime
    FROM pins
  );

CREATE OR REPLACE TEMP MACRO counted(read_at) AS 'in the 90 days before each Pin was read (' || concat_ws(
  ' to ',
  nullif(strftime(min(read_at), '%b %-d'), strftime(max(read_at), '%b %-d')),
  strftime(max(read_at), '%b %-d')
) || ')';

-- Public boards with their Pins. The median is that of the Pins that were seen.
CREATE OR REPLACE TEMP VIEW board AS
SELECT
  b.id,
  b.name,
  b.url,
  b.privacy,
  count(*) AS pins,
  max(p.created_at)::DATE AS last_pin,
  sum(p.clicks)::BIGINT AS clicks,
  max(p.clicks) AS best,
  arg_max(p.look, p.clicks) AS look,
  count(p.clicks) FILTER(p.impressions > 0) AS seen,
  median(p.clicks) FILTER(p.impressions > 0) AS middle,
  avg(p.likes) AS likes
FROM boards b JOIN pin p ON p.board_id = b.id
WHERE b.privacy <> 'SECRET'
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE pin_day AS
SELECT
  pin_id,
  date,
  map_from_entries(
    list_transform(
      ['OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'IMPRESSION'],
      lambda field: {k: field, v: count_in(metrics, field)}
    )
  ) AS n
FROM pin_analytics
WHERE data_status = 'READY';
