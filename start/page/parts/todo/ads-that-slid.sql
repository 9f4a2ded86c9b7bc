-- kind: todo
-- title: Best sellers that slid
-- note: Running ads that made half of a fall of the revenue in their currency or more, in 28 days so far, with fewer
--   checkouts by two standard errors, and that aren’t among those to pause.
-- period: 28
SELECT
  unnest(a.cells),
  {amount: c.revenue, currency: currency} AS "Revenue in 28 days",
  {amount: c.revenue_before, currency: currency} AS "Before",
  share_returned AS _weight,
  'ads' AS _topic,
  currency AS _currency,
  format(
    CASE causes(made_of) [1].what
      WHEN 'spend' THEN 'See what holds the ad {}'
      WHEN 'clicks' THEN 'Renew the ad {}'
      WHEN 'checkouts' THEN 'See why the ad {} sells less'
      ELSE 'See what the ad {} sells now'
    END,
    a.short_name
  ) AS _title,
  signed_money(c.revenue - c.revenue_before, currency) AS _number,
  concat(
    format(
      ' of revenue in 28 days so far: {}{}',
      some_money(c.revenue, currency),
      was(money(c.revenue_before, currency))
    ),
    mostly(made_of),
    '. ',
    array_to_string(
      [
        CASE factor.what
          WHEN 'spend' THEN if(used >= 0.8, used_said || ': raise that.', 'See its budget, its schedule, and its bid.')
          WHEN 'clicks' THEN 'Those who see it may know it by now: give it a new picture, or a wider audience.'
          ELSE format(
            'Buy once on its page{}: see whether price, stock, or the page changed.',
            coalesce(format(' ({})', a.page), '')
          )
        END FOR factor IN causes(made_of)
      ],
      ' '
    )
  ) AS _text,
  a.look AS _pin
FROM compared_ad c JOIN sales_ad a USING (id, currency)
WHERE
  c.is_compared
  AND c.has_revenue
  AND a.is_running
  AND NOT a.is_losing
  AND id NOT IN (SELECT id FROM better_ad)
  AND len(causes(made_of)) > 0
  AND c.revenue > 0
  AND c.revenue_before - c.revenue >= (all_before - all_n) / 2
  AND all_before > all_n
  AND c.checkouts < c.checkouts_before
  AND is_beyond_chance(c.checkouts_before, c.checkouts)
ORDER BY _weight DESC, id
