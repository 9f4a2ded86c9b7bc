-- kind: why
-- title: Reach and rate
-- note: Clicks are impressions times a rate; the two effects add up to the change.
-- period: each
-- place: 1
WITH
  -- In a level period, the news is of its second half.
  compared AS (
    SELECT
      h.* REPLACE(
        coalesce(t.now, value) AS value,
        coalesce(t.before, earlier) AS earlier,
        coalesce(t.now - t.before, difference) AS difference,
        is_steady
        AND t.now IS NULL AS is_steady
      ),
      t.days AS half
    FROM headline h LEFT JOIN turn t ON t.is_news
  ),
  effect AS (
    SELECT
      h.*,
      if(half IS NULL, i.value, list_sum(i.line[half + 1:])::BIGINT) AS seen,
      if(half IS NULL, i.earlier, list_sum(i.line[:half])::BIGINT) AS seen_before,
      h.value / seen AS rate,
      h.earlier / seen_before AS rate_before,
      round(volume_effect(seen_before, rate_before, seen, rate)) AS reach,
      h.difference - reach AS from_rate,
      least(abs(reach), abs(from_rate)) >= 0.1 * h.earlier AS cancels,
      h.is_steady
      AND NOT coalesce(t.is_clear, FALSE) AS is_unclear
    FROM compared h JOIN total i ON i.metric = 'Impressions' LEFT JOIN trend t ON TRUE
    WHERE h.metric <> 'Impressions' AND h.is_comparable AND seen > 0 AND seen_before > 0
  )
SELECT
  coalesce(format('The last {} days: ', half), '') || CASE
    WHEN is_steady
    AND cancels THEN 'Reach and rate cancel out'
    WHEN is_level(earlier, value) THEN 'About level'
    WHEN is_unclear THEN 'No clear reason'
    WHEN abs(reach) >= 3 * abs(from_rate) THEN 'It comes from reach, not from the rate'
    WHEN abs(from_rate) >= 3 * abs(reach) THEN 'It comes from the rate, not from reach'
    WHEN sign(reach) <> sign(from_rate) THEN 'Reach and rate moved against each other'
    WHEN abs(reach) > abs(from_rate) THEN 'It comes from reach more than from the rate'
    ELSE 'It comes from the rate more than from reach'
  END AS lead,
  CASE
    WHEN NOT cancels
    AND is_level(earlier, value) THEN ': a change below 5% needs no reason.'
    WHEN NOT cancels
    AND is_unclear THEN ': its days usually swing this much.'
    ELSE format(
      ': impressions {} {:,} ({} {}), and the rate is {:.2f}% of impressions, after {:.2f}% ({}).',
      if(is_level(seen_before, seen), 'are about level with', movement(seen, seen_before) || ' to'),
      seen,
      signed(reach),
      lower(metric),
      100 * rate,
      100 * rate_before,
      signed(from_rate)
    )
  END AS text
FROM
  effect
  -- If a few Pins make most of a change by reach, theirs is the reach.
WHERE
  CASE
    WHEN is_unclear THEN cancels
    OR NOT EXISTS (FROM maker)
    ELSE half IS NOT NULL
    OR abs(reach) < 3 * abs(from_rate)
    OR coalesce((SELECT sum(m.difference) FROM maker m), 0) / difference < 0.5
  END
