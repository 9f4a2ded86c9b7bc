import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { type Content, sectionsOf } from "./page-content.ts";

const streams =
  `account boards pins user_account_analytics user_account_analytics_split user_account_top_pins ad_accounts
  campaigns campaign_analytics_report`.split(/\s+/u);

/** Numbers of the page: the title of the section, its period, the cell, and a query on the tables. */
const lastDay = "(SELECT max(date) FROM user_account_analytics WHERE data_status = 'READY')";
const organic = (metric: string, days: number) =>
  `SELECT sum(CAST(json_extract_string(metrics, '$.${metric}') AS BIGINT)) AS n FROM user_account_analytics
    WHERE date <= ${lastDay} AND date > ${lastDay} - ${days}`;
const ads = (value: string) =>
  `SELECT ${value} AS n FROM campaign_analytics_report WHERE currency = 'USD' AND "DATE" <= ${lastDay} AND "DATE" > ${lastDay} - 90`;
const spent = 'sum("SPEND_IN_MICRO_DOLLAR") / 1000000.0';
const revenue = 'sum("TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR") / 1000000.0';
const ofPins = (path: string) => `sum(CAST(json_extract_string(pin_metrics, '$.${path}') AS BIGINT))`;
const clicks = `(${ofPins('"90d".pin_click')} + ${ofPins('"90d".clickthrough')})`;

const numbers: readonly (readonly [title: string, period: string, column: string, sql: string])[] = [
  ["Impressions", "p28", "", organic("IMPRESSION", 28)],
  ["Saves", "p28", "", organic("SAVE", 28)],
  ["Outbound clicks", "p90", "", organic("OUTBOUND_CLICK", 90)],
  ["Pins you own", "", "", "SELECT count(*) AS n FROM pins"],
  ["Likes, all time", "", "", `SELECT ${ofPins("lifetime_metrics.reaction")} AS n FROM pins`],
  ["Ads", "p90", "Spend", ads(spent)],
  ["Ads", "p90", "Outbound clicks", ads('sum("OUTBOUND_CLICK_1")')],
  ["Ads", "p90", "Checkouts", ads('sum("TOTAL_CHECKOUT")')],
  ["Ads", "p90", "Revenue", ads(revenue)],
  ["Ads", "p90", "ROAS", ads(`${revenue} / (${spent})`)],
  ["Ads", "p90", "Conversions of all kinds", ads('sum("TOTAL_CONVERSIONS")')],
  [
    "Boards by engagement",
    "",
    "Clicks per Pin",
    `SELECT ${clicks} / count(*) AS n FROM pins JOIN boards ON boards.id = pins.board_id WHERE privacy <> 'SECRET'
      GROUP BY boards.id HAVING count(*) >= 5 ORDER BY n DESC LIMIT 1`,
  ],
  [
    "Top Pins of 90 days",
    "",
    "Engagements",
    "SELECT max(CAST(json_extract_string(metrics, '$.ENGAGEMENT') AS BIGINT)) AS n FROM user_account_top_pins",
  ],
];

describe("numbers of the page, computed anew from the tables", () => {
  let bed: StartBed;
  let sections: readonly Content[] = [];
  before(async () => {
    bed = await openStartBed({ ...extents.small, campaigns: 12, ads: 60 });
    await bed.read({ streams });
    sections = sectionsOf(await renderPage(bed.database));
  });
  after(() => bed.close());

  for (const [title, period, column, sql] of numbers) {
    it(`are the same: ${[title, period, column].filter(Boolean).join(", ")}`, async () => {
      const section = sections.find((each) => each.title === title && each.period === period);
      const [head = [], ...rows] = section?.rows ?? [];
      const row = head[0] === "Currency" ? rows.find(([currency]) => currency === "USD") : rows[0];
      const shown = column === "" ? section?.text.split(" ")[0]?.replaceAll(",", "") : row?.[head.indexOf(column)];
      const expected = Number((await bed.database.rows(sql))[0]?.n);
      assert.ok(expected > 0 && Math.abs(Number(shown) - expected) < 1e-5, `${shown}, not ${expected}`);
    });
  }
});
