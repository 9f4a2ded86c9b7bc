-- kind: todo
-- title: Ads without a checkout
-- note: Ads that are to sell and run, for a week or more, with 100 outbound clicks and a fifth of the spend in their
--   currency in 28 days, or in 120, but without any checkout so far. By the settled days of the others that is too
--   little to stop them. And those without one in 28 days so far, where as many clicks had three before, or more.
SELECT
  unnest(cells),
  greatest(share, share_spent) AS _weight,
  'ads' AS _topic,
  currency AS _currency,
  format('Buy once on the page of the ad “{}”', ad) AS _title,
  money(if(sold_before, spend_now, spend), currency) AS _number,
  concat(
    if(
      sold_before,
      format(
        ' for {:,} outbound clicks and no checkout in 28 days so far, after {:,} from {:,} clicks before',
        outbound_now,
        checkouts,
        outbound - outbound_now
      ),
      format(' for {:,} outbound clicks and no checkout since {} so far', outbound, strftime(first_date, '%b %-d'))
    ),
    if(
      share >= 0.2,
      format('; {:.0f}% of the {} ad spend of 28 days. ', 100 * share, currency),
      format('; {:.0f}% of the {} ad spend {}. ', 100 * share_spent, currency, since_when())
    ),
    if(
      sold_before,
      '',
      format('{} of it is settled, which is too little to stop it. ', money(spend_settled, currency))
    ),
    format('See whether Pinterest gets a checkout that you make on its page{}.', coalesce(format(' ({})', page), ''))
  ) AS _text,
  look AS _pin
FROM (SELECT *, checkouts > 0 AS sold_before FROM sales_ad) JOIN beside_others USING (id)
WHERE
  NOT has_failed
  AND (
    has_no_checkout
    AND greatest(share, share_spent) >= 0.2
    OR is_to_sell
    AND is_running
    AND NOT is_losing
    AND share >= 0.2
    AND checkouts_now = 0
    AND outbound_now >= 100
    AND checkouts * outbound_now / nullif(outbound - outbound_now, 0) >= usual_enough()
  )
  AND id NOT IN (SELECT id FROM better_ad)
ORDER BY _weight DESC, id
