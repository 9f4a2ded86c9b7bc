-- kind: why
-- title: The money
-- note: Of each currency the ad that makes half of the change of the revenue or more.
-- period: each
-- place: 6
SELECT lead, text
FROM ad_mover
WHERE has_revenue
ORDER BY currency
