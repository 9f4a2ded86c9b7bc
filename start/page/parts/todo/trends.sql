-- kind: todo
-- title: Trends without a Pin of yours
-- note: Searches that grew by at least 50% in a week, by the lowest of Pinterest’s lists, and whose words are in no
--   title or description of an own Pin. Searches with all words of a shorter one are of its topic.
WITH
  trend AS (
    SELECT keyword, region, string_split(lower(keyword), ' ') AS words, min(pct_growth_wow) AS growth
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
  topic AS (
    SELECT m.*, min_by(t.keyword, (len(t.words), t.keyword)) AS topic
    FROM missing m JOIN missing t ON t.region = m.region AND list_has_all(m.words, t.words)
    WHERE m.growth >= 50
    GROUP BY ALL
  )
SELECT
  topic AS "Topic",
  region AS "Region",
  max_by(keyword, growth) AS "Grew most",
  {percent: max(growth) / 100} AS "In a week",
  count(*) AS "Searches",
  0.05 AS _weight,
  'Make a Pin for ' || named(first(topic) OVER best, 1) AS _title,
  signed(first(max(growth)) OVER best) || '%' AS _number,
  format(
    ' or more searches in a week for “{}” in the region {}, and none of your Pins has its words.{}',
    first("Grew most") OVER best,
    first(region) OVER best,
    if(count(*) OVER () = 1, '', format(' {:,} such topics in all.', count(*) OVER ()))
  ) AS _text
FROM topic
WHERE EXISTS (FROM pins)
GROUP BY topic, region
WINDOW best AS (ORDER BY max(growth) DESC, topic, region)
ORDER BY max(growth) DESC, topic, region
LIMIT 20
