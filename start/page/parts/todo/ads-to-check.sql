-- kind: todo
-- title: Ads without a checkout
-- note: Ads that are to sell and run, for a week or more, with 100 outbound clicks, but without any checkout so far.
--   They had a fifth of the spend in their currency in 28 days, or three checkouts would have been usual on settled
--   days, by those of the others in the ad account, and chance makes none once in 20 times at most.
WITH
  other AS (
    SELECT a.id, coalesce(sum(d.spend), 0) AS other_spend, coalesce(sum(d.checkouts), 0)::BIGINT AS other_sold
    FROM
      sales_ad a
      LEFT JOIN sales_ad o ON o.account = a.account
      AND o.currency = a.currency
      AND o.id <> a.id
      AND o.is_to_sell
      AND o.held IS NULL
      LEFT JOIN sales_day d ON d.id = o.id
      AND d.date BETWEEN a.first_date AND getvariable('settled')
    GROUP BY a.id
  ),
  ad AS (
    SELECT
      *,
      spend_settled / other_spend * other_sold AS usual,
      usual >= usual_enough()
      AND (other_spend / (other_spend + spend_settled)) ** other_sold <= 0.05 AS has_failed
    FROM sales_ad JOIN other USING (id)
    WHERE
      is_to_sell
      AND is_running
      AND checkouts = 0
      AND outbound >= 100
      AND first_date <= getvariable('last_day') - 6
      AND id NOT IN (SELECT id FROM better_ad)
      AND (has_failed OR share >= 0.2)
  )
SELECT
  unnest(cells),
  share AS _weight,
  'ads' AS _topic,
  format(if(has_failed, 'Pause the ad “{}” today', 'Buy once on the page of the ad “{}”'), ad) AS _title,
  money(spend, currency) AS _number,
  concat(
    format(' for {:,} outbound clicks and no checkout since {} so far', outbound, strftime(first_date, '%b %-d')),
    format('; {:.0f}% of the {} ad spend of 28 days. ', 100 * share, currency),
    money(spend_settled, currency),
    if(
      has_failed,
      concat(
        format(' of it is settled: on these days, the other active sales ads had {:,} at ', other_sold),
        format('{}, so {:.0f} were usual. Then buy', money(other_spend / other_sold, currency), usual),
        format(' once on its page{}, before it runs again.', coalesce(format(' ({})', page), ''))
      ),
      concat(
        ' of it is settled, which is too little to stop it. See whether Pinterest gets a checkout that you make',
        format(' on its page{}.', coalesce(format(' ({})', page), ''))
      )
    )
  ) AS _text,
  look AS _pin
FROM ad
ORDER BY _weight DESC, id
