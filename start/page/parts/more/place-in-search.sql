-- kind: table
-- title: Your place in search
-- note: How many of the top Pins that Pinterest shows for a term are yours.
-- place: 3
SELECT term AS "Search", country_code AS "Country", count(*) AS "Top Pins", count(p.id) AS "Yours"
FROM search_partner_pins s LEFT JOIN pins p USING (id)
GROUP BY ALL
ORDER BY 4 DESC, 1, 2
