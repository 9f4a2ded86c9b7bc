-- The days that the page counts, in UTC, and its words. The page sets the variable `days` to the length of each period.
SET VARIABLE today = coalesce((SELECT max(read_at) FROM _sync.reads)::DATE, current_date);

-- All periods end on the last day that Pinterest no longer changes: Pinterest's help says that takes up to two days.
SET VARIABLE last_day = coalesce(
  (SELECT max(date) FROM user_account_analytics WHERE data_status = 'READY'),
  getvariable('today') - 2
);

CREATE OR REPLACE TEMP MACRO first_day() AS getvariable('last_day') - getvariable('days') + 1;

CREATE OR REPLACE TEMP MACRO in_last(day, length) AS
  day BETWEEN getvariable('last_day') - length + 1 AND getvariable('last_day');

CREATE OR REPLACE TEMP MACRO in_period(day) AS in_last(day, getvariable('days'));

CREATE OR REPLACE TEMP MACRO in_period_before(day) AS in_last(day + getvariable('days'), getvariable('days'));

-- What the headline compares, as days: the period or, in a steady one, those since a step; and as many before them.
-- So do all reasons, and the Pins behind it.
CREATE OR REPLACE TEMP MACRO in_window(day) AS in_last(day, getvariable('compared_days'));

CREATE OR REPLACE TEMP MACRO in_window_before(day) AS
  in_last(day + getvariable('compared_days'), getvariable('compared_days'));

-- A checkout can still be reported 32 days after the click: 30 days of attribution, and two of Pinterest's (its help).
SET VARIABLE settled = getvariable('today') - 33;

-- The number of days by which a period has to be earlier to be settled.
CREATE OR REPLACE TEMP MACRO settling() AS (getvariable('last_day') - getvariable('settled'))::INTEGER;

CREATE OR REPLACE TEMP MACRO day_range(first_date, last_date) AS concat(
  if(year(first_date) = year(last_date), strftime(first_date, '%b %-d'), strftime(first_date, '%b %-d, %Y')),
  strftime(last_date, ' to %b %-d, %Y')
);

-- A day, with its year unless that is the last day's.
CREATE OR REPLACE TEMP MACRO day_of(day) AS
  strftime(day, '%b %-d') || if(year(day) = year(getvariable('last_day')), '', strftime(day, ', %Y'));

CREATE OR REPLACE TEMP MACRO from_to(first_date, days) AS
  strftime(first_date, 'from %b %-d to ') || strftime(first_date + days - 1, '%b %-d');

CREATE OR REPLACE TEMP MACRO dates(first_date) AS day_range(first_date, getvariable('last_day'));

CREATE OR REPLACE TEMP MACRO signed(n) AS format('{}{:,}', if(n < 0, '−', '+'), abs(n::BIGINT));

CREATE OR REPLACE TEMP MACRO per_day(n, days) AS format('{:,.{}f}', n / days, if(n < 10 * days, 1, 0));

-- Two digits.
CREATE OR REPLACE TEMP MACRO about(n) AS round(n::DOUBLE, 1 - floor(log10(nullif(n, 0)))::INTEGER)::BIGINT;

-- A percentage of a few says nothing, and one above 1,000 is hard to read.
CREATE OR REPLACE TEMP MACRO in_words(value, earlier, less, more, decimals, known := NULL) AS (
  CASE
    WHEN least(value, earlier) < 100 THEN coalesce(known, format('{:,}', earlier::BIGINT)) || ' before'
    WHEN value >= 10 * earlier THEN format('{}{:.0f} times', more, value / earlier)
    ELSE format(
      '{}{:.{}f}%',
      if(value < earlier, less, more),
      abs(100 * (value / earlier - 1)),
      -- What is below 5% isn't written as 5%.
      if(abs(value / earlier - 1) BETWEEN 0.045 AND 0.0499, 1, decimals)
    )
  END
);

CREATE OR REPLACE TEMP MACRO percent_change(value, earlier, known := NULL) AS
  in_words(value, earlier, '−', '+', 0, known);

CREATE OR REPLACE TEMP MACRO compared(value, earlier, known := NULL) AS in_words(value, earlier, '▼ ', '▲ ', 1, known);

CREATE OR REPLACE TEMP MACRO change(value, earlier, first_date) AS
  coalesce(compared(value, earlier), 'from ' || dates(first_date));

CREATE OR REPLACE TEMP MACRO was(text) AS format(' (was {})', text);

CREATE OR REPLACE TEMP MACRO movement(value, earlier) AS in_words(value, earlier, 'fell ', 'rose ', 0);

CREATE OR REPLACE TEMP MACRO money(amount, currency) AS concat(
  if(round(amount, 2) < 0, '−', ''),
  CASE currency WHEN 'USD' THEN '$' WHEN 'EUR' THEN '€' WHEN 'GBP' THEN '£' ELSE currency || ' ' END,
  format('{:,.{}f}', abs(amount)::DOUBLE, if(abs(amount) >= 1000 OR currency = 'JPY', 0, 2))
);

CREATE OR REPLACE TEMP MACRO about_money(amount, currency) AS replace(money(about(amount), currency), '.00', '');

CREATE OR REPLACE TEMP MACRO signed_money(amount, currency) AS
  if(round(amount, 2) > 0, '+', '') || money(amount, currency);

-- The change of an amount: as a number for files, and as the page says it.
CREATE OR REPLACE TEMP MACRO change_cell(value, earlier, first_date, currency) AS {
  change: (value / nullif(earlier, 0) - 1)::DOUBLE,
  text: if(coalesce(earlier, 0) = 0, 'from ' || dates(first_date), compared(value, earlier, money(earlier, currency)))
};

-- A share, which is 100% only if it is all.
CREATE OR REPLACE TEMP MACRO percent_of(share) AS
  format('{:.{}f}%', 100 * share, if(share BETWEEN 0.995 AND 0.99999, 1, 0));

CREATE OR REPLACE TEMP MACRO plural(n, noun) AS format('{:,} {}{}', n::BIGINT, noun, if(n = 1, '', 's'));

CREATE OR REPLACE TEMP MACRO title_of(title, pin_id, is_known) AS
  coalesce(nullif(trim(title), ''), if(is_known, 'Untitled Pin', 'Pin ' || pin_id));

CREATE OR REPLACE TEMP MACRO pin_link(title, pin_id, is_known) AS
  {text: title_of(title, pin_id, is_known), url: 'https://www.pinterest.com/pin/' || pin_id || '/'};

-- Names the first of several.
CREATE OR REPLACE TEMP MACRO named(name, n) AS
  format('“{}”', name) || if(n = 1, '', format(' and {:,} more', (n - 1)::BIGINT));

CREATE OR REPLACE TEMP MACRO words(name) AS upper(name[1]) || lower(replace(name[2:], '_', ' '));

CREATE OR REPLACE TEMP MACRO count_in(metrics, name) AS TRY_CAST (metrics ->> name AS DOUBLE)::BIGINT;

-- Why the table of a stream is not complete, or not as of the last read: the first sentence of the problem.
CREATE OR REPLACE TEMP MACRO gap(name) AS TABLE
SELECT
  name AS stream,
  CASE
    WHEN records IS NULL
    AND status = 'COMPLETE' THEN 'Not updated'
    WHEN EXISTS (FROM query_table(name)) THEN 'Incomplete'
    ELSE 'Not read'
  END AS label,
  coalesce(regexp_extract(problem, '^(.*?[.!?])( |$)', 1), 'Not in --streams.') AS reason
FROM (SELECT 1) LEFT JOIN _sync.streams s ON s.stream = name
WHERE records IS NULL OR status <> 'COMPLETE';
