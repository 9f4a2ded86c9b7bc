-- kind: todo
-- title: Trends without a Pin of yours
-- note: Searches that grew by at least 50% in a week and in a month, by the lowest of Pinterest’s lists, whose last
--   week ended at most 21 days ago, and whose words are in no title or description of an own Pin. Searches with all
--   words of a shorter one are of its topic.
WITH
  trend AS (
    SELECT
      keyword,
      region,
      string_split(lower(keyword), ' ') AS words,
      min(pct_growth_wow) AS week,
      min(pct_growth_mom) AS month,
      max(list_max(json_keys(time_series)))::DATE AS last_day
    FROM trending_keywords
    GROUP BY keyword, region
  ),
  own AS (SELECT lower(concat_ws(' ', own_title, description)) AS text FROM pin WHERE is_own),
  found AS (
    SELECT keyword
    FROM trend, own
    WHERE list_bool_and(list_transform(words, lambda word: contains(own.text, word)))
  ),
  missing AS (SELECT * FROM trend ANTI JOIN found USING (keyword)),
  fading AS (
    SELECT m.keyword, m.region
    FROM trend m JOIN trend t ON t.region = m.region AND list_has_all(m.words, t.words)
    WHERE least(t.week, t.month) < 0
  ),
  topic AS (
    SELECT m.*, least(m.week, m.month) AS growth, min_by(t.keyword, (len(t.words), t.keyword)) AS topic
    FROM missing m JOIN missing t ON t.region = m.region AND list_has_all(m.words, t.words)
    WHERE
      growth >= 50
      AND m.last_day >= getvariable('today') - 21
      -- A variant of what people search for less and less.
      AND (m.keyword, m.region) NOT IN (FROM fading)
    GROUP BY ALL
  )
SELECT
  topic AS "Topic",
  region AS "Region",
  max_by(keyword, growth) AS "Grew most",
  {percent: max_by(week, growth) / 100} AS "In a week",
  {percent: max_by(month, growth) / 100} AS "In a month",
  count(*) AS "Searches",
  0.02 AS _weight,
  'Make a Pin for ' || named(first("Grew most") OVER best, 1) AS _title,
  signed(first(max_by(week, growth)) OVER best) || '%' AS _number,
  format(
    ' searches in the week to {} in the region {}, and {}% in a month; none of your Pins has its words{}. {}',
    strftime(first(max(last_day)) OVER best, '%b %-d'),
    first(region) OVER best,
    signed(first(max_by(month, growth)) OVER best),
    if(count(*) OVER () = 1, '', ', nor those of ' || plural(count(*) OVER () - 1, 'more topic')),
    'New Pins take weeks to be found: make it if its season lasts beyond them.'
  ) AS _text
FROM topic
WHERE EXISTS (FROM pins)
GROUP BY topic, region
WINDOW best AS (ORDER BY max(growth) DESC, topic, region)
ORDER BY max(growth) DESC, topic, region
LIMIT 20
