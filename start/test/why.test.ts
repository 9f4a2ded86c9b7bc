import assert from "node:assert/strict";
import { sectionsOf, summaryOf } from "./page-content.ts";
import { type Day, lastDay, openSmallAccount, type SmallAccount } from "./small-account.ts";

/** What is wrong with an account, as its data, and what the page must say of it. */
interface Case {
  readonly now?: Day;
  readonly before?: Day;
  readonly days?: number;
  /** Clicks per day, now and before, by value of a split. */
  readonly splits?: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  /** Clicks per day, now and before, and the age in days. */
  readonly pins?: readonly (readonly [now: number, before: number, age: number])[];
  readonly sql?: string;
  readonly verdict: string;
  readonly text?: string;
  readonly why?: readonly string[];
  /** The first ones of the other numbers. */
  readonly figures?: readonly string[];
  /** What the card of the Pins behind it begins with. */
  readonly behind?: string;
  /** The number of weeks that are drawn. */
  readonly weeks?: number;
}

const steady: readonly (readonly [number, number, number])[] = Array.from({ length: 5 }, () => [2, 2, 300] as const);
const sixth = "(SELECT id FROM pins ORDER BY id LIMIT 1 OFFSET 5)";
/** Gives the sixth Pin impressions per day, now and before. */
const seen = (now: number, before: number) =>
  `UPDATE pin_analytics SET metrics = json_merge_patch(metrics, json_object('IMPRESSION', if(date > ${lastDay} - 28, ${now}, ${before})))
    WHERE pin_id = ${sixth}`;
/** Sets the clicks of the last days, as SQL of the `age` of a day. */
const setLast = (days: number, clicks: string) =>
  `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('OUTBOUND_CLICK', ${clicks.replaceAll("age", `(${lastDay} - date)`)}))
    WHERE date > ${lastDay} - ${days};`;
/** Makes days of a peak, or of a dip, between 18 days before and 18 days since. */
const peak = (clicks: number) =>
  `${setLast(36, String(clicks))} ${setLast(18, "40")}
    UPDATE user_account_analytics_split SET metrics = json_object('OUTBOUND_CLICK', ${clicks / 2}) WHERE date BETWEEN ${lastDay} - 35 AND ${lastDay} - 18;`;
/** Sets the clicks of the sixth Pin per day in the days of the peak, and since. */
const pinPeak = (clicks: number, since: number) =>
  `UPDATE pin_analytics SET metrics = json_object('OUTBOUND_CLICK', if(date > ${lastDay} - 18, ${since}, ${clicks}))
    WHERE pin_id = ${sixth} AND date > ${lastDay} - 36;`;
/** Gives the sixth Pin a run that is over, beside 40 clicks per day. */
const run = `CASE WHEN age >= 20 THEN 0 WHEN age = 12 THEN 40 WHEN age >= 6 THEN 30 ELSE 1 END`;
const spike = `${setLast(28, `40 + ${run}`)}
  UPDATE pin_analytics SET metrics = json_object('OUTBOUND_CLICK', ${run.replaceAll("age", `(${lastDay} - date)`)})
    WHERE pin_id = ${sixth} AND date > ${lastDay} - 28;`;
const cases: Readonly<Record<string, Case>> = {
  "reach, not rate": {
    now: { IMPRESSION: 1250, OUTBOUND_CLICK: 50 },
    verdict: "Outbound clicks rose 25%",
    text: "1,400 vs. 1,120 in the 28 days before, more than the usual swing of its days.",
    weeks: 4,
    why: [
      "It comes from reach, not from the rate: impressions rose 25% to 35,000 (+280 outbound clicks), and the rate is 4.00% of impressions, was 4.00% (+0).",
    ],
  },
  "the rate, not reach": {
    now: { OUTBOUND_CLICK: 30 },
    verdict: "Outbound clicks fell 25%",
    text: "840 vs. 1,120 in the 28 days before, more than the usual swing of its days.",
    why: [
      "It comes from the rate, not from reach: impressions are about level with 28,000 (+0 outbound clicks), and the rate is 3.00% of impressions, was 4.00% (−280).",
    ],
  },
  "reach without rate": {
    now: { IMPRESSION: 2000 },
    verdict: "Outbound clicks about level (+0%)",
    text: "1,120 vs. 1,120 in the 28 days before.",
    why: [
      "Reach and rate cancel out: impressions rose 100% to 56,000 (+840 outbound clicks), and the rate is 2.00% of impressions, was 4.00% (−840).",
    ],
  },
  "growth everywhere alike": {
    now: { IMPRESSION: 1500, OUTBOUND_CLICK: 60 },
    splits: {
      SOURCE: { YOUR_PINS: [42, 28], OTHER_PINS: [18, 12] },
      APP_TYPE: { MOBILE: [45, 30], WEB: [15, 10] },
    },
    verdict: "Outbound clicks rose 50%",
    why: ["", "A broad rise: no part explains it."],
  },
  "a part that beats its share, although another is larger": {
    now: { IMPRESSION: 1500, OUTBOUND_CLICK: 60 },
    splits: {
      SOURCE: { YOUR_PINS: [32, 28], OTHER_PINS: [28, 12] },
      APP_TYPE: { MOBILE: [45, 30], WEB: [15, 10] },
    },
    verdict: "Outbound clicks rose 50%",
    why: [
      "",
      "By source, Pins of others moved most: +133% (+448), everything else +14% (+112). Their share is 47% (was 30%).",
    ],
  },
  "a fall of which one part made more than its share": {
    now: { OUTBOUND_CLICK: 30 },
    splits: { CONTENT_TYPE: { ORGANIC: [25, 25], PAID: [5, 15] } },
    verdict: "Outbound clicks fell 25%",
    why: [
      "",
      "By paid or organic, paid moved most: −67% (−280), everything else +0% (+0). Their share is 17% (was 38%).",
    ],
  },
  "many Pins, new and old": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    pins: [...Array.from({ length: 6 }, () => [3, 2, 300] as const), [1, 0, 20], [1, 0, 5]],
    verdict: "Outbound clicks rose 20%",
    why: [
      "",
      "By Pins: new +56, risen +168, fallen +0, everything else +0; together +224. The largest: “Pin 6” (new, published Jun 19: 28) and “Pin 7” (new, published Jul 4: 28).",
    ],
  },
  "two Pins that make most of it, instead of reach and breakdowns, which are the same event": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    splits: { OWNED_CONTENT: { CLAIMED: [20, 20], OTHER: [28, 20] } },
    pins: [...steady, [4, 0, 10], [5, 2, 300]],
    verdict: "Outbound clicks rose 20%",
    why: [
      "Two Pins made 88% of the rise: “Pin 5” (new, published Jun 29: 112) and “Pin 6” (56 to 140). Without them: 1,092 (was 1,064, +3%). They still run.",
    ],
  },
  "a breakdown beside a Pin that makes less than it": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    splits: { OWNED_CONTENT: { CLAIMED: [20, 20], OTHER: [28, 20] } },
    pins: [...steady, [4, 2, 300]],
    verdict: "Outbound clicks rose 20%",
    why: [
      "One Pin made 25% of the rise: “Pin 5” (56 to 112). Without it: 1,232 (was 1,064, +16%). It still runs: 4.0 a day since Jun 30.",
      "By website, Pins of websites that you haven’t claimed moved most: +40% (+224), everything else +0% (+0). Their share is 58% (was 50%).",
    ],
  },
  "a Pin that makes all of it, without a reason for a rest that is level": {
    now: { OUTBOUND_CLICK: 48 },
    pins: [...steady, [10, 2, 300]],
    sql: seen(2, 2),
    verdict: "Outbound clicks rose 20%",
    why: [
      "One Pin made all of the rise: “Pin 5” (56 to 280). Without it: 1,064 (was 1,064, +0%). It still runs: 10 a day since Jun 30.",
    ],
  },
  "the reason for the rest of a rise that a Pin makes": {
    now: { IMPRESSION: 1700, OUTBOUND_CLICK: 70 },
    pins: [...steady, [20, 0, 20]],
    sql: seen(500, 0),
    verdict: "Outbound clicks rose 75%",
    why: [
      "One Pin made 67% of the rise: “Pin 5” (new, published Jun 19: 560). Without it: 1,400 (was 1,120, +25%). It still runs: 20 a day since Jun 30.",
      "Everything else rose 25%, from reach, not from the rate: its impressions rose 20% to 33,600 (+229 outbound clicks), and the rate is 4.17% of impressions, was 4.00% (+51).",
    ],
  },
  "which Pins make the rest": {
    now: { IMPRESSION: 1700, OUTBOUND_CLICK: 70 },
    pins: [...steady.slice(1), [6, 2, 300], [20, 0, 20]],
    sql: seen(500, 0),
    verdict: "Outbound clicks rose 75%",
    why: [
      "One Pin made 67% of the rise: “Pin 5” (new, published Jun 19: 560). Without it: 1,400 (was 1,120, +25%). It still runs: 20 a day since Jun 30.",
      "Everything else rose 25%, from reach, not from the rate: new Pins +0, older ones +112, all else +168. Its impressions rose 20% to 33,600 (+229 outbound clicks), and the rate is 4.17% of impressions, was 4.00% (+51).",
    ],
  },
  "one week that makes the difference, and its Pins": {
    now: {},
    pins: [...steady.slice(1), [2, 2, 300], [2, 2, 300]],
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 300}') WHERE date = ${lastDay};
      UPDATE pin_analytics SET metrics = '{"OUTBOUND_CLICK": 100}' WHERE pin_id = ${sixth} AND date = ${lastDay}`,
    verdict: "Outbound clicks: no clear change (+23%)",
    why: [
      "One week makes the difference: 540 from Jun 30 to Jul 6; the other seven had 280. Most of it: “Pin 5” (112, usually 14).",
      "By Pins: new +0, risen +98, fallen +0, everything else +162; together +260. The largest: “Pin 5” (56 to 154).",
    ],
  },
  "a Pin of the week before as new, and that it has faded": {
    now: { OUTBOUND_CLICK: 60 },
    pins: [...steady, [0, 0, 33]],
    sql: `UPDATE pin_analytics SET metrics = json_object('OUTBOUND_CLICK', CASE WHEN date <= ${lastDay} - 28 THEN 4 WHEN date <= ${lastDay} - 14 THEN 30 WHEN date <= ${lastDay} - 7 THEN 20 ELSE 14 END)
      WHERE pin_id = ${sixth} AND date >= ${lastDay} - 30`,
    verdict: "Outbound clicks rose 50%",
    why: [
      "One Pin made all of the rise: “Pin 5” (new, published Jun 6: 12 until Jun 8, 658 since). Without it: 1,022 (was 1,108, −8%). It has faded: 30 a day from Jun 9 to Jun 15, 14 a day since Jun 30.",
    ],
    behind:
      "Outbound clicks from Jun 9 to Jul 6, 2026, and in the 28 days before. Up to three new, risen, and fallen Pins each, that changed by 10 or more; new ones were published in these days, or in the week before. Of all own Pins: new +646, risen +0, fallen +0. New ",
  },
  "both reach and rate where neither is twice the other": {
    now: { IMPRESSION: 1120, OUTBOUND_CLICK: 48 },
    verdict: "Outbound clicks rose 20%",
    why: [
      "It comes from both reach and rate: impressions rose 12% to 31,360 (+139 outbound clicks), and the rate is 4.29% of impressions, was 4.00% (+85).",
    ],
  },
  "a Pin that falls like one that rises": {
    now: { IMPRESSION: 800, OUTBOUND_CLICK: 32 },
    pins: [...steady, [1, 11, 300]],
    verdict: "Outbound clicks fell 20%",
    why: ["One Pin made all of the fall: “Pin 5” (308 to 28). Without it: 868 (was 812, +7%)."],
  },
  "a Pin whose run ended": {
    now: { IMPRESSION: 800, OUTBOUND_CLICK: 32 },
    pins: [...steady, [1, 11, 300]],
    sql: `UPDATE pin_analytics SET metrics = json_object('OUTBOUND_CLICK', 1) WHERE pin_id = ${sixth} AND date <= ${lastDay} - 49`,
    verdict: "Outbound clicks fell 20%",
    why: [
      "One Pin made 94% of the fall: “Pin 5” (238 to 28). A run of it ended: 1.0 a day from May 12 to May 18, 11 from May 19 to May 25, and 1.0 since Jun 30. Without it: 868 (was 882, −2%).",
    ],
  },
  "a Pin that falls in an account that is level": {
    now: { OUTBOUND_CLICK: 39 },
    pins: [...steady, [1, 11, 300]],
    verdict: "Outbound clicks about level (−3%)",
    why: ["One Pin moved: “Pin 5” (308 to 28). Without it: 1,064 (was 812, +31%)."],
  },
  "no reason for a change within the swing of the days": {
    now: { OUTBOUND_CLICK: 44 },
    splits: { CONTENT_TYPE: { ORGANIC: [34, 25], PAID: [10, 15] } },
    pins: [...steady, [3, 2, 300]],
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('OUTBOUND_CLICK',
      (metrics ->> 'OUTBOUND_CLICK')::INTEGER + if(day(date) % 2 = 0, 20, -20)))`,
    verdict: "Outbound clicks: no clear change (+10%)",
    why: [
      "No clear reason: its days usually swing this much.",
      "By Pins: new +0, risen +28, fallen +0, everything else +84; together +112. The largest: “Pin 5” (56 to 84).",
    ],
  },
  "a broad rise, with organic and paid, and the one before": {
    now: { IMPRESSION: 1500, OUTBOUND_CLICK: 60 },
    days: 84,
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 30}') WHERE date <= ${lastDay} - 56`,
    splits: { CONTENT_TYPE: { ORGANIC: [45, 30], PAID: [15, 10] } },
    verdict: "Outbound clicks rose 50%",
    text: "1,680 vs. 1,120 in the 28 days before, more than the usual swing of its days. In those 28 days, they had risen 33%, too, from 840.",
    why: ["", "A broad rise: no part explains it (organic +50%, paid +50%)."],
  },
  "a slow rise, which only the two last changes together show": {
    now: { IMPRESSION: 1100, OUTBOUND_CLICK: 44 },
    days: 84,
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('OUTBOUND_CLICK',
        if(date <= ${lastDay} - 56, 36, (metrics ->> 'OUTBOUND_CLICK')::INTEGER) + if(day(date) % 2 = 0, 10, -10)))`,
    verdict: "Outbound clicks: a slow rise (+10%)",
    text: "1,232 vs. 1,120 in the 28 days before, within the usual swing of its days (±14%). In those 28 days, they had risen 11%, too, from 1,008: over both periods +22%, which is more than that swing.",
    why: [
      "It comes from reach, not from the rate: impressions rose 10% to 30,800 (+112 outbound clicks), and the rate is 4.00% of impressions, was 4.00% (+0).",
    ],
  },
  "no Pin where ups and downs are both larger than the change": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    pins: [...steady, [20, 2, 300], [2, 20, 300], [4, 2, 300]],
    verdict: "Outbound clicks rose 20%",
    why: [
      "",
      "Pins moved both ways: new +0, risen +560, fallen −504, everything else +168; together +224. The largest: “Pin 5” (56 to 560) and “Pin 6” (560 to 56).",
    ],
  },
  "the largest Pins by clicks, although others moved more for their size": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    pins: [...steady, [11, 9, 300], [1, 0, 300], [2, 1, 300]],
    verdict: "Outbound clicks rose 20%",
    why: [
      "",
      "By Pins: new +0, risen +112, fallen +0, everything else +112; together +224. The largest: “Pin 5” (252 to 308) and “Pin 6” (0 to 28).",
    ],
  },
  "no Pin that moved in other weeks than the account": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    pins: [...steady, [8, 2, 300]],
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 72}') WHERE date BETWEEN ${lastDay} - 27 AND ${lastDay} - 14;
      UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 40}') WHERE date > ${lastDay} - 14;
      UPDATE pin_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 2}')
        WHERE date BETWEEN ${lastDay} - 27 AND ${lastDay} - 14`,
    verdict: "Outbound clicks rose 40%",
    why: [
      "",
      "By Pins: new +0, risen +84, fallen +0, everything else +364; together +448. The largest: “Pin 5” (56 to 140).",
    ],
  },
  "a Pin that is gone": {
    now: { IMPRESSION: 800, OUTBOUND_CLICK: 32 },
    pins: [...steady, [1, 11, 300]],
    sql: `UPDATE pin_analytics SET pin_id = 'gone' WHERE pin_id = ${sixth}`,
    verdict: "Outbound clicks fell 20%",
    why: [
      "One Pin made all of the fall: a Pin that is no longer in the account (308 to 28). Without it: 868 (was 812, +7%).",
    ],
  },
  "a late week, which the verdict of the whole hides": {
    now: { IMPRESSION: 1500, OUTBOUND_CLICK: 60 },
    sql: `UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 45}') WHERE date > ${lastDay} - 14`,
    verdict: "Outbound clicks rose 31%",
    text: "1,470 vs. 1,120 in the 28 days before, more than the usual swing of its days. 40 a day from May 26 to Jun 8, 60 from Jun 9 to Jun 22, and 45 since Jun 23.",
  },
  "the day of a step in a level period, its organic and paid parts, and the Pins of the same days": {
    now: { IMPRESSION: 1200, OUTBOUND_CLICK: 48 },
    splits: { CONTENT_TYPE: { ORGANIC: [28, 20], PAID: [20, 20] } },
    pins: [...steady, [12, 6, 300], [6, 5, 300]],
    sql: `${setLast(11, "28")}
      UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"IMPRESSION": 700}') WHERE date > ${lastDay} - 11;
      UPDATE user_account_analytics_split SET metrics = json_object('OUTBOUND_CLICK', if(value = 'PAID', 10, 18)) WHERE date > ${lastDay} - 11;
      UPDATE pin_analytics SET metrics = json_merge_patch(metrics, '{"OUTBOUND_CLICK": 0}')
        WHERE date > ${lastDay} - 11 AND (metrics ->> 'OUTBOUND_CLICK')::INTEGER >= 6`,
    verdict: "Outbound clicks down a step since Jun 26: 28 a day (was 48)",
    text: "1,124 vs. 1,120 in the 28 days before, within the usual swing of its days (±9%). In the 11 days since Jun 26: 308 (was 528 in the 11 before). Why and the Pins behind it compare these.",
    why: ["Two Pins made 90% of the fall: “Pin 5” (132 to 0) and “Pin 6” (66 to 0). Without them: 308 (was 330, −7%)."],
    figures: ["674 organic, +20%", "450 paid, −20%"],
    behind: "Outbound clicks from Jun 26 to Jul 6, 2026, and in the 11 days before.",
  },
  "a peak that ended, of many Pins, with the same days in all that is said": {
    splits: { CONTENT_TYPE: { ORGANIC: [20, 20], PAID: [20, 20] } },
    pins: [...steady, [2, 2, 300]],
    sql: `${peak(60)} ${pinPeak(4, 1)}`,
    verdict: "A peak of outbound clicks ended on Jun 18",
    text: "40 a day from May 14 to May 31, 60 from Jun 1 to Jun 18, and 40 since Jun 19: about as before the peak. In all 28 days: 1,320 vs. 1,280 in the 28 days before, within the usual swing of its days (±11%).",
    why: [
      "It came and went over many Pins, and no single cause is visible (since then organic −33%, paid −33%).",
      "In the 18 days since the peak: 720 (was 1,080; −360). The largest: “Pin 5” (36 before it, 72 in it, 18 since: −54).",
    ],
    figures: ["660 organic, +3%", "660 paid, +3%"],
    weeks: 8,
    behind:
      "Outbound clicks from Jun 19 to Jul 6, 2026, and in the 18 days before. Up to three new, risen, and fallen Pins each, that changed by 10 or more; new ones were published in these days, or in the week before. Of all own Pins: new +0, risen +0, fallen −54. Fallen Pin 5 What Fallen Change −54 Now 18 Before 72 Before that 36",
  },
  "the Pin that made a peak": {
    pins: [...steady, [2, 2, 300]],
    sql: `${peak(60)} ${pinPeak(18, 2)}`,
    verdict: "A peak of outbound clicks ended on Jun 18",
    why: [
      "One Pin made 80% of the fall: “Pin 5” (36 before it, 324 in it, 36 since: −288). Without it: 684 (was 756, −10%).",
    ],
  },
  "no Pin that fell after a peak, but didn’t rise with it": {
    pins: [...steady, [10, 10, 300]],
    sql: `${peak(60)} ${pinPeak(12, 3)}`,
    verdict: "A peak of outbound clicks ended on Jun 18",
    why: [
      "In the 18 days since the peak: 720 (was 1,080; −360). The largest: “Pin 5” (180 before it, 216 in it, 54 since: −162).",
    ],
  },
  "a dip that ended": {
    sql: peak(20),
    verdict: "A dip of outbound clicks ended on Jun 18",
  },
  "no dip of which too little was there before": {
    before: { OUTBOUND_CLICK: 44 },
    sql: `${setLast(28, "40")} ${setLast(21, "30")} ${setLast(14, "60")} ${setLast(7, "46")}`,
    verdict: "Outbound clicks up a step since Jun 23: 53 a day (was 35)",
  },
  "no peak before which the days are unknown, but a step": {
    sql: `${setLast(38, "60")} ${setLast(19, "40")}`,
    verdict: "Outbound clicks down a step since Jun 18: 40 a day (was 60)",
  },
  "that a Pin is over, and what to expect of the rest if its weeks are even": {
    pins: [...steady, [0, 0, 20]],
    sql: `${spike} ${seen(5, 0)}`,
    verdict: "Outbound clicks rose 39% in a run that is over",
    why: [
      "One Pin made all of the rise: “Pin 5” (new, published Jun 19: 436). Without it: 1,120 (was 1,120, +0%). It is over: 3 in the last three days (15 impressions), after 220 from Jun 18 to Jun 24.",
      "Expect about 1,100 in the next 28 days (−29%), if the rest goes on like in the last eight weeks, with 280 a week.",
    ],
  },
  "what to expect of a rest that rose, too, by its last weeks": {
    pins: [...steady, [0, 0, 20]],
    sql: `${spike} ${seen(5, 0)}; UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('OUTBOUND_CLICK',
      (metrics ->> 'OUTBOUND_CLICK')::INTEGER + 6)) WHERE date > ${lastDay} - 28`,
    verdict: "Outbound clicks rose 54% in a run that is over",
    why: [
      "",
      "Expect about 1,300 in the next 28 days (−25%), if the rest goes on like in the last four weeks, with 322 a week.",
      "",
    ],
  },
  "nothing to expect of a rest whose weeks are uneven": {
    pins: [...steady, [0, 0, 20]],
    sql: `${spike} ${seen(5, 0)}; UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('OUTBOUND_CLICK',
      (metrics ->> 'OUTBOUND_CLICK')::INTEGER + if((${lastDay} - date) // 7 % 4 = 0, 15, -5)))`,
    verdict: "Outbound clicks rose 39% in a run that is over",
    why: [
      "One Pin made all of the rise: “Pin 5” (new, published Jun 19: 436). Without it: 1,120 (was 1,120, +0%). It is over: 3 in the last three days (15 impressions), after 220 from Jun 18 to Jun 24.",
    ],
  },
  "that part of what a Pin brought is paid, if it had more than all organic ones": {
    now: { OUTBOUND_CLICK: 70 },
    splits: { CONTENT_TYPE: { ORGANIC: [30, 20], PAID: [40, 20] } },
    pins: [...steady, [32, 0, 300]],
    verdict: "Outbound clicks rose 75%",
    why: [
      "One Pin made all of the rise: “Pin 5” (0 to 896). Without it: 1,064 (was 1,120, −5%). It still runs: 32 a day since Jun 30. Of its clicks, at least 56 are paid.",
    ],
  },
  "nothing of paid clicks, if the organic ones allow for all of its": {
    now: { OUTBOUND_CLICK: 70 },
    splits: { CONTENT_TYPE: { ORGANIC: [45, 30], PAID: [25, 10] } },
    pins: [...steady, [20, 0, 300]],
    verdict: "Outbound clicks rose 75%",
    why: [
      "One Pin made 67% of the rise: “Pin 5” (0 to 560). Without it: 1,400 (was 1,120, +25%). It still runs: 20 a day since Jun 30.",
    ],
  },
  "no day of a slope": {
    sql: setLast(28, "27 + age + if(age % 2 = 0, 2, -2)"),
    verdict: "Outbound clicks about level (+1%)",
    text: "1,134 vs. 1,120 in the 28 days before, within the usual swing of its days (±8%).",
  },
  "that half of it came in the last seven days": {
    sql: setLast(28, "if(age < 7, if(age = 0, 700, 4), 20)"),
    verdict: "Outbound clicks about level (+2%)",
    text: "1,144 vs. 1,120 in the 28 days before, within the usual swing of its days (±122%). The last seven days brought 724 of these.",
  },
  "no day of noise": {
    sql: setLast(56, "40 + (37 * age) % 23 - 11"),
    verdict: "Outbound clicks about level (−0%)",
    text: "1,113 vs. 1,118 in the 28 days before, within the usual swing of its days (±9%).",
  },
  "the same days of the year before": {
    now: { OUTBOUND_CLICK: 50 },
    days: 400,
    verdict: "Outbound clicks rose 25%",
    text: "1,400 vs. 1,120 in the 28 days before, and 1,120 a year earlier, more than the usual swing of its days.",
  },
  "the rate more than reach, which is level": {
    now: { IMPRESSION: 1020, OUTBOUND_CLICK: 43 },
    verdict: "Outbound clicks rose 7%",
    why: [
      "It comes from the rate more than from reach: impressions are about level with 28,560 (+23 outbound clicks), and the rate is 4.22% of impressions, was 4.00% (+61).",
    ],
  },
  "too few outbound clicks, but not too few saves": {
    now: { OUTBOUND_CLICK: 1, PIN_CLICK: 2, SAVE: 8 },
    before: { OUTBOUND_CLICK: 0, PIN_CLICK: 1 },
    verdict: "Saves fell 20%",
    text: "224 vs. 280 in the 28 days before, more than the usual swing of its days.",
  },
  "too few to say": {
    now: { OUTBOUND_CLICK: 1, PIN_CLICK: 1, SAVE: 1, IMPRESSION: 3 },
    before: { OUTBOUND_CLICK: 2, PIN_CLICK: 2, SAVE: 2, IMPRESSION: 2 },
    splits: { APP_TYPE: { MOBILE: [1, 2] } },
    verdict: "Too few to compare yet",
    text: "28 outbound clicks in 28 days, and 56 in those before. Comparisons start at 100 of a metric in both.",
    why: [],
  },
  "days of the period before that are missing": {
    days: 55,
    verdict: "1,120 outbound clicks",
    text: "From Jun 9 to Jul 6, 2026. To compare them, days of a period are missing.",
    why: [],
  },
};

describe("why", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
  });
  after(() => account.close());

  for (const [
    cause,
    { now = {}, before = {}, days, splits = {}, pins = [], sql, verdict, text, why, figures, behind, weeks },
  ] of Object.entries(cases)) {
    it(`names ${cause}`, async () => {
      const { database, setDays, setSplit, setPin } = account;
      await database.rows("DELETE FROM user_account_analytics_split; DELETE FROM pin_analytics");
      await setDays(now, before, days);
      for (const [split, values] of Object.entries(splits)) await setSplit(split, "OUTBOUND_CLICK", values);
      for (const [index, [after, earlier, age]] of pins.entries())
        await setPin(index, "OUTBOUND_CLICK", [after, earlier], age);
      if (sql !== undefined) await database.rows(sql);
      const page = await account.page();
      const said = summaryOf(page, "p28");
      const titles = account.pins.map((id) => `Pin ${id.slice(-3)}`);
      const named = (text: string) => text.replaceAll(/Pin (\d)\b/gu, (_all, at: string) => titles[Number(at)] ?? "");
      assert.equal(said?.verdict, verdict);
      if (text !== undefined) assert.equal(said?.text, text);
      const expected = why?.map((sentence, index) => (sentence === "" ? said?.why[index] : named(sentence)));
      if (expected !== undefined) assert.deepEqual(said?.why, expected);
      if (figures !== undefined) assert.deepEqual(said?.figures.slice(0, figures.length), figures);
      const [card, chart] = ["The Pins behind it", "Week by week"].map((name) =>
        sectionsOf(page).find(({ title, period }) => title === name && period === "p28"),
      );
      if (weeks !== undefined) assert.equal(chart?.rows.slice(1).length, weeks);
      if (behind !== undefined) assert.ok(card?.text.startsWith(`CSV ${named(behind)}`), card?.text);
    });
  }

  it("says nothing of Pins and of breakdowns with unknown days", async () => {
    await account.setDays({ IMPRESSION: 1500, OUTBOUND_CLICK: 60 }, {});
    await account.setSplit("SOURCE", "OUTBOUND_CLICK", { YOUR_PINS: [50, 20], OTHER_PINS: [10, 20] });
    for (const index of [0, 1, 2, 3, 4]) await account.setPin(index, "OUTBOUND_CLICK", [3, 2], 300);
    assert.equal(summaryOf(await account.page(), "p28")?.why.length, 3);
    await account.database.rows(`DELETE FROM user_account_analytics_split WHERE date = ${lastDay};
      DELETE FROM pin_analytics WHERE date <= ${lastDay} - 55`);
    assert.equal(summaryOf(await account.page(), "p28")?.why.length, 1);
  });

  it("warns of causes only where parts moved", async () => {
    const caution = /That doesn’t tell the cause/u;
    const { database, setDays, page } = account;
    await database.rows("DELETE FROM pin_analytics; DELETE FROM user_account_analytics_split");
    await setDays({ OUTBOUND_CLICK: 60 }, {});
    assert.match(await page(), caution);
    await setDays({ OUTBOUND_CLICK: 41 }, {});
    assert.doesNotMatch(await page(), caution);
  });

  it("shows a few as numbers, not as bars", async () => {
    const { setDays, page } = account;
    const barsOf = async () => /<h3>Week by week<(?:(?!<\/section>)[\s\S])*<rect/u.test(await page());
    await setDays({}, {});
    assert.equal(await barsOf(), true);
    const few = { IMPRESSION: 1, OUTBOUND_CLICK: 0, PIN_CLICK: 0, SAVE: 0 };
    await setDays(few, few);
    assert.equal(await barsOf(), false);
    assert.doesNotMatch(await page(), /in gray/u);
  });

  it("shows the Pins behind it after what to do, in groups, also if there is one group", async () => {
    const { database, pins, setDays, setPin, page } = account;
    await database.rows("DELETE FROM pin_analytics; DELETE FROM user_account_analytics_split");
    await setDays({ OUTBOUND_CLICK: 30 }, {});
    await setPin(0, "OUTBOUND_CLICK", [1, 11], 300);
    const [, gallery = ""] =
      /<h2 class="group">What to do<[\s\S]*<h3>The Pins behind it<([\s\S]*?)<\/section>/u.exec(await page()) ?? [];
    assert.match(gallery, /<div class="groups"><div><h4>Fallen<\/h4>/u);
    assert.ok(gallery.includes(`Pin ${pins[0]?.slice(-3)}`));
  });

  it("doesn't rank a poor board first for one Pin", async () => {
    const { database, pins } = account;
    await database.rows("DELETE FROM pin_analytics; DELETE FROM user_account_analytics_split");
    const [[poor], [good]] = [pins.slice(0, 1), pins.slice(4, 5)];
    assert.ok(poor !== undefined && good !== undefined);
    // Two boards of five Pins: one with a hit and four without clicks, and one with 20 clicks each.
    await database.rows(`CREATE OR REPLACE TEMP TABLE model AS FROM pins LIMIT 1; DELETE FROM pins;
      INSERT INTO pins BY NAME SELECT m.* REPLACE (i::VARCHAR AS id, if(i < 5, (SELECT min(id) FROM boards), (SELECT max(id) FROM boards)) AS board_id,
        json_object('90d', json_object('impression', 100, 'outbound_click', 1, 'pin_click', if(i = 0, 500, if(i < 5, 0, 20)))) AS pin_metrics)
      FROM model m, range(10) t(i)`);
    const names = await database.rows("SELECT name FROM boards ORDER BY id");
    const { rows = [] } = sectionsOf(await account.page()).find(({ title }) => title === "Boards by median") ?? {};
    assert.deepEqual(
      rows.slice(1).map(([board, median, clicks, share]) => [board, median, clicks, share]),
      [
        [names[1]?.name, "20", "100", "0.2"],
        [names[0]?.name, "0", "500", "1"],
      ],
    );
  });
});
