-- kind: table
-- title: Searches in your account
-- note: Your Pins and boards that match the search queries of the configuration.
-- empty: To see which of your Pins answer a search, add search_queries to the configuration.
-- place: 1
SELECT
  s.query AS "Search",
  count(DISTINCT s.id) AS "Pins found",
  (SELECT count(*) FROM search_boards b WHERE b.query = s.query) AS "Boards found",
  {
    text: max_by(title_of(if(p.is_secret, p.title, s.title), s.id, TRUE), p.clicks),
    url: max_by(s.url, p.clicks)
  } AS "Most clicked"
FROM search_pins s LEFT JOIN pin p USING (id)
GROUP BY s.query
ORDER BY 2 DESC, 1
