-- Each query below fills a part of the page. Its comment has the kind and style, title, note, and text without rows. With `period`, the
-- part is made once per period. Columns that begin with _ are not shown: _note replaces the note, _currency separates panels. A struct is
-- a cell: {text, url, note}, {amount, currency}, {percent}, {number, note}, {ratio}, {share}, {change, text}. If a table of the query is not complete, the part says so, and a headline is
-- left out; a part has the text without rows only if all its tables are complete. Without such a text, it is left out.

-- head | The head of the page
SELECT coalesce(business_name, username, id, 'Pinterest account') AS title, is_simulated, concat_ws(' ', '@' || username || '.',
  (SELECT strftime(max(date), 'Complete through %b %-d, %Y (UTC).') FROM organic_day, _sync.streams
    WHERE stream = 'user_account_analytics' AND status = 'COMPLETE'),
  strftime(read_at, 'Read %b %-d, %Y.'), 'Impressions, saves, and clicks are paid or organic.') AS note
FROM (SELECT max(read_at) AS read_at, arg_max(is_simulated, read_at) AS is_simulated FROM _sync.reads) LEFT JOIN account ON true;

-- headline period | The metric that changed most, its two factors, and a week that stands out.
WITH week AS (SELECT in_period(date) AS is_now, (getvariable('last_day') - date) // 7 AS age, min(date) AS first, max(date) AS last, sum((metrics->>(SELECT field FROM mover))::BIGINT)::BIGINT AS n
  FROM user_account_analytics WHERE data_status = 'READY' AND (in_period(date) OR in_period_before(date)) GROUP BY ALL HAVING count(*) = 7),
peak AS (SELECT * FROM week, mover WHERE is_now = (difference > 0) AND n >= 2 * 7 / getvariable('days') * greatest(value, earlier) ORDER BY n DESC LIMIT 1)
SELECT format('{} are {} in {} days.', metric, moved(value, earlier), getvariable('days')) AS lead, format(' {:,}, after {:,}.', value, earlier) AS counts,
  CASE WHEN metric = 'Impressions' THEN '' ELSE format(' Impressions are {}; {:.2f}% of them led to one, after {:.2f}%.', moved(impressions, impressions_before), 100 * value / impressions, 100 * earlier / impressions_before) END AS factors,
  coalesce((SELECT format(' One week stands out: {:,} from {} to {}.', n, strftime(first, '%b %-d'), strftime(last, '%b %-d')) FROM peak), '') AS week
FROM mover, (SELECT value AS impressions, earlier AS impressions_before FROM total WHERE metric = 'Impressions');
-- headline period | Of each split, the value with the largest part of the change, if that is more than half of it.
WITH part AS (SELECT place, part, (sum(n) FILTER (in_period(date)))::BIGINT AS now, (sum(n) FILTER (in_period_before(date)))::BIGINT AS before, difference, metric
  FROM (SELECT s.*, (metrics->>field)::BIGINT AS n, difference, metric FROM split_day s, mover) GROUP BY ALL HAVING count(DISTINCT date) FILTER (in_period(date)) = getvariable('days') AND count(DISTINCT date) FILTER (in_period_before(date)) = getvariable('days')),
largest AS (SELECT * FROM part WHERE (now - before) / difference > 0.5 QUALIFY row_number() OVER (PARTITION BY place ORDER BY (now - before) / difference DESC, part) = 1)
SELECT format('Of the {} {}', signed(any_value(difference)), lower(any_value(metric))) AS lead, ': ' || string_agg(format('{} {}', lower(part[1]) || part[2:], signed(now - before)), ', ' ORDER BY place) || '.' AS parts FROM largest HAVING count(*) > 0;
-- headline period | The board and the Pin with the largest part of the change: at least a tenth of it. Known only with the days of Pins.
WITH day AS (SELECT p.pin_id, p.date, (p.metrics->>field)::BIGINT AS n, difference, metric FROM pin_analytics p, mover WHERE data_status = 'READY' AND (in_period(date) OR in_period_before(date))),
known AS (SELECT 1 FROM day HAVING min(date) <= first_day() - getvariable('days') AND max(date) >= getvariable('last_day')),
part AS (SELECT pin_id, board_id, difference, lower(metric) AS metric, coalesce(sum(n) FILTER (in_period(date)), 0) - coalesce(sum(n) FILTER (in_period_before(date)), 0) AS n FROM day JOIN pins ON id = pin_id, known GROUP BY ALL),
board AS (SELECT b.name, b.url, sum(n)::BIGINT AS n FROM part JOIN boards b ON b.id = board_id WHERE privacy <> 'SECRET' GROUP BY b.id, b.name, b.url, difference HAVING sum(n) / difference >= 0.1 ORDER BY sum(n) / difference DESC, b.id LIMIT 1),
pin AS (SELECT title_of(title, pin_id, true) AS title, pin_id, n::BIGINT AS n FROM part JOIN pins ON id = pin_id WHERE n / difference >= 0.1 ORDER BY n / difference DESC, pin_id LIMIT 1)
SELECT 'Most on the board ' AS lead, {text: board.name, url: board.url} AS lead_board, format(': {} {}', signed(board.n), (SELECT any_value(metric) FROM part)) AS of_board,
  if(pin.n IS NULL, '.', '; with the Pin ') AS and_pin, if(pin.n IS NULL, {text: '', url: NULL}, {text: pin.title, url: 'https://www.pinterest.com/pin/' || pin_id || '/'}) AS pin, if(pin.n IS NULL, '', format(': {}.', signed(pin.n))) AS of_pin
FROM board LEFT JOIN pin ON true;
-- headline period | No such change, although each metric has at least 100 in both periods.
SELECT 'Little changed' AS lead, format(' in {0} days: impressions, saves, and clicks are all within 5% of the prior {0} days.', getvariable('days')) AS text
FROM total WHERE metric <> 'Engagements' HAVING count(*) = 4 AND bool_and(least(value, earlier) >= 100 AND abs(value / earlier - 1) < 0.05);
-- headline period | The Pin with the largest share of a metric: at least 5% of at least 100, over days that are all known.
SELECT format('One Pin made {:.0f}% of the {}', 100 * n / all_pins, metric) AS lead, strftime(start_date, ' from %b %-d') || strftime(end_date, ' to %b %-d: ') AS days,
  {text: title_of(title, pin_id, id IS NOT NULL), url: 'https://www.pinterest.com/pin/' || pin_id || '/'} AS pin, format(', {:,}.', n) AS counts
FROM (SELECT *, unnest([{metric: 'saves', n: saves}, {metric: 'Pin clicks', n: clicks}, {metric: 'outbound clicks', n: outbound}], recursive := true) FROM top_pin)
JOIN (SELECT count(*) AS all_days, unnest([{metric: 'saves', all_pins: sum(TRY_CAST(metrics->>'SAVE' AS BIGINT))}, {metric: 'Pin clicks', all_pins: sum(TRY_CAST(metrics->>'PIN_CLICK' AS BIGINT))},
  {metric: 'outbound clicks', all_pins: sum(TRY_CAST(metrics->>'OUTBOUND_CLICK' AS BIGINT))}], recursive := true)
  FROM user_account_analytics WHERE date BETWEEN (SELECT min(start_date) FROM top_pin) AND (SELECT max(end_date) FROM top_pin)) USING (metric)
LEFT JOIN pins ON id = pin_id WHERE all_days = end_date - start_date + 1 AND all_pins >= 100 AND n / all_pins BETWEEN 0.05 AND 1 ORDER BY n / all_pins DESC, pin_id LIMIT 1;
-- headline period | The best board: of at least three ranked ones, at least 1.2 times the average Pin, counted in the last week.
SELECT 'Best board: ' AS lead, {text: name, url: url} AS lead_board, '.' AS lead_end, format(' It has {:.1f} clicks per Pin in 90 days, {:.1f} times the average Pin.', per_pin, per_pin / mean) AS text
FROM board_rank, (SELECT avg(clicks) AS mean FROM pin), (SELECT count(*) AS boards, min(read_from) AS read_from FROM board_rank)
WHERE boards >= 3 AND per_pin >= 1.2 * mean AND board_rank.read_from >= getvariable('today') - 7 ORDER BY per_pin DESC, id LIMIT 1;
-- headline period | Followers gained or lost since the first count in the period, at least a week before.
SELECT format('{:,} followers {}', abs(gained), if(gained < 0, 'lost', 'gained')) AS lead, format(' since {}: {:,} now.', strftime(day, '%b %-d'), followers) AS text
FROM (SELECT any_value(a.follower_count) AS followers, followers - min_by(s.follower_count, date) AS gained, min(date) AS day FROM account a JOIN account_snapshots s USING (id)
  WHERE date >= first_day()) WHERE day <= getvariable('today') - 7;
-- headline money period | Spend per currency with a change, if spend is known from before the period before.
SELECT {amount: spend, currency: currency} AS lead, ' of ad spend' || (SELECT CASE WHEN count(s.ad_account_id) > 0 THEN format(' in {} of {} ad accounts', count(*) - count(s.ad_account_id), count(*)) ELSE '' END
  FROM ad_accounts a LEFT JOIN _sync.skipped_ad_accounts s ON s.ad_account_id = a.id) AS lead_what, format(' in {} days, {}: {:,} outbound clicks at ', getvariable('days'), moved(spend, spend_before), outbound) AS change,
  {amount: spend / outbound, currency: currency} AS cost, ' each, after ' AS after, {amount: spend_before / outbound_before, currency: currency} AS cost_before,
  format('; {:,} {} worth ', checkouts, if(checkouts = 1, 'checkout', 'checkouts')) AS what, {amount: revenue, currency: currency} AS revenue, if(growing(getvariable('last_day')) IS NULL, '.', ' so far.') AS stop
FROM ad_total WHERE spend_before > 0 AND least(outbound, outbound_before) >= 100 ORDER BY currency;

-- periods | The choice of a period
SELECT 1 AS one;

-- tile period | Outbound clicks | | –
SELECT value, change(value, earlier, first) AS _note FROM total WHERE metric = 'Outbound clicks';
-- tile period | Saves | | –
SELECT value, change(value, earlier, first) AS _note FROM total WHERE metric = 'Saves';
-- tile period | Impressions | | –
SELECT value, change(value, earlier, first) AS _note FROM total WHERE metric = 'Impressions';
-- tile period | Engagement rate | | –
SELECT {percent: e.value / i.value} AS value, coalesce(format('{:.1f}% in the prior {} days', 100 * e.earlier / i.earlier, getvariable('days')), dates(e.first)) AS _note
FROM total e, total i WHERE e.metric = 'Engagements' AND i.metric = 'Impressions' AND i.value > 0;
-- tile period | Followers | | –
SELECT follower_count AS value, (SELECT format('{:+d} since {}', max_by(s.follower_count, date) - min_by(s.follower_count, date), strftime(min(date), '%b %-d'))
  FROM account_snapshots s WHERE s.id = account.id AND date >= first_day() HAVING count(*) > 1) AS _note FROM account WHERE value IS NOT NULL;
-- tile period | New Pins | | 0
SELECT count(*) FILTER (in_period(created_at::DATE)) AS value, change(value, CASE WHEN min(created_at) < first_day() - getvariable('days') THEN
  count(*) FILTER (in_period_before(created_at::DATE)) END, greatest(first_day(), min(created_at)::DATE)) AS _note FROM pin HAVING count(*) > 0;
-- tile | Pins you own | | 0
SELECT count(*) AS value, format('+{:,} this month', count(*) FILTER (created_at >= date_trunc('month', getvariable('today')))) AS _note FROM pin HAVING value > 0;
-- tile | Likes, all time | | –
SELECT sum(likes)::BIGINT AS value, format('{:.1f} per Pin, when read', avg(likes)) AS _note FROM pin HAVING value IS NOT NULL;

-- gallery engagement wide | Top Pins of 90 days | By engagements: saves, Pin clicks, and outbound clicks. | No Pin was seen in the last 90 days.
SELECT {text: title_of(p.title, t.pin_id, p.id IS NOT NULL), url: 'https://www.pinterest.com/pin/' || t.pin_id || '/', note: b.name} AS "Pin", t.engagements AS "Engagements",
  t.saves AS "Saves", t.outbound AS "Outbound clicks", p.likes AS "Likes", t.pin_id AS _id, p.dominant_color AS _color,
  coalesce(p.media->'images'->'400x300'->>'url', p.media->'items'->0->'images'->'400x300'->>'url', p.media->>'cover_image_url', p.media->'items'->0->>'cover_image_url') AS _picture,
  strftime(t.start_date, 'By engagements (saves, Pin clicks, and outbound clicks) from %b %-d') || strftime(t.end_date, ' to %b %-d, %Y; the last two days still grow. Likes are all-time.') AS _note
FROM top_pin t LEFT JOIN pin p ON p.id = t.pin_id LEFT JOIN boards b ON b.id = p.board_id AND b.privacy <> 'SECRET' WHERE t.engagements > 0 ORDER BY 2 DESC, t.pin_id LIMIT 6;
-- table money wide period | Ads | Each currency is separate. | No ad spend in this period.
SELECT currency AS "Currency", {amount: spend, currency: currency} AS "Spend", change_cell(spend, spend_before, first) AS "Change", outbound AS "Outbound clicks", {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  {number: checkouts, note: growing(getvariable('last_day'))} AS "Checkouts", {amount: spend / nullif(checkouts, 0), currency: currency} AS "Cost per checkout", {amount: revenue, currency: currency} AS "Revenue", {ratio: revenue / spend} AS "ROAS", conversions AS "Conversions of all kinds",
  'Spend ' || dates(min(first) OVER ()) || '. Amounts of different currencies are never added. Revenue is the value of the checkouts, and ROAS is revenue per spend. Pinterest adds conversions to the last 30 days.' AS _note FROM ad_total ORDER BY currency;
-- line engagement period | Saves and clicks | Per complete week, Monday to Sunday. | No complete week yet.
SELECT strftime(CASE WHEN getvariable('days') = 28 THEN date ELSE date_trunc('week', date) END, '%Y-%m-%d') AS "Day", sum(saves) AS "Saves", sum(clicks) AS "Pin clicks", sum(outbound) AS "Outbound clicks",
  if(getvariable('days') = 28, 'Per day ', 'Per complete week, Monday to Sunday, ') || dates((SELECT first FROM total LIMIT 1)) || '.' AS _note FROM organic_day WHERE in_period(date) GROUP BY 1 HAVING count(*) = 7 OR getvariable('days') = 28 ORDER BY 1;
-- line content | Followers | One point per day with a sync, since Pinterest reports only the current count. | The line starts with the next sync on another day.
SELECT strftime(date, '%Y-%m-%d') AS "Day", follower_count AS "Followers" FROM account_snapshots
WHERE id = (SELECT id FROM account) AND follower_count IS NOT NULL QUALIFY count(*) OVER () > 1 ORDER BY date;
-- table engagement wide period | Paid and organic, devices, and sources | Each group divides all metrics of the account.
SELECT {text: part, note: CASE place WHEN 1 THEN 'paid or organic' WHEN 2 THEN 'device' WHEN 3 THEN 'whose Pin' WHEN 4 THEN 'website' END} AS "Part", sum((metrics->>'IMPRESSION')::BIGINT)::BIGINT AS "Impressions", sum((metrics->>'SAVE')::BIGINT)::BIGINT AS "Saves",
  sum((metrics->>'PIN_CLICK')::BIGINT)::BIGINT AS "Pin clicks", sum((metrics->>'OUTBOUND_CLICK')::BIGINT)::BIGINT AS "Outbound clicks", {percent: "Outbound clicks" / nullif(sum("Outbound clicks") OVER (PARTITION BY place), 0)} AS "Share of outbound clicks",
  'Each group divides all metrics of the account, ' || dates(greatest(first_day(), (SELECT min(date) FROM split_day))) || '.' AS _note FROM split_day WHERE place < 5 AND in_period(date) GROUP BY place, part HAVING sum((metrics->>'IMPRESSION')::BIGINT) > 0 ORDER BY place, "Impressions" DESC, part;
-- table engagement wide | Boards by engagement | Boards with at least five Pins. | No public board has five Pins with counted clicks.
SELECT {text: name, url: url} AS "Board", per_pin AS "Clicks per Pin", {share: per_pin / max(per_pin) OVER ()} AS " ", likes AS "Likes per Pin", pins AS "Pins", strftime(last_pin, '%b %-d, %Y') AS "Last new Pin",
  (SELECT 'Pin clicks and outbound clicks ' || counted(_read_at) || '. Boards with five Pins or more, without secret ones.' FROM pin) AS _note FROM board_rank ORDER BY per_pin DESC, id LIMIT 8;
-- bars engagement period | Engagements by weekday | Average per day (UTC). | Needs four weeks of complete days with engagements.
SELECT dayname(date)[:3] AS "Weekday", avg(engagements) AS "Engagements", format('Average per day (UTC) {}.', dates((SELECT first FROM total LIMIT 1))) || coalesce((SELECT format(' The best one is {}.', max_by(day, n)) FROM
  (SELECT dayname(date) AS day, avg(engagements) AS n, sum(engagements) AS engagements FROM organic_day WHERE in_period(date) GROUP BY 1) HAVING sum(engagements) >= 100 AND max(n, 2)[1] > max(n, 2)[2]), '') AS _note FROM organic_day WHERE in_period(date)
GROUP BY isodow(date), 1 QUALIFY min(count(*)) OVER () >= 4 AND count(*) OVER () = 7 AND sum(sum(engagements)) OVER () > 0 ORDER BY isodow(date);
-- table engagement | Formats | Clicks and likes by the format of the Pin. | No format has five Pins.
SELECT coalesce(words(creative_type), 'Not stated') AS "Format", avg(clicks) AS "Clicks per Pin", {share: avg(clicks) / max(avg(clicks)) OVER ()} AS " ", avg(likes) AS "Likes per Pin", count(*) AS "Pins",
  (SELECT 'Pin clicks and outbound clicks ' || counted(_read_at) || '.' FROM pin) AS _note FROM pin GROUP BY creative_type HAVING count(*) >= 5 ORDER BY 2 DESC NULLS LAST, 1;
-- table engagement | Traffic by website | Outbound clicks by the website that a Pin links to. | No Pin with a link had an outbound click.
SELECT regexp_extract(link, '^https?://(?:www\.)?([^/?#:]+)', 1) AS "Website", sum(outbound)::BIGINT AS "Outbound clicks", {share: sum(outbound) / max(sum(outbound)) OVER ()} AS " ", count(*) AS "Pins",
  (SELECT 'Outbound clicks ' || counted(_read_at) || '.' FROM pin) AS _note FROM pin WHERE link IS NOT NULL GROUP BY 1 HAVING sum(outbound) > 0 ORDER BY 2 DESC, 1 LIMIT 6;
-- table content | Searches in your account | Your Pins and boards that match the search queries of the configuration. | To see which of your Pins answer a search, add search_queries to the configuration.
SELECT s.query AS "Search", count(DISTINCT s.id) AS "Pins found", (SELECT count(*) FROM search_boards b WHERE b.query = s.query) AS "Boards found",
  {text: max_by(title_of(s.title, s.id, true), p.clicks), url: max_by(s.url, p.clicks)} AS "Most clicked" FROM search_pins s LEFT JOIN pin p USING (id) GROUP BY s.query ORDER BY 2 DESC, 1;
-- table content | Your place in search | How many of the top Pins that Pinterest shows for a term are yours.
SELECT term AS "Search", country_code AS "Country", count(*) AS "Top Pins", count(p.id) AS "Yours" FROM search_partner_pins s LEFT JOIN pins p USING (id) GROUP BY ALL ORDER BY 4 DESC, 1, 2;

-- bars content | New Pins per month | By creation date. Deleted Pins aren’t counted. The current month is lighter. | No Pins yet.
SELECT * EXCLUDE "Likes per Pin" FROM pin_month;
-- bars engagement | Likes per Pin, by month of creation | Average reactions when the Pin was read. Newer Pins have had less time to collect them. | No Pins yet.
SELECT * EXCLUDE "Pins" FROM pin_month;
-- table content wide | Whom you follow | | You follow nobody.
SELECT "What", "Number", {text: "Such as"} AS "Such as" FROM (SELECT 1 AS place, 'Accounts' AS "What", count(*) AS "Number", string_agg(username, ', ' ORDER BY username) FILTER (username IN (SELECT username FROM following_users ORDER BY 1 LIMIT 4)) AS "Such as" FROM following_users
  UNION ALL SELECT 2, 'Boards', count(*), string_agg(name, ', ' ORDER BY follower_count DESC, name) FILTER (id IN (SELECT id FROM following_boards ORDER BY follower_count DESC, name LIMIT 3)) FROM following_boards
  UNION ALL SELECT 3, 'Interests', count(*), string_agg(name, ', ' ORDER BY name) FROM following_interests) WHERE "Number" > 0 ORDER BY place;
-- table money wide period | Ads by week | Complete weeks, Monday to Sunday.
SELECT {text: strftime(week, '%Y-%m-%d'), note: growing(week + 6)} AS "Week from", {amount: spend, currency: currency} AS "Spend", {share: spend / max(spend) OVER (PARTITION BY currency)} AS " ", outbound AS "Outbound clicks", {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  checkouts AS "Checkouts", {amount: spend / nullif(checkouts, 0), currency: currency} AS "Cost per checkout", {amount: revenue, currency: currency} AS "Revenue", {ratio: revenue / nullif(spend, 0)} AS "ROAS", currency AS _currency,
  'Complete weeks, Monday to Sunday, the last 13 at most. Checkouts and revenue of weeks that are still growing become more.' AS _note
FROM (SELECT currency, date_trunc('week', date)::DATE AS week, sum(spend) AS spend, coalesce(sum(outbound), 0)::BIGINT AS outbound, coalesce(sum(checkouts), 0)::BIGINT AS checkouts, coalesce(sum(revenue), 0) AS revenue
  FROM ad_day GROUP BY ALL HAVING sum(spend) > 0) WHERE week >= ads_from() AND week + 6 <= getvariable('last_day') QUALIFY row_number() OVER (PARTITION BY currency ORDER BY week DESC) <= 13 ORDER BY currency, week DESC;
-- bars money wide | Ad spend per month | Each currency is separate; amounts are never added across currencies. The current month is lighter.
WITH spent AS (SELECT currency, date_trunc('month', date) AS month, sum(spend) AS spend FROM ad_day GROUP BY ALL HAVING sum(spend) > 0),
months AS (SELECT currency, unnest(range(min(month)::TIMESTAMP, getvariable('today') + 1, INTERVAL 1 MONTH)) AS month FROM spent GROUP BY ALL)
SELECT strftime(month, '%Y-%m-%d') AS "Month", coalesce(spend, 0) AS "Spend", currency AS _currency,
  month = date_trunc('month', getvariable('today')) AS _is_current FROM months LEFT JOIN spent USING (currency, month) ORDER BY currency, 1;
-- table money wide period | Campaigns | Spend in the ad account’s currency.
WITH part AS (SELECT currency, campaign_id, sum(spend) AS spend, count(*) FILTER (spend > 0) AS days, sum(clicks) AS clicks, sum(conversions) AS conversions,
  sum(impressions) AS impressions, sum(views) AS views, coalesce(sum(outbound), 0)::BIGINT AS outbound, coalesce(sum(checkouts), 0)::BIGINT AS checkouts, coalesce(sum(revenue), 0) AS revenue
  FROM ad_day WHERE in_period(date) GROUP BY ALL HAVING sum(spend) > 0),
life AS (SELECT campaign_id, sum(spend) AS spend, any_value(first_known) AS first_known FROM ad_day, (SELECT min(date) AS first_known FROM ad_day) GROUP BY campaign_id),
result AS (SELECT part.*, c.name, c.status, life.spend AS ever, nullif(c.daily_spend_cap, 0) / 1e6 AS daily_cap,
  CASE WHEN make_timestamp(c.start_time * 1000000)::DATE >= first_known THEN nullif(c.lifetime_spend_cap, 0) / 1e6 END AS lifetime_cap,
  CASE WHEN c.objective_type = 'AWARENESS' THEN {n: impressions, unit: 'thousand impressions'} WHEN c.objective_type LIKE 'VIDEO%' THEN {n: views, unit: 'video views'}
    WHEN c.objective_type IN ('CONSIDERATION', 'WEB_SESSIONS') THEN {n: clicks, unit: 'Pin clicks'} ELSE {n: conversions, unit: 'conversions of all kinds'} END AS result
  FROM part JOIN life USING (campaign_id) LEFT JOIN campaigns c ON c.id = campaign_id)
SELECT {text: coalesce(name, campaign_id), note: words(status)} AS "Campaign", {amount: spend, currency: currency} AS "Spend", outbound AS "Outbound clicks", {amount: spend / nullif(outbound, 0), currency: currency} AS "Cost per outbound click",
  checkouts AS "Checkouts", {amount: spend / nullif(checkouts, 0), currency: currency} AS "Cost per checkout", {amount: revenue, currency: currency} AS "Revenue", {ratio: revenue / spend} AS "ROAS",
  {number: coalesce(result.n, 0), note: result.unit} AS "Results", {amount: spend / nullif(result.n, 0), currency: currency} AS "Cost per result",
  {percent: coalesce(spend / days / daily_cap, ever / lifetime_cap), note: CASE WHEN daily_cap IS NOT NULL THEN 'of the daily cap' WHEN lifetime_cap IS NOT NULL THEN 'of the lifetime cap' END} AS "Pacing",
  currency AS _currency, 'Spend ' || dates(ads_from()) || if(growing(getvariable('last_day')) IS NULL, '.', '; conversions of the last 30 days are still growing.') || ' Results are what the objective of the campaign asks for. Pacing: average spend on days with spend in this period, or all spend, against the cap.' AS _note
FROM result QUALIFY row_number() OVER (PARTITION BY currency ORDER BY spend DESC, campaign_id) <= 5 ORDER BY currency, spend DESC, campaign_id;

-- problems | Not complete
SELECT streams, problem FROM _sync.problems;
