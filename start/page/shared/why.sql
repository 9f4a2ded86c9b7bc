-- The rules of an honest "why". They are closed forms over the days that are there; nothing is estimated.
-- Of two periods, 0 is the one before and 1 is now. n is a number of events, r a rate or a ratio, and s a share of all.
-- What follows from them "comes from" a part of the numbers. It is not its cause.
-- A comparison needs 100 events in both periods, as contribution analysis has a minimum support (BigQuery ML).
CREATE OR REPLACE TEMP MACRO has_support(n0, n1) AS coalesce(n0 >= 100 AND n1 >= 100, FALSE);

-- A change below 5% is none.
CREATE OR REPLACE TEMP MACRO is_level(n0, n1) AS abs(n1 / n0 - 1) < 0.05;

-- The days of an account swing. A change is within that swing if the means of the days are less than two standard
-- errors apart (Welch's test), which chance does 19 times in 20.
CREATE OR REPLACE TEMP MACRO error_of(days) AS list_var_samp(days) / len(days);

CREATE OR REPLACE TEMP MACRO is_swing(days0, days1, errors := 2) AS
  coalesce(abs(list_avg(days1) - list_avg(days0)) < errors * sqrt(error_of(days0) + error_of(days1)), FALSE);

-- A step: days from one of which on the mean is another one. It is the day with which the two means explain most of the
-- sum of squares, in squared events (Jushan Bai, "Estimation of a change point in multiple regression models", 1997).
-- Of n days it comes after the first k, and both sides have a week or more.
CREATE OR REPLACE TEMP MACRO explained_by_step(days, k) AS
  k * (len(days) - k) / len(days) * (list_avg(days[k + 1:]) - list_avg(days[:k])) ** 2;

-- What a straight line explains: (sum of (i - (n + 1) / 2) * day i)² * 12 / (n³ - n).
CREATE OR REPLACE TEMP MACRO explained_by_slope(days) AS
  list_sum(list_transform(days, lambda n, i: (i - (len(days) + 1) / 2) * n)) ** 2 * 12 / (len(days) ** 3 - len(days));

-- It is one if the means are three standard errors apart, since of all days the best one is chosen: noise does that in
-- 28 days once in 20 times (a sup-Wald test: Donald Andrews, "Tests for parameter instability and structural change
-- with unknown change point", 1993). And it leaves at least a tenth less than a straight line, which would be a slope.
CREATE OR REPLACE TEMP MACRO squares_of(days) AS list_var_pop(days) * len(days);

CREATE OR REPLACE TEMP MACRO is_step(days, k) AS NOT is_swing(days[:k], days[k + 1:], errors := 3)
AND squares_of(days) - explained_by_step(days, k) < 0.9 * (squares_of(days) - explained_by_slope(days));

-- Whether days1 undo most of what made days0 of days: of the difference of the means, less than half is left.
CREATE OR REPLACE TEMP MACRO is_undone(days, days0, days1) AS
  abs(list_avg(days1) - list_avg(days)) < abs(list_avg(days0) - list_avg(days)) / 2;

-- Whether the events of two exposures, such as checkouts of spend, differ by three standard errors. The part is that of
-- the second exposure.
CREATE OR REPLACE TEMP MACRO differs(n1, n, part, errors := 3) AS
  abs(n1 - n * part) >= errors * sqrt(n * part * (1 - part));

CREATE OR REPLACE TEMP MACRO rate_moved(n0, exposure0, n1, exposure1, errors := 3) AS
  differs(n1, n0 + n1, exposure1 / (exposure0 + exposure1), errors := errors);

-- Volume and rate, in events: what comes from n, and from r. The symmetric forms add up to the change of n * r
-- without a rest (Max Halford, "Answering 'Why did the KPI change?' using decomposition"; carbonfact/icanexplain).
CREATE OR REPLACE TEMP MACRO volume_effect(n0, r0, n1, r1) AS (r0 + r1) / 2 * (n1 - n0);

CREATE OR REPLACE TEMP MACRO rate_effect(n0, r0, n1, r1) AS (n0 + n1) / 2 * (r1 - r0);

-- Inner and mix, in units of r: the ratio of all is the sum of s * r over its parts. What comes from the parts' own
-- ratios is the sum of this, and what comes from their shares, the sum of (s1 - s0) * (r0 - R0), is the rest of the
-- change. They are always apart, since all parts can fall while the whole rises (Simpson's paradox).
CREATE OR REPLACE TEMP MACRO inner_effect(s1, r0, r1) AS s1 * (r1 - r0);

-- How far a ratio of two sums moved, up or down: as a logarithm, so that twice and half are as far.
CREATE OR REPLACE TEMP MACRO log_change(value0, n0, value1, n1) AS
  ln(nullif(value1, 0) / nullif(n1, 0) / (nullif(value0, 0) / nullif(n0, 0)));

-- Surprise, in nats: how much a part's share of all moved (Adtributor, NSDI 2014). That of a dimension is the sum
-- of its parts'.
CREATE OR REPLACE TEMP MACRO surprise_term(s0, s1) AS if(s0 > 0, s0 * ln(2 * s0 / (s0 + s1)), 0) / 2;

CREATE OR REPLACE TEMP MACRO surprise(s0, s1) AS surprise_term(s0, s1) + surprise_term(s1, s0);

-- A part beats its share if its part of the change, the explanatory power (Adtributor), is above s0: if its share
-- moves with the change.
CREATE OR REPLACE TEMP MACRO beats_share(s0, s1, all_n0, all_n1) AS sign(s1 - s0) = sign(all_n1 - all_n0);

-- A share moved if it did by two points, and by three standard errors, which chance does once in 370 times.
CREATE OR REPLACE TEMP MACRO standard_error(s, all_n0, all_n1) AS sqrt(s * (1 - s) * (1 / all_n0 + 1 / all_n1));

CREATE OR REPLACE TEMP MACRO share_moved(n0, n1, all_n0, all_n1) AS
  abs(n1 / all_n1 - n0 / all_n0) >= greatest(0.02, 3 * standard_error((n0 + n1) / (all_n0 + all_n1), all_n0, all_n1));

-- A change of a count is large if it is three standard errors (Poisson), and 20.
CREATE OR REPLACE TEMP MACRO is_large(n0, n1) AS abs(n1 - n0) >= greatest(20, 3 * sqrt(n0 + n1));

-- Chance alone moves a count that much, two standard errors (Poisson), once in 20 times.
CREATE OR REPLACE TEMP MACRO is_beyond_chance(n0, n1) AS abs(n1 - n0) >= 2 * sqrt(n0 + n1);

-- Parts moved along with all if, without them, its weeks differ less from those before: by half of the parts' share of
-- the change, or more. Lists of the weeks' differences.
CREATE OR REPLACE TEMP MACRO list_distance(n) AS list_sum(list_transform(n, lambda each: abs(each)));

CREATE OR REPLACE TEMP MACRO without(n, own) AS list_transform(list_zip(n, own), lambda each: each[1] - each[2]);

CREATE OR REPLACE TEMP MACRO moved_along(n, own) AS
  list_distance(without(n, own)) / list_distance(n) <= 1 - least(1, list_sum(own) / list_sum(n)) / 2;

-- Weeks are even if each has support, and is within a fifth of their mean.
CREATE OR REPLACE TEMP MACRO are_even(weeks) AS list_min(weeks) >= 100
AND list_max(list_transform(weeks, lambda n: abs(n / list_avg(weeks) - 1))) <= 0.2;

-- Where this many events are usual, none happen by chance at most once in 20: exp(-3) is 5% (Poisson).
CREATE OR REPLACE TEMP MACRO usual_enough() AS 3;
