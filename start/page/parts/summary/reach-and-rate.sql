-- kind: why
-- title: Reach and rate
-- note: Clicks are impressions times a rate; the two effects add up to the change. If a few Pins make it, this is about
--   the rest.
-- period: each
-- place: 2
WITH
  effect AS (
    SELECT
      r.*,
      lower(metric) AS noun,
      r.value / seen AS rate,
      r.earlier / seen_before AS rate_before,
      round(volume_effect(seen_before, rate_before, seen, rate)) AS reach,
      r.value - r.earlier - reach AS from_rate,
      swings
      AND NOT EXISTS (FROM trend WHERE is_clear) AS is_unclear,
      is_steady
      AND least(abs(reach), abs(from_rate)) >= 0.1 * r.earlier AS cancels,
      CASE
        WHEN abs(reach) >= 3 * abs(from_rate) THEN 'from reach, not from the rate'
        WHEN abs(from_rate) >= 3 * abs(reach) THEN 'from the rate, not from reach'
        WHEN sign(reach) <> sign(from_rate) THEN 'though reach and rate moved against each other'
        WHEN abs(reach) BETWEEN abs(from_rate) / 2 AND 2 * abs(from_rate) THEN 'from both reach and rate'
        WHEN abs(reach) > abs(from_rate) THEN 'from reach more than from the rate'
        ELSE 'from the rate more than from reach'
      END AS source
    FROM everything_else r, comparison c
    WHERE metric <> 'Impressions' AND is_comparable AND seen > 0 AND seen_before > 0
  )
SELECT
  CASE
    WHEN is_unclear
    AND NOT is_part
    AND NOT cancels
    AND NOT is_level(earlier, value)
    AND odd.said IS NOT NULL THEN 'One week makes the difference'
    WHEN is_part THEN format('Everything else {}, {}', movement(value, earlier), source)
    WHEN cancels THEN 'Reach and rate cancel out'
    WHEN is_level(earlier, value) THEN 'About level'
    WHEN is_unclear THEN 'No clear reason'
    WHEN source LIKE 'from%' THEN 'It comes ' || source
    ELSE 'Reach and rate moved against each other'
  END AS lead,
  CASE
    WHEN NOT cancels
    AND is_level(earlier, value) THEN ': a change below 5% needs no reason.'
    WHEN NOT cancels
    AND is_unclear THEN coalesce(': ' || odd.said, ': its days usually swing this much.')
    ELSE format(
      ': {}impressions {} {:,} ({} {}), and the rate is {:.2f}% of impressions, was {:.2f}% ({}).',
      if(
        is_part
        AND (created <> 0 OR older <> 0),
        concat(
          'new Pins ',
          signed(created),
          ', older ones ',
          signed(older),
          ', all else ',
          signed(value - earlier - created - older),
          '. Its '
        ),
        if(is_part, 'its ', '')
      ),
      if(is_level(seen_before, seen), 'are about level with', movement(seen, seen_before) || ' to'),
      seen,
      signed(reach),
      noun,
      100 * rate,
      100 * rate_before,
      signed(from_rate)
    )
  END AS text
FROM
  effect
  LEFT JOIN odd_week odd ON TRUE,
  (
    SELECT
      coalesce(sum(difference) FILTER(kind = 1), 0)::BIGINT AS created,
      coalesce(sum(difference) FILTER(kind IS DISTINCT FROM 1), 0)::BIGINT AS older
    FROM pin_move
    WHERE id NOT IN (SELECT id FROM maker)
  )
  -- A peak that ended needs no reason, nor does a rest that is level, and one whose impressions aren't known has none.
WHERE
  NOT is_part
  AND NOT getvariable('is_peak')
  OR is_part
  AND has_support(earlier, value)
  AND NOT (is_unclear OR is_level(earlier, value) OR EXISTS (FROM maker m WHERE m.seen + m.seen_earlier = 0))
