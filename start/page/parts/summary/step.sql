-- kind: why
-- title: The step
-- note: Of a step that isn’t the verdict, its organic and paid parts, and the Pin that moved most along with it, in the
--   days since it and in as many before.
-- period: each
-- place: 0
WITH
  part AS (
    SELECT
      part,
      (sum(count_in(metrics, field)) FILTER(in_last(date, days)))::BIGINT AS n1,
      (sum(count_in(metrics, field)) FILTER(NOT in_last(date, days)))::BIGINT AS n0
    FROM split_day, step, headline
    WHERE dimension = 'paid or organic' AND in_last(date, 2 * days)
    GROUP BY part, days
    HAVING count(DISTINCT date) = 2 * days
  ),
  parts AS (
    SELECT
      format(
        ', {}{}',
        string_agg(format('{} ({})', part, percent_change(n1, n0)), ' and ' ORDER BY part),
        if(bool_or(share_moved(n0, n1, before, now)), ', not alike', ' alike')
      ) AS said
    FROM part, step
    HAVING count(*) = 2 AND bool_and(has_support(n0, n1))
  ),
  pin AS (
    SELECT
      max_by(p.said, abs(difference)) FILTER(
        sign(difference) = sign(step.now - step.before)
        AND is_large(p.earlier, p.now)
      ) AS most
    FROM pin_changes(getvariable('step_days')) p, step
  )
SELECT
  strftime(since, 'Since %b %-d: ') || percent_change(now, before) AS lead,
  concat(parts.said, '.', format(' The Pin that {} most: {}.', if(now < before, 'fell', 'rose'), most)) AS text
FROM step LEFT JOIN parts ON TRUE LEFT JOIN pin ON TRUE
WHERE NOT is_news AND coalesce(parts.said, most) IS NOT NULL
