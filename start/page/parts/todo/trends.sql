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
  own AS (SELECT lower(concat_ws(' ', title, description)) AS words FROM pins),
  found AS (
    SELECT keyword
    FROM trend, own
    WHERE list_bool_and(list_transform(string_split(lower(keyword), ' '), lambda word: contains(words, word)))
  )
SELECT
  keyword AS "Search",
  region AS "Region",
  {percent: growth / 100} AS "Growth in a week",
  0.05 AS _weight,
  'Make a Pin for ' || named(max_by(keyword, growth) OVER (), 1) AS _title,
  signed(max(growth) OVER ()) || '%' AS _number,
  format(
    ' searches for it in a week, and none of your Pins has its words. {} in all.',
    plural(count(*) OVER (), 'such trend')
  ) AS _text
FROM trend ANTI JOIN found USING (keyword)
WHERE EXISTS (FROM pins)
ORDER BY growth DESC, keyword
LIMIT 20
