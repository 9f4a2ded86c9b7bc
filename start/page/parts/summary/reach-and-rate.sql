-- kind: why
-- title: Reach and rate
-- note: Clicks are impressions times a rate; the two effects add up to the change.
-- period: each
-- place: 1
WITH
  effect AS (
    SELECT
      h.*,
      i.value AS seen,
      i.earlier AS seen_before,
      h.value / seen AS rate,
      h.earlier / seen_before AS rate_before,
      round(volume_effect(seen_before, rate_before, seen, rate)) AS reach,
      h.difference - reach AS from_rate
    FROM headline h, total i
    WHERE i.metric = 'Impressions' AND h.metric <> 'Impressions' AND h.is_comparable AND seen > 0 AND seen_before > 0
  )
SELECT
  CASE
    WHEN is_level(earlier, value)
    AND abs(reach) < 0.05 * earlier THEN 'Reach and rate are level, too'
    WHEN is_level(earlier, value) THEN 'Reach and rate cancel out'
    WHEN sign(reach) <> sign(from_rate)
    AND abs(from_rate) BETWEEN 0.2 * abs(reach) AND abs(reach) THEN 'It comes from reach, against the rate'
    WHEN sign(reach) <> sign(from_rate)
    AND abs(reach) BETWEEN 0.2 * abs(from_rate) AND abs(from_rate) THEN 'It comes from the rate, against reach'
    WHEN abs(reach) >= 3 * abs(from_rate) THEN 'It comes from reach, not from the rate'
    WHEN abs(from_rate) >= 3 * abs(reach) THEN 'It comes from the rate, not from reach'
    WHEN is_level(seen_before, seen) THEN 'It comes from the rate more than from reach'
    ELSE 'It comes from reach and rate'
  END AS lead,
  format(
    ': impressions {} {:,} ({} {}), and {:.2f}% of them led to one, after {:.2f}% ({}).',
    movement(seen, seen_before) || if(is_level(seen_before, seen), ' at', ' to'),
    seen,
    signed(reach),
    lower(metric),
    100 * rate,
    100 * rate_before,
    signed(from_rate)
  ) AS text
FROM effect
