-- kind: why
-- title: Own Pins
-- note: The Pins that make the change; if none does, new, risen, and fallen ones, which add up with all else.
-- period: each
-- place: 1
WITH
  made AS (
    SELECT
      count(*) AS pins,
      sum(difference)::BIGINT AS n,
      sum(seen)::BIGINT AS seen,
      sum(seen_earlier)::BIGINT AS seen_earlier,
      string_agg(
        format(
          '“{}” ({})',
          title_of(title, id, TRUE),
          if(kind = 1, format('new, {:,}', now), format('{:,} to {:,}', earlier, now))
        ),
        ' and '
        ORDER BY abs(difference) DESC, id
      ) AS names
    FROM maker
  )
SELECT
  CASE
    WHEN pins = 0 THEN 'By Pins'
    WHEN is_steady THEN format('{} moved: {}', ['One Pin', 'Two Pins', 'Three Pins'] [pins], names)
    ELSE format(
      '{} made {} of the {}: {}',
      ['One Pin', 'Two Pins', 'Three Pins'] [pins],
      if(made.n / difference >= 1, 'all', format('{:.0f}%', 100 * made.n / difference)),
      if(difference < 0, 'fall', 'rise'),
      names
    )
  END AS lead,
  if(
    pins = 0,
    format(': {}, everything else {}; together {}.', said, signed(difference - sums.n), signed(difference)),
    format('. Everything else: {}.', signed(difference - made.n)) || if(
      seen + seen_earlier > 0,
      format(' {} shown {:,} times, after {:,}.', if(pins = 1, 'It was', 'They were'), seen, seen_earlier),
      ''
    )
  ) AS text
FROM pin_sums sums JOIN headline ON is_comparable JOIN made ON pins > 0 OR NOT is_steady
