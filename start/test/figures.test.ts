import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, type Json } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { type Content, headlinesOf, sectionsOf } from "./page-content.ts";

const streams = `account account_snapshots boards pins user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns campaign_analytics_report following_users following_boards
  following_interests search_pins search_boards search_partner_pins`.split(/\s+/u);
const settings = { search_queries: ["garden", "tea"], terms: ["garden"], countries: ["US"] };

const lastDay = "(SELECT max(date) FROM user_account_analytics WHERE data_status = 'READY')";
const within = (days: number, column = "date") => `${column} > ${lastDay} - ${days} AND ${column} <= ${lastDay}`;
const metric = (name: string) => `sum((metrics->>'${name}')::BIGINT)`;
const organic = (name: string, days: number) =>
  `SELECT ${metric(name)} FROM user_account_analytics WHERE ${within(days)}`;
const likes = "(pin_metrics->'lifetime_metrics'->>'reaction')::BIGINT";
const outbound = "(pin_metrics->'90d'->>'clickthrough')::BIGINT";
const clicks = `(pin_metrics->'90d'->>'pin_click')::BIGINT + ${outbound}`;
const month = "strftime(date_trunc('month', created_at), '%Y-%m-%d')";
const lastMonths = `date_trunc('month', created_at) > date_trunc('month', DATE '${today}') - INTERVAL 18 MONTH`;

const paid = `(SELECT currency, date, campaign_id, spend_in_micro_dollar / 1e6 AS spend, outbound_click_1 AS outbound,
  total_checkout AS checkouts, total_checkout_value_in_micro_dollar / 1e6 AS revenue, total_conversions AS conversions,
  paid_impression, video_mrc_views_1 AS views, clickthrough_1 AS clicks FROM campaign_analytics_report)`;
const money = `sum(spend), sum(outbound), sum(spend) / sum(outbound), sum(checkouts), sum(spend) / sum(checkouts),
  sum(revenue), sum(revenue) / sum(spend)`;
const moneyColumns =
  "Spend | Outbound clicks | Cost per outbound click | Checkouts | Cost per checkout | Revenue | ROAS";
const results = `CASE WHEN objective_type = 'AWARENESS' THEN sum(paid_impression) / 1000 WHEN objective_type = 'VIDEO_COMPLETION'
  THEN sum(views) WHEN objective_type = 'CONSIDERATION' THEN sum(clicks) ELSE sum(conversions) END`;
const ads = (days: number) =>
  `SELECT currency, ${money}, sum(conversions) FROM ${paid} WHERE ${within(days)} GROUP BY 1`;

/** The number that a tile begins with: its title, its period in days, and a query on the tables. */
const tiles: readonly (readonly [title: string, days: number | undefined, sql: string])[] = [
  ["Outbound clicks", 28, organic("OUTBOUND_CLICK", 28)],
  ["Outbound clicks", 90, organic("OUTBOUND_CLICK", 90)],
  ["Saves", 28, organic("SAVE", 28)],
  ["Impressions", 28, organic("IMPRESSION", 28)],
  ["Impressions", 36_500, organic("IMPRESSION", 36_500)],
  [
    "Engagement rate",
    28,
    `SELECT 100 * ${metric("ENGAGEMENT")} / ${metric("IMPRESSION")} FROM user_account_analytics WHERE ${within(28)}`,
  ],
  ["Followers", 28, "SELECT follower_count FROM account"],
  ["New Pins", 28, `SELECT count(*) FROM pins WHERE ${within(28, "created_at::DATE")}`],
  ["Pins you own", undefined, "SELECT count(*) FROM pins"],
  ["Likes, all time", undefined, `SELECT sum(${likes}) FROM pins`],
];

/** The rows of a card: its title, its period in days, the columns to compare, and a query on the tables that returns the same. */
const cards: readonly (readonly [title: string, days: number | undefined, columns: string, sql: string])[] = [
  [
    "Top Pins of 90 days",
    undefined,
    "Engagements | Saves | Outbound clicks",
    `SELECT (metrics->>'ENGAGEMENT')::BIGINT AS n, metrics->>'SAVE', metrics->>'OUTBOUND_CLICK' FROM user_account_top_pins
      WHERE sort_by = 'ENGAGEMENT' ORDER BY n DESC LIMIT 6`,
  ],
  [
    "Saves and clicks",
    28,
    "Day | Saves | Pin clicks | Outbound clicks",
    `SELECT strftime(date, '%Y-%m-%d'), metrics->>'SAVE', metrics->>'PIN_CLICK', metrics->>'OUTBOUND_CLICK'
      FROM user_account_analytics WHERE ${within(28)}`,
  ],
  [
    "Paid and organic, devices, and sources",
    28,
    "Impressions | Saves | Pin clicks | Outbound clicks",
    `SELECT ${["IMPRESSION", "SAVE", "PIN_CLICK", "OUTBOUND_CLICK"].map(metric).join()} FROM user_account_analytics_split
      WHERE ${within(28)} AND split IN ('CONTENT_TYPE', 'APP_TYPE', 'SOURCE', 'OWNED_CONTENT') AND value <> 'ALL' GROUP BY split, value`,
  ],
  [
    "Boards by engagement",
    undefined,
    "Board | Clicks per Pin | Likes per Pin | Pins",
    `SELECT name, avg(${clicks}) AS n, avg(${likes}), count(*) FROM pins JOIN boards ON boards.id = board_id
      WHERE privacy <> 'SECRET' GROUP BY boards.id, name HAVING count(*) >= 5 ORDER BY n DESC LIMIT 8`,
  ],
  [
    "Engagements by weekday",
    90,
    "Weekday | Engagements",
    `SELECT strftime(date, '%a'), ${metric("ENGAGEMENT")} / count(*) FROM user_account_analytics
      WHERE ${within(90)} AND data_status = 'READY' GROUP BY 1`,
  ],
  [
    "Formats",
    undefined,
    "Clicks per Pin | Likes per Pin | Pins",
    `SELECT avg(${clicks}), avg(${likes}), count(*) FROM pins GROUP BY creative_type HAVING count(*) >= 5`,
  ],
  [
    "Traffic by website",
    undefined,
    "Website | Outbound clicks | Pins",
    `SELECT replace(split_part(link, '/', 3), 'www.', ''), sum(${outbound}) AS n, count(*) FROM pins WHERE link IS NOT NULL
      GROUP BY 1 HAVING n > 0`,
  ],
  [
    "Searches in your account",
    undefined,
    "Search | Pins found | Boards found",
    `SELECT query, count(DISTINCT id), (SELECT count(*) FROM search_boards b WHERE b.query = p.query)
      FROM search_pins p GROUP BY query`,
  ],
  [
    "Your place in search",
    undefined,
    "Search | Country | Top Pins | Yours",
    `SELECT term, country_code, count(*), count(*) FILTER (id IN (SELECT id FROM pins)) FROM search_partner_pins GROUP BY ALL`,
  ],
  [
    "New Pins per month",
    undefined,
    "Month | Pins",
    `SELECT ${month}, count(*) FROM pins WHERE ${lastMonths} GROUP BY 1`,
  ],
  [
    "Likes per Pin, by month of creation",
    undefined,
    "Month | Likes per Pin",
    `SELECT ${month}, avg(${likes}) FROM pins WHERE ${lastMonths} GROUP BY 1`,
  ],
  [
    "Whom you follow",
    undefined,
    "What | Number",
    `SELECT 'Accounts', count(*) FROM following_users UNION ALL SELECT 'Boards', count(*) FROM following_boards
      UNION ALL SELECT 'Interests', count(*) FROM following_interests`,
  ],
  ["Ads", 28, `Currency | ${moneyColumns} | Conversions of all kinds`, ads(28)],
  ["Ads", 90, `Currency | ${moneyColumns} | Conversions of all kinds`, ads(90)],
  [
    "Ads by week",
    90,
    `Currency | Week from | ${moneyColumns}`,
    `SELECT currency, strftime(date_trunc('week', date), '%Y-%m-%d') AS week, ${money} FROM ${paid}
      WHERE date_trunc('week', date)::DATE > ${lastDay} - 90 AND date_trunc('week', date)::DATE + 6 <= ${lastDay} GROUP BY ALL`,
  ],
  [
    "Ad spend per month",
    undefined,
    "Currency | Month | Spend",
    `SELECT currency, strftime(date_trunc('month', date), '%Y-%m-%d'), sum(spend) FROM ${paid} GROUP BY ALL`,
  ],
  [
    "Campaigns",
    90,
    `Currency | Campaign | ${moneyColumns} | Results | Cost per result`,
    `SELECT p.currency, name, ${money}, ${results}, sum(spend) / nullif(${results}, 0)
      FROM ${paid} p JOIN campaigns c ON c.id = campaign_id WHERE ${within(90)} GROUP BY p.currency, c.id, name, objective_type
      QUALIFY row_number() OVER (PARTITION BY p.currency ORDER BY sum(spend) DESC) <= 5`,
  ],
];

describe("the figures of the page, computed anew from the tables", () => {
  let bed: StartBed;
  let page = "";
  let sections: readonly Content[] = [];
  before(async () => {
    bed = await openStartBed({ ...extents.small, campaigns: 12, ads: 60 });
    await bed.read({ streams }, { start_date: addDays(today, -300), ...settings });
    page = await renderPage(bed.database);
    sections = sectionsOf(page);
  });
  after(() => bed.close());

  const section = (title: string, days?: number) =>
    sections.find((each) => each.title === title && each.period === (days === undefined ? "" : `p${days}`));
  const valuesOf = async (sql: string) => (await bed.database.rows(sql)).map((row) => Object.values(row));

  for (const [title, days, sql] of tiles) {
    it(`are the same on the tile ${title}${days === undefined ? "" : `, ${days} days`}`, async () => {
      const [[value] = []] = await valuesOf(sql);
      const expected = title.endsWith("rate") ? `${Number(value).toFixed(1)}%` : Number(value).toLocaleString("en-US");
      assert.notEqual(Number(value), 0);
      assert.equal(section(title, days)?.text.split(" ")[0], expected);
    });
  }

  for (const [title, days, columns, sql] of cards) {
    it(`are the same on the card ${title}${days === undefined ? "" : `, ${days} days`}`, async () => {
      const [head = [], ...rows] = section(title, days)?.rows ?? [];
      const shown = rows.map((row) => columns.split(" | ").map((name) => row[head.indexOf(name)]));
      const expected = await valuesOf(sql);
      assert.ok(expected.length > 0, title);
      assert.deepEqual(comparable(shown), comparable(expected));
    });
  }

  it("say which weeks of ads are still growing: those of the last 30 days", async () => {
    const { text = "", rows = [] } = section("Ads by week", 90) ?? {};
    const weeks = rows.slice(1).map(([, monday = ""]) => monday);
    const growing = weeks.filter((monday) => addDays(monday, 6) > addDays(today, -30));
    assert.ok(growing.length > 0 && growing.length < weeks.length);
    assert.deepEqual(
      weeks.filter((monday) => text.includes(`${monday} still growing`)),
      growing,
    );
  });

  it("are those of the headlines about a Pin and about spend", async () => {
    const lines = headlinesOf(page, "p28").join("\n");
    const [, percent, what = "", count = ""] = /^One Pin made (\d+)% of the (\w+) .*, ([\d,]+)\.$/mu.exec(lines) ?? [];
    assert.equal(what, "saves");
    const [[most, share] = []] = await valuesOf(`SELECT max((metrics->>'SAVE')::BIGINT) AS n, round(100 * n /
      (SELECT ${metric("SAVE")} FROM user_account_analytics WHERE date BETWEEN (SELECT min(start_date) FROM user_account_top_pins)
      AND (SELECT max(end_date) FROM user_account_top_pins))) FROM user_account_top_pins`);
    assert.deepEqual([Number(count.replaceAll(",", "")), Number(percent)], [most, share], lines);
    const [, dollars] = /^\$([\d,.]+) of ad spend/mu.exec(lines) ?? [];
    const [[spend] = []] = await valuesOf(
      `SELECT round(sum(spend), 2) FROM ${paid} WHERE currency = 'USD' AND ${within(28)}`,
    );
    assert.equal(Number(dollars?.replaceAll(",", "")), spend, lines);
  });
});

/** Returns rows in an order of their own, with three decimals, and with nothing for zero. */
function comparable(rows: readonly (readonly (Json | undefined)[])[]): readonly string[] {
  const rounded = (value: Json | undefined) => {
    const text = asText(value ?? "");
    if (Number.isNaN(Number(text))) return text;
    return Number(text) === 0 ? "" : Number(text).toFixed(3);
  };
  return rows
    .map((row) => row.map(rounded))
    .filter((row) => row.some((value) => Number(value) > 0))
    .map((row) => row.join(" | "))
    .toSorted();
}
