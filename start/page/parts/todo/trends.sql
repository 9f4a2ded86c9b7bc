-- kind: todo
-- title: Trends without a Pin of yours
-- note: Searches that grew by at least 50% in a week, and whose words are in no title or description of an own Pin.
WITH
  trend AS (
    SELECT keyword, any_value(region ORDER BY region) AS region, max(pct_growth_wow) AS growth
    FROM trending_keywords
    GROUP BY keyword
    HAVING growth >= 50
  ),
  word AS (SELECT keyword, unnest(string_split(lower(keyword), ' ')) AS word FROM trend),
  own AS (SELECT id, lower(concat_ws(' ', title, description)) AS words FROM pins),
  found AS (
    SELECT DISTINCT keyword
    FROM (SELECT keyword, id FROM word, own GROUP BY keyword, id HAVING bool_and(contains(words, word)))
  ),
  missing AS (SELECT * FROM trend ANTI JOIN found USING (keyword) WHERE EXISTS (FROM pins))
SELECT
  keyword AS "Search",
  region AS "Region",
  {percent: growth / 100} AS "Growth in a week",
  0.05 AS _weight,
  format('Make a Pin for “{}”', max_by(keyword, growth) OVER ()) AS _title,
  signed(max(growth) OVER ()) || '%' AS _number,
  format(
    ' searches for it in a week, and none of your Pins has its words. {} in all.',
    plural(count(*) OVER (), 'such trend')
  ) AS _text
FROM missing
ORDER BY growth DESC, keyword
LIMIT 20
