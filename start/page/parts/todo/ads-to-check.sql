-- kind: todo
-- title: Ads without a checkout
-- note: Ads that are to sell and run, for a week or more, with 100 outbound clicks and a fifth of the spend in their
--   currency in 28 days, or in 120, but without any checkout so far. By the settled days of the others that is too
--   little to stop them.
SELECT
  unnest(cells),
  greatest(share, share_spent) AS _weight,
  'ads' AS _topic,
  currency AS _currency,
  format('Buy once on the page of the ad “{}”', ad) AS _title,
  money(spend, currency) AS _number,
  concat(
    format(' for {:,} outbound clicks and no checkout since {} so far', outbound, strftime(first_date, '%b %-d')),
    if(
      share >= 0.2,
      format('; {:.0f}% of the {} ad spend of 28 days. ', 100 * share, currency),
      format('; {:.0f}% of the {} ad spend {}. ', 100 * share_spent, currency, since_when())
    ),
    format('{} of it is settled, which is too little to stop it. ', money(spend_settled, currency)),
    format('See whether Pinterest gets a checkout that you make on its page{}.', coalesce(format(' ({})', page), ''))
  ) AS _text,
  look AS _pin
FROM sales_ad JOIN beside_others USING (id)
WHERE
  NOT has_failed
  AND has_no_checkout
  AND greatest(share, share_spent) >= 0.2
  AND id NOT IN (SELECT id FROM better_ad)
ORDER BY _weight DESC, id
