-- kind: figures
-- title: Organic and paid
-- note: The parts of the headline’s metric, in the days that it compares.
-- period: each
-- place: 0
SELECT
  format('{:,} ', (sum(count_in(metrics, c.field)) FILTER(in_window(date)))::BIGINT) AS lead,
  concat(
    part,
    strftime(any_value(since), ' since %b %-d'),
    ', ' || percent_change(
      sum(count_in(metrics, c.field)) FILTER(in_window(date)),
      if(
        count(DISTINCT date) FILTER(in_window_before(date)) = getvariable('compared_days')
        AND any_value(c.earlier) IS NOT NULL,
        sum(count_in(metrics, c.field)) FILTER(in_window_before(date)),
        NULL
      )
    )
  ) AS text
FROM split_day, comparison c LEFT JOIN step ON is_news
WHERE dimension = 'paid or organic'
GROUP BY part
HAVING count(DISTINCT date) FILTER(in_window(date)) = getvariable('compared_days')
ORDER BY part
